"""With systemd as process 1 and the units of deploy/systemd: the daemon is a service, and so is an agent."""
import json
import os
import shutil
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import Agent, Failure, ask_daemon, case, check, check_equal, command, run_cases, wait_until
from machine import FORBIDDEN, LABELS, OTHER4, daemon_pid, is_running, prepare, write_policy

UNITS = "/etc/systemd/system"
SLICE = "/sys/fs/cgroup/telos.slice"
SECONDS = 120
# What it may and what it may not, at the start and each time it is asked; with an argument it takes that much memory first.
PROBE = f"""
import errno, json, os, signal, socket, subprocess, sys, time

def attempt(act):
    try:
        act()
        return "done"
    except OSError as error:
        return errno.errorcode[error.errno]

def probe(*_):
    print(json.dumps({{
        "ls": attempt(lambda: subprocess.run(["/usr/bin/ls", "/"], stdout=subprocess.DEVNULL, check=True)),
        "cat": attempt(lambda: subprocess.run(["/usr/bin/cat", "/etc/hosts"], stdout=subprocess.DEVNULL)),
        "connect": attempt(lambda: socket.create_connection(("{OTHER4}", {FORBIDDEN}), 3)),
    }}), flush=True)

probe()
signal.signal(signal.SIGUSR1, probe)
kept = [bytearray(1 << 20) for _ in range(int((sys.argv + [0])[1]))]
while True:
    time.sleep(600)
"""
HELD = {"ls": "done", "cat": "EPERM", "connect": "EPERM"}


def systemctl(*words, status=0):
    done = command("systemctl", *words)
    check_equal(f"status of systemctl {words} ({done.stderr})", done.returncode, status)
    return done.stdout


def shown(unit, name):
    return systemctl("show", unit, "--property", name, "--value").strip()


def prepare_units():
    shutil.copy("/job/telos", "/usr/bin/telos")
    for name in os.listdir("/job/deploy/systemd"):
        shutil.copy(f"/job/deploy/systemd/{name}", UNITS)
    os.makedirs("/etc/telos/agents", exist_ok=True)
    with open("/srv/probe.py", "w") as file:
        file.write(PROBE)
    write_policy(LABELS + "mirage:\n  decoys: [npm]\n  in_place: [shadow]\n")


def agent_unit(name, memory=0, lines=()):
    """telos-agent@NAME, whose output goes to a file as nobody keeps a journal here."""
    with open(f"/etc/telos/agents/{name}.env", "w") as file:
        file.write(f"INTENT=list files\nCOMMAND=/usr/bin/python3 -S -B /srv/probe.py {memory}\n")
    unit = f"telos-agent@{name}.service"
    os.makedirs(f"{UNITS}/{unit}.d", exist_ok=True)
    with open(f"{UNITS}/{unit}.d/test.conf", "w") as file:
        file.write("\n".join(["[Service]", f"StandardOutput=file:/run/{name}.out", f"StandardError=file:/run/{name}.err",
                              *lines, ""]))
    systemctl("daemon-reload")
    return unit


def outcomes(name):
    path = f"/run/{name}.out"
    if not os.path.exists(path):
        # systemctl start waits for a process, not until that has opened its output.
        return []
    with open(path) as file:
        return [json.loads(line) for line in file if line.endswith("\n")]


def probes(name, count):
    return wait_until(lambda: len(outcomes(name)) >= count and outcomes(name), SECONDS, f"{count} outcomes of {name}")[-1]


def agents():
    return ask_daemon("agents")["agents"]


def started(name="probe", **options):
    """The unit, running as an agent, and its process."""
    unit = agent_unit(name, **options)
    if shown(unit, "ActiveState") != "active":
        systemctl("start", unit)
        check_equal("what it may", probes(name, 1), HELD)
    return unit, int(shown(unit, "MainPID"))


@case
def daemon_is_a_service():
    systemctl("start", "telos.service")
    check_equal("state", shown("telos.service", "ActiveState"), "active")
    check_equal("process", int(shown("telos.service", "MainPID")), daemon_pid())
    check_equal("the slice", os.path.isdir(SLICE), True)


@case
def same_program_in_an_ordinary_unit_is_free():
    """The control: without the slice and telos run nothing is refused."""
    with open(f"{UNITS}/free.service", "w") as file:
        file.write("[Service]\nExecStart=/usr/bin/python3 -S -B /srv/probe.py\nUser=nobody\nStandardOutput=file:/run/free.out\n")
    systemctl("daemon-reload")
    systemctl("start", "free.service")
    check_equal("what it may", probes("free", 1), {"ls": "done", "cat": "done", "connect": "done"})
    systemctl("stop", "free.service")


@case
def unit_is_an_agent_in_its_own_cgroup():
    unit, pid = started()
    with open(f"/proc/{pid}/cgroup") as cgroup:
        check_equal("cgroup", cgroup.read().strip(), f"0::/telos.slice/{unit}")
    found = agents()
    check_equal("agents", [(agent["uid"], agent["goal"]) for agent in found], [(65534, "list files")])
    check(found[0]["refused_exec"] >= 1 and found[0]["refused_network"] >= 1, found)
    check_equal("limit", shown(unit, "MemoryMax"), str(1 << 30))


@case
def process_that_root_puts_into_its_cgroup_may_nothing():
    unit, _ = started()
    for where, status in ((f"{SLICE}/{unit}", 126), ("/sys/fs/cgroup", 0)):
        done = command("/bin/bash", "-c", f"echo $$ >{where}/cgroup.procs; exec /usr/bin/ls /")
        check_equal(f"ls in {where} ({done.stderr})", done.returncode, status)


@case
def restart_of_the_daemon_leaves_the_agent_and_the_gates():
    unit, pid = started()
    number = agents()[0]["agent_id"]
    for stop in (("stop", "telos.service"), ("kill", "--signal=KILL", "telos.service")):
        before = daemon_pid()
        systemctl(*stop)
        wait_until(lambda: not is_running(before), SECONDS, "the daemon's end")
        count = len(outcomes("probe"))
        os.kill(pid, signal.SIGUSR1)
        check_equal("what it may meanwhile", probes("probe", count + 1), HELD)
        systemctl("start", "telos.service")
        check(daemon_pid() != before, "the same daemon")
    systemctl("restart", "telos.service")
    check_equal("state", (shown(unit, "ActiveState"), int(shown(unit, "MainPID"))), ("active", pid))
    check_equal("agents", [agent["agent_id"] for agent in agents()], [number])
    count = len(outcomes("probe"))
    os.kill(pid, signal.SIGUSR1)
    check_equal("what it may afterwards", probes("probe", count + 1), HELD)


def may(pid):
    """What the probe may now."""
    count = len(outcomes("probe"))
    os.kill(pid, signal.SIGUSR1)
    return probes("probe", count + 1)


def another_daemon(before):
    """The pid of a daemon that serves, and is not this one."""
    def find():
        try:
            now = daemon_pid()
        except (OSError, ValueError, Failure):
            return None
        return now if now != before else None
    return wait_until(find, SECONDS, "another daemon")


@case
def daemon_that_crashes_again_and_again_is_started_again():
    _, pid = started()
    number = agents()[0]["agent_id"]
    now = daemon_pid()
    for _ in range(6):
        os.kill(now, signal.SIGKILL)
        began = time.monotonic()
        check_equal("what it may meanwhile", may(pid), HELD)
        now = another_daemon(now)
    print(f"# {time.monotonic() - began:.1f} s from the last kill to a daemon that serves", flush=True)
    check_equal("agents", [agent["agent_id"] for agent in agents()], [number])
    check_equal("what it may afterwards", may(pid), HELD)
    check_equal("state", shown("telos.service", "ActiveState"), "active")


@case
def daemon_that_hangs_is_ended_and_started_again():
    _, pid = started()
    os.makedirs(f"{UNITS}/telos.service.d", exist_ok=True)
    with open(f"{UNITS}/telos.service.d/watchdog.conf", "w") as file:
        file.write("[Service]\nWatchdogSec=8s\n")
    systemctl("daemon-reload")
    systemctl("restart", "telos.service")
    now = daemon_pid()
    # The control: who gets on is not ended.
    time.sleep(16)
    check_equal("daemon", daemon_pid(), now)
    os.kill(now, signal.SIGSTOP)
    check_equal("what it may meanwhile", may(pid), HELD)
    another_daemon(now)
    check(not is_running(now), "the one that hung runs")
    check_equal("what it may afterwards", may(pid), HELD)


@case
def decoys_lie_there_and_in_place_of_a_file():
    """The daemon plants them, and enters a mount namespace, with the few rights that its unit leaves it."""
    with Agent("read /srv/vault/token", cwd="/") as agent:
        decoys = ask_daemon("mirage_list")["decoys"]
        check_equal("planted", [each["path"] for each in decoys if each["agent_id"] == agent.id], ["/root/.npmrc.bak"])
        check_equal("before", agent.do("files.read", "/etc/shadow").error, "EPERM")
        agent.can("files.read", "/srv/vault/token")
        text = wait_until(lambda: agent.do("files.read", "/etc/shadow").value, SECONDS, "a decoy")
        with open("/etc/shadow") as file:
            check(text.startswith("root:") and text not in file.read(), text)


@case
def unit_has_its_mounts_for_itself():
    _, pid = started()
    check(os.readlink(f"/proc/{pid}/ns/mnt") != os.readlink("/proc/1/ns/mnt"), "it shares those of all")


@case
def stop_ends_the_agent():
    unit, pid = started()
    systemctl("stop", unit)
    check_equal("state", (shown(unit, "ActiveState"), shown(unit, "Result")), ("inactive", "success"))
    check(not is_running(pid), "it runs")
    wait_until(lambda: not agents(), SECONDS, "the agent's end")
    check(not os.path.exists(f"{SLICE}/{unit}"), "its cgroup is still there")
    unit, pid = started()
    systemctl("kill", "--signal=KILL", unit)
    wait_until(lambda: shown(unit, "ActiveState") == "failed", SECONDS, "its failure")
    check_equal("how it ended", (shown(unit, "Result"), shown(unit, "ExecMainStatus")), ("signal", "9"))


@case
def limit_of_the_unit_holds_the_agent():
    unit = agent_unit("eater", memory=400, lines=["MemoryMax=96M", "MemorySwapMax=0"])
    systemctl("start", unit)
    wait_until(lambda: shown(unit, "ActiveState") == "failed", SECONDS, "its end")
    check_equal("result", shown(unit, "Result"), "oom-kill")
    check_equal("what it may", outcomes("eater"), [HELD])
    wait_until(lambda: not agents(), SECONDS, "the agent's end")


@case
def unit_that_has_other_processes_becomes_no_agent():
    run = 'exec /usr/bin/telos run --intent "list files" -- /usr/bin/ls'
    unit = agent_unit("crowd", lines=["ExecStart=", f"ExecStart=/bin/sh -c '/usr/bin/sleep 600 & {run}'"])
    command("systemctl", "start", unit)
    wait_until(lambda: shown(unit, "ActiveState") == "failed", SECONDS, "its end")
    with open("/run/crowd.err") as said:
        text = said.read()
    check("has other processes" in text, text)
    check_equal("agents", agents(), [])


@case
def stopped_slice_ends_its_agents_and_the_next_ones_are_held():
    _, pid = started()
    systemctl("stop", "telos.slice")
    check(not is_running(pid), "it runs")
    check_equal("daemon", shown("telos.service", "ActiveState"), "inactive")
    systemctl("start", "telos.service")
    started()


if __name__ == "__main__":
    prepare()
    prepare_units()
    sys.exit(0 if run_cases(*sys.argv[1:]) else 1)
