"""What the gates do by themselves while no daemon lives: stopped, killed, out of memory; and what comes back with it."""
import contextlib
import os
import signal
import time

from harness import Agent, Failure, ask_daemon, case, check, check_equal, each_kernel, outsider, wait_until
from machine import (FORBIDDEN, GRANTED, GRANTED_UDP, LABELS, NETWORK_INTENT, OTHER4, WEATHER4, daemon_pid, is_running, kill_daemon,
                     restart_daemon, want_daemon)

NPROC, LS, PYTHON, NOTE = "/usr/bin/nproc", "/usr/bin/ls", "/usr/bin/python3", "/srv/notes/note"
SCRIPT = "/srv/plain/again.py"
STALE = LABELS + "watchdog:\n  stale: 4s\n"
INTENT = f"list files. read {NOTE}. run {SCRIPT} with python3. {NETWORK_INTENT}"
SECONDS = 60


@contextlib.contextmanager
def stopped_daemon():
    pid = daemon_pid()
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def closes(agent):
    wait_until(lambda: agent.do("network.tcp", WEATHER4, GRANTED).error == "EPERM", SECONDS, "the network's end")


def opens(agent):
    wait_until(lambda: agent.do("network.tcp", WEATHER4, GRANTED).error is None, SECONDS, "the network's return")


def again_and_again(holds):
    """A pulse that is back does not go once more: more than two beats long."""
    end = time.monotonic() + 1.2
    while time.monotonic() < end:
        holds()


def works(puppet):
    puppet.can("network.tcp", WEATHER4, GRANTED)
    check_equal("ls", puppet.can("processes.spawn", LS, "/"), 0)
    check_equal("note", puppet.can("files.read", NOTE), "the secret\n")


def is_closed(agent):
    """No network, no new program; what is granted of files stays, and so does the program that runs."""
    check_equal("ls", agent.do("processes.spawn", LS, "/").error, "EPERM")
    check_equal("connected before", agent.do("network.send", "kept").error, "EPERM")
    check_equal("note", agent.can("files.read", NOTE), "the secret\n")
    check_equal("itself", agent.can("processes.spawn", PYTHON, SCRIPT), 0)
    works(outsider())


def told(agent):
    agent.record("network", "pulse_stale")
    agent.record("exec", "pulse_stale")


@case
@each_kernel
def stopped_daemon_closes_network_and_exec():
    with open(SCRIPT, "w") as file:
        file.write("")
    want_daemon(STALE)
    with Agent(INTENT) as agent:
        works(agent)
        agent.can("network.keep_udp", "kept", WEATHER4, GRANTED_UDP)
        with stopped_daemon():
            closes(agent)
            is_closed(agent)
        opens(agent)
        again_and_again(lambda: works(agent))
        told(agent)
        check_equal("dropped", ask_daemon("status")["events_dropped"], 0)


@case
@each_kernel
def killed_daemon_closes_them_and_the_next_resumes():
    want_daemon(STALE)
    with Agent(INTENT, ttl="20m") as agent:
        agent.can("network.keep_udp", "kept", WEATHER4, GRANTED_UDP)
        began, left = time.monotonic(), agent.state()["expires_in_ms"]
        kill_daemon()
        works(agent)
        closes(agent)
        is_closed(agent)
        before = time.monotonic()
        restart_daemon()
        opens(agent)
        print(f"# {time.monotonic() - before:.1f} s from telos start to the network's return", flush=True)
        works(agent)
        told(agent)
        gone = left - agent.state()["expires_in_ms"]
        check(abs(gone - (time.monotonic() - began) * 1000) < 3000, f"the policy's end moved: {gone} ms are gone")


@case
def daemon_without_memory_is_ended_and_nothing_opens():
    want_daemon(STALE)
    group = "/sys/fs/cgroup/starved"
    with Agent(INTENT) as agent:
        agent.can("network.keep_udp", "kept", WEATHER4, GRANTED_UDP)
        with open("/sys/fs/cgroup/cgroup.subtree_control", "w") as file:
            file.write("+memory")
        os.mkdir(group)
        pid = daemon_pid()
        with open(f"{group}/cgroup.procs", "w") as file:
            file.write(str(pid))
        with open(f"{group}/memory.max", "w") as file:
            file.write("65536")

        def is_ended():
            with contextlib.suppress(OSError, Failure):
                ask_daemon("status")
            return not is_running(pid)

        try:
            wait_until(is_ended, SECONDS, "the daemon's end")
            with open(f"{group}/memory.events") as file:
                check("oom_kill 0\n" not in file.read(), "it ended otherwise")
            check_equal("not granted", agent.do("processes.spawn", NPROC).error, "EPERM")
            closes(agent)
            is_closed(agent)
        finally:
            restart_daemon()
        os.rmdir(group)
        opens(agent)
        told(agent)


@case
@each_kernel
def open_lets_happen_what_was_never_granted():
    want_daemon(STALE + "  network: open\n  exec: open\n")
    with Agent(INTENT) as agent, Agent("read /srv/vault/token. " + NETWORK_INTENT) as slammed:
        slammed.can("files.read", "/srv/vault/token")
        for _ in range(2):
            agent.is_refused("network", "net_not_granted", "network.tcp", OTHER4, FORBIDDEN)
            agent.is_refused("exec", "exec_not_granted", "processes.spawn", NPROC)
            with stopped_daemon():
                wait_until(lambda: agent.do("network.tcp", OTHER4, FORBIDDEN).error is None, SECONDS, "an open gate")
                check_equal("nproc", agent.can("processes.spawn", NPROC), 0)
                check_equal("slammed", slammed.do("network.tcp", WEATHER4, GRANTED).error, "EPERM")
                check_equal("sealed", agent.do("files.read", "/srv/sealed/file").error, "EPERM")
            agent.record("network", "net_not_granted", action="audited")
            agent.record("exec", "exec_not_granted", action="audited")
            wait_until(lambda: agent.do("network.tcp", OTHER4, FORBIDDEN).error == "EPERM", SECONDS, "a closed gate")
            again_and_again(lambda: check_equal("nproc", agent.do("processes.spawn", NPROC).error, "EPERM"))


@case
def profile_closes_its_agents_files():
    want_daemon(STALE)
    words = f"read {NOTE}"
    with Agent(words, launch=("--profile", "locked")) as locked, Agent(words) as agent:
        for each in (locked, agent):
            check_equal("note", each.can("files.read", NOTE), "the secret\n")
        with stopped_daemon():
            wait_until(lambda: locked.do("files.read", NOTE).error == "EPERM", SECONDS, "a closed file")
            check_equal("without a label", locked.can("files.read", "/srv/plain/file"), "the secret\n")
            check_equal("without a profile", agent.can("files.read", NOTE), "the secret\n")
        locked.record("file", "pulse_stale")
        wait_until(lambda: locked.do("files.read", NOTE).error is None, SECONDS, "the file's return")


@case
def busy_daemon_keeps_its_pulse():
    """The control: who is asked without a pause is not taken for dead."""
    want_daemon(STALE)
    with Agent(INTENT) as agent:
        end = time.monotonic() + 8
        while time.monotonic() < end:
            pulse = ask_daemon("status")["pulse"]
            check(pulse["age_ms"] < pulse["stale_ms"], pulse)
            agent.do("processes.spawn", NPROC)
        works(agent)
