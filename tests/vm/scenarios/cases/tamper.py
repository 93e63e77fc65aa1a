"""Tamper gate: an agent, root included, does not reach around the gates."""
import glob
import os
import signal
import time

from harness import Agent, Failure, Puppet, case, check, check_equal, command, outsider
from machine import daemon_pid, is_running, want_daemon

INTENT = "list files"
PINS = "/sys/fs/bpf/telos"
PROBE = "/sys/fs/bpf/probe"


@case
def bpf_is_refused():
    want_daemon()
    with Agent(INTENT) as agent:
        for act in ("kernel.bpf_create_map", "kernel.bpf_next_program"):
            agent.is_refused("tamper", "bpf_syscall", act)
        agent.is_refused("tamper", "bpf_syscall", "kernel.bpf_open_pin", glob.glob(f"{PINS}/*/maps/telos_agents")[0])


@case
def pins_stay():
    want_daemon()
    links = glob.glob(f"{PINS}/*/links/*")
    check(links, "no pinned links")
    with Agent(INTENT) as agent:
        outsider().can("files.mkdir", PROBE)
        agent.is_refused("tamper", "protected_filesystem", "files.mkdir", PROBE + "2", control=False)
        for path in (links[0], glob.glob(f"{PINS}/*/maps/*")[0]):
            agent.is_refused("tamper", "protected_filesystem", "files.unlink", path, control=False)
        agent.is_refused("tamper", "protected_filesystem", "files.rename", links[0], links[0] + "x", control=False)
        agent.is_refused("tamper", "protected_filesystem", "files.rmdir", PROBE, control=False)
        outsider().can("files.rmdir", PROBE)
    check_equal("links", glob.glob(f"{PINS}/*/links/*"), links)


@case
def nothing_is_put_among_the_pins():
    """A name there is taken for another build: the daemon would not start again."""
    want_daemon()
    with Agent(INTENT) as agent:
        outcome = agent.do("files.symlink", "/", f"{PINS}/other")
    made = os.path.lexists(f"{PINS}/other")
    if made:
        os.unlink(f"{PINS}/other")
    check(not made, "NOT REFUSED: a symbolic link in /sys/fs/bpf/telos", outcome)


@case
def mounts_stay():
    want_daemon()
    os.makedirs("/srv/mount", exist_ok=True)
    outsider().can("kernel.mount", "tmpfs", "/srv/mount")
    with Agent(INTENT) as agent:
        agent.is_refused("tamper", "protected_filesystem", "kernel.mount", "tmpfs", "/srv/mount")
        agent.is_refused("tamper", "protected_filesystem", "kernel.bind", "/srv/plain", "/srv/mount")
        agent.is_refused("tamper", "protected_filesystem", "kernel.clone_mount", "/srv/plain", "/srv/mount")
        agent.is_refused("tamper", "protected_filesystem", "kernel.unmount", "/srv/mount")
        agent.is_refused("tamper", "protected_filesystem", "kernel.unmount", "/sys/fs/bpf", control=False)
        agent.is_refused("tamper", "namespace", "kernel.mount_in_own_namespace", "/srv/mount")
    while command("umount", "/srv/mount").returncode == 0:
        pass


@case
def cgroup_cannot_be_left():
    want_daemon()
    outsider().can("files.mkdir", "/sys/fs/cgroup/probe")
    with Agent(INTENT) as agent:
        own = f"/sys/fs/cgroup/telos.slice/agent-{agent.id}"
        check(os.path.isdir(own), f"no {own}")
        pid = str(agent.can("processes.process_id"))
        for path in ("/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/probe/cgroup.procs", f"{own}/cgroup.procs"):
            agent.is_refused("tamper", "protected_filesystem", "files.write", path, pid, control=False)
        agent.is_refused("tamper", "protected_filesystem", "files.mkdir", f"{own}/below", control=False)
        outsider().can("processes.clone_into", "/sys/fs/cgroup/probe")
        agent.is_refused("lineage", "cgroup_escape", "processes.clone_into", "/sys/fs/cgroup/probe", control=False)
    outsider().can("files.rmdir", "/sys/fs/cgroup/probe")


@case
def daemon_cannot_be_signalled():
    want_daemon()
    pid = daemon_pid()
    with Agent(INTENT) as agent:
        agent.is_refused("tamper", "signal_daemon", "processes.send_signal", pid, signal.SIGCONT)
        agent.is_refused("tamper", "signal_daemon", "processes.send_signal", pid, signal.SIGKILL, control=False)
        agent.is_refused("tamper", "signal_daemon", "processes.send_signal", pid, signal.SIGSTOP, control=False)
    check(is_running(pid), "the daemon is gone")


@case
def other_processes_cannot_be_looked_into():
    want_daemon()
    with Agent(INTENT) as agent, Puppet() as victim:
        for act in ("trace", "read_memory", "write_memory", "open_memory", "read_environment"):
            # mm_access() (kernel/fork.c) says EACCES whatever the reason.
            error = "EACCES" if act in ("open_memory", "read_environment") else "EPERM"
            agent.is_refused("tamper", "ptrace_outside", f"processes.{act}", victim.pid, error=error)
        # Whoever steers a process can write to its text; looking at one's own child is something else.
        check(agent.do("processes.on_own_child", "read_environment").error is None, "its own child's environment")
        agent.is_refused("exec", "memory_written", "processes.on_own_child", "trace")
        agent.is_refused("tamper", "ptrace_outside", "processes.take_descriptor", victim.pid, 0)
        agent.is_refused("tamper", "ptrace_outside", "processes.open_memory", daemon_pid(), error="EACCES")


@case
def other_agents_cannot_be_looked_into():
    want_daemon()
    with Agent(INTENT) as agent, Agent(INTENT) as victim:
        agent.is_refused("tamper", "ptrace_outside", "processes.read_memory", victim.pid)


@case
def control_socket_does_not_obey_an_agent():
    """A root agent has the telos client and uid 0; it must not be able to take the gates out."""
    want_daemon()
    pid = daemon_pid()
    said = "it was killed by its own request"
    with Agent(INTENT) as agent:
        for words in (["stop"], ["stop", "--kill-agents"]):
            try:
                said = agent.can("processes.run", "/usr/local/bin/telos", *words)
            except Failure as failure:
                said = failure
    time.sleep(2)
    check(is_running(pid) and os.path.exists(PINS), "NOT REFUSED: a root agent ran telos stop --kill-agents:", said)
    check("died" not in str(said), "NOT REFUSED: a root agent ended all agents by telos stop --kill-agents:", said)


@case
def sockets_of_the_daemon_cannot_be_replaced():
    """Whoever answers on agent.sock tells the next telos run that it is held."""
    want_daemon()
    with Agent(INTENT) as agent:
        outcome = agent.do("files.rename", "/run/telos/agent.sock", "/run/telos/taken.sock")
    moved = os.path.exists("/run/telos/taken.sock")
    if moved:
        os.rename("/run/telos/taken.sock", "/run/telos/agent.sock")
    check(not moved, "NOT REFUSED: a root agent moved agent.sock away", outcome)


@case
def agent_of_an_ordinary_user_is_held_likewise():
    want_daemon()
    with Agent(INTENT, user="agent") as agent:
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", "/usr/bin/cat", "/etc/hosts")
        with Puppet(["setpriv", "--reuid=agent", "--regid=agent", "--clear-groups"]) as victim:
            outcome = agent.do("processes.open_memory", victim.pid)
            check_equal("memory of the same user's process", outcome.error, "EACCES")
            agent.record("tamper", "ptrace_outside")
