# SPDX-License-Identifier: MIT
"""In the VM: brings the machine into each state in turn and measures there. States are the table's columns."""
import os
import re
import shutil
import subprocess
import sys
import time

CALLS = "/usr/local/bin/bench-calls"
CHILD = "/usr/local/bin/bench-child"
DIRECTORY = "/tmp/bench"
NOTE, TOKEN = "/srv/notes/note", "/srv/vault/token"
ROUNDS = 3
# The gates of a tier go a while after the last agent that needs them (GateDemand).
LINGER_SECONDS = 35
POLICY = """filesystem:
  labels:
    - path: /srv/vault
      level: critical
      grantable: true
    - path: /srv/notes
      level: low
      grantable: true
"""
DECOYS = POLICY + "mirage:\n  decoys: [all]\n"
INTENT = (f"run {CHILD}. Then connect to weather.com port 5000. Then connect to weather.com port 5001/udp. "
          "Then write a report")
USER = ["setpriv", "--reuid=1000", "--regid=1000", "--clear-groups"]
# Wherever a random number decides how many instructions something takes.
KNOBS = {"/proc/sys/kernel/randomize_va_space": "0", "/proc/sys/kernel/watchdog": "0"}

columns = sys.argv[1].split(",")


def run(*words, **options):
    done = subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)
    if done.returncode:
        raise SystemExit(f"FAIL {' '.join(words)}: status {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def prepare():
    for path, value in KNOBS.items():
        with open(path, "w") as knob:
            knob.write(value)
    run("modprobe", "dummy", "numdummies=1")
    run("ip", "link", "set", "dummy0", "up")
    run("ip", "address", "add", "192.0.2.10/32", "dev", "dummy0")
    with open("/etc/hosts", "a") as hosts:
        hosts.write("192.0.2.10 weather.com\n")
    for source, target in (("calls", CALLS), ("bench-child", CHILD)):
        shutil.copyfile(f"/job/{source}", target)
        os.chmod(target, 0o755)
    os.makedirs(f"{DIRECTORY}/a/b/c/d/e/f")
    for path in (f"{DIRECTORY}/file", f"{DIRECTORY}/a/b/c/d/e/f/file", NOTE, TOKEN):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write("x\n")
    run("chown", "-R", "1000:1000", DIRECTORY)
    os.makedirs("/etc/telos", exist_ok=True)
    write_policy(POLICY)
    # A program is granted with its change time, which must lie behind the clock's tick.
    time.sleep(0.1)


def write_policy(text):
    with open("/etc/telos/policy.yaml", "w") as policy:
        policy.write(text)


def agent_words(intent):
    return [*USER, "telos", "run", "--intent", intent, "--ttl", "1h", "--"] if intent else USER


def tell(column, output):
    for line in output.splitlines():
        print(column, line, flush=True)


def measure(column, intent="", secret=()):
    if column not in columns:
        return
    for _ in range(ROUNDS):
        tell(column, run(*agent_words(intent), CALLS, "measure", str(columns.index(column)), *secret, cwd=DIRECTORY))


def measure_crowds(*columns_with_intents):
    for _ in range(ROUNDS):
        for column, intent in columns_with_intents:
            if column in columns:
                tell(column, run(*agent_words(intent), CALLS, "crowd", str(columns.index(column)), cwd=DIRECTORY))


class Holding:
    """An agent that has read what it was to read, and waits."""

    def __init__(self, intent, *secret):
        self.process = subprocess.Popen([*agent_words(intent), CALLS, "hold", *secret], cwd=DIRECTORY, text=True,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        if self.process.stdout.readline() != "holding\n":
            raise SystemExit(f"FAIL the agent does not hold: {intent}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def check_status(wanted):
    status = run("telos", "status")
    if wanted not in status:
        raise SystemExit(f"FAIL status is not {wanted}: {status}")


def measure_with_telos():
    measure("idle")
    started = time.monotonic()
    run("telos", "start")
    print(f"# telos start: {time.monotonic() - started:.1f} s of the guest", flush=True)
    check_status("ENFORCING")
    time.sleep(LINGER_SECONDS)
    measure("loaded")
    with Holding(INTENT):
        measure("beside")
        measure("agent", INTENT)
        measure_crowds(("beside", ""), ("agent", INTENT))
    tainting = f"{INTENT}. Then read {NOTE}"
    with Holding(tainting, NOTE):
        measure("beside_flow")
        measure("untainted", tainting)
        # Before a tainted agent writes into the files that are opened.
        measure_beside_decoys(tainting)
        measure("tainted", tainting, [NOTE])
        measure("slammed", f"{INTENT}. Then read {TOKEN}", [TOKEN])
    time.sleep(LINGER_SECONDS)
    measure("left")


def measure_beside_decoys(intent):
    write_policy(DECOYS)
    run("telos", "policy", "reload")
    with Holding(intent):
        listed = run("telos", "mirage", "list").count("dump")
        if listed != 1:
            raise SystemExit(f"FAIL {listed} dumps lie there as decoys")
    measure("decoys", intent)
    if "decoy_read" in run("telos", "log", "--json"):
        raise SystemExit("FAIL the program that is measured read a decoy")
    write_policy(POLICY)
    run("telos", "policy", "reload")


def main():
    with open("/sys/kernel/security/lsm") as lsm:
        names = lsm.read().strip()
    print("# lsm", names, flush=True)
    print("# kernel", os.uname().release, flush=True)
    prepare()
    server = subprocess.Popen([CALLS, "serve"])
    time.sleep(5)
    if re.search(r"\bbpf\b", names):
        measure_with_telos()
    else:
        measure("none")
        measure_crowds(("none", ""))
    if server.poll() is not None:
        raise SystemExit("FAIL the server died")


main()
