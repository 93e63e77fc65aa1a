"""The guest: names and addresses, labelled files, servers, and the daemon with the policy that a case wants."""
import os
import shutil
import signal
import subprocess
import tempfile
import time

from harness import ask_daemon, check, command, telos, wait_until
from servers import Sink, Tls, Web

WEATHER4, WEATHER6 = "192.0.2.10", "2001:db8::10"
OTHER4, OTHER6 = "192.0.2.66", "2001:db8::66"
GRANTED, GRANTED_UDP, FORBIDDEN, WEB, TLS = 5000, 5001, 4444, 80, 5443
NETWORK_INTENT = f"connect to weather.com port {GRANTED}. Then connect to weather.com port {GRANTED_UDP}/udp"
POLICY_FILE = "/etc/telos/policy.yaml"
# The gates are verified on an emulated processor that other machines may share.
START_SECONDS = 180
LABELS = """filesystem:
  labels:
    - path: /srv/sealed
      level: high
    - path: /tmp/kept
      level: high
    - path: /srv/above/kept
      level: high
    - path: /srv/replaced
      level: high
    - path: /srv/later/keys
      level: high
    - path: /srv/anew/secret
      level: high
    - path: /srv/vault
      level: critical
      grantable: true
    - path: /srv/notes
      level: low
      grantable: true
"""
SECRET = "the secret\n"
# The header of an object that the binary carries: gzip -9n, so that its time is 0.
OBJECT = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03"

sinks = {}
_policy = None


def prepare():
    os.chmod("/job", 0o755)
    command("modprobe", "dummy")
    command("ip", "link", "add", "dummy0", "type", "dummy")
    command("ip", "link", "set", "dummy0", "up")
    for address in (WEATHER4, OTHER4):
        done = command("ip", "address", "add", f"{address}/32", "dev", "dummy0")
        check(done.returncode == 0, done.stderr)
    for address in (WEATHER6, OTHER6):
        command("ip", "address", "add", f"{address}/128", "dev", "dummy0", "nodad")
    # Without it libc gives the first line of a name alone.
    with open("/etc/host.conf", "w") as configuration:
        configuration.write("multi on\n")
    with open("/etc/hosts", "a") as hosts:
        for name, four, six in (("weather.com", WEATHER4, WEATHER6), ("githuh.com", OTHER4, OTHER6)):
            hosts.write(f"{four} {name}\n{six} {name}\n")
    for port in (GRANTED, GRANTED_UDP, FORBIDDEN):
        sinks[port] = Sink(port)
    sinks[WEB] = Web(WEB)
    sinks[TLS] = Tls(TLS)
    prepare_files()


def prepare_files():
    for directory in ("/srv/sealed/deep/er", "/srv/vault", "/srv/notes", "/srv/plain", "/srv/bind",
                      "/etc/telos", "/home/agent/.ssh", "/srv/anew", "/srv/above"):
        os.makedirs(directory, exist_ok=True)
    for path in ("/srv/sealed/file", "/srv/sealed/deep/er/file", "/srv/vault/token", "/srv/notes/note",
                 "/srv/plain/file", "/srv/replaced", "/srv/above/kept", "/home/agent/.ssh/id_ed25519", "/srv/anew/secret"):
        with open(path, "w") as file:
            file.write(SECRET)
    for path in ("/home/agent/.ssh", "/home/agent/.ssh/id_ed25519"):
        os.chown(path, 1000, 1000)


def write_policy(text):
    with open(POLICY_FILE, "w") as file:
        file.write(text)


def want_daemon(policy=LABELS):
    """Running, with this policy. A start costs seconds here: it is shared as long as the policy is, and under another one
    the next daemon takes the gates over; but for those of interfaces, which only a stop frees."""
    global _policy
    if _policy == policy and answers():
        return
    if _policy and "hyperion" not in _policy + policy:
        if answers():
            end_daemon(signal.SIGTERM)
    else:
        want_no_daemon()
    write_policy(policy)
    restart_daemon()
    _policy = policy


def answers():
    try:
        return bool(daemon_pid())
    except OSError:
        return False


def want_no_daemon():
    global _policy
    _policy = None
    if answers() or os.path.exists("/sys/fs/bpf/telos"):
        done = telos("stop", "--kill-agents")
        check(done.returncode == 0, "telos stop:", done.stderr)


def daemon_pid():
    return ask_daemon("status")["pid"]


def kill_daemon():
    return end_daemon(signal.SIGKILL)


def end_daemon(number):
    pid = daemon_pid()
    os.kill(pid, number)
    wait_until(lambda: not is_running(pid), 10, "the daemon's end")
    return pid


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def restart_daemon():
    """Its output goes to a file, so that one hanging pipe does not fail every case."""
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(["telos", "start"], stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=START_SECONDS)
        said.seek(0)
        check(done.returncode == 0, "telos start:", said.read())


def with_other_gates(program):
    """The gates' name is a fingerprint of the objects as they are carried: with another time in each it is another. The
    program carries other things packed as well, to which a time is nothing."""
    return program.replace(OBJECT, OBJECT[:4] + b"\1" + OBJECT[5:])


def copy(source, target):
    """An executable copy with a change time that lies behind the clock's last tick."""
    os.makedirs(os.path.dirname(target), exist_ok=True)
    shutil.copyfile(source, target)
    os.chmod(target, 0o755)
    time.sleep(0.02)
    return target
