"""A running process becomes a part of a running agent: by root alone, after a scan, with nothing that the agent could not
have got itself."""
import os
import signal
import subprocess

from harness import PUPPET, Agent, Puppet, case, check, check_equal, each_kernel, fails_in_one_line, telos
from machine import FORBIDDEN, OTHER4, daemon_pid, sinks, want_daemon

LS, CAT = "/usr/bin/ls", "/usr/bin/cat"
CLONE_VM, CLONE_FILES = 0x100, 0x400
TRIES = 40


class Loner(Puppet):
    """A puppet whose descriptors are pipes and /dev/null: nothing keeps it out of an agent."""

    def __init__(self, words=(), **options):
        self.process = subprocess.Popen([*words, *PUPPET], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True, bufsize=1, **options)
        check_equal("the puppet's first line", self.process.stdout.readline(), "ready\n")

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def said(self):
        return ""

    def cgroup(self):
        with open(f"/proc/{self.pid}/cgroup") as cgroup:
            return cgroup.read().strip().rpartition(":")[2]


def enrol(agent, pid, **options):
    return telos("enrol", "--agent", str(agent.id), "--pid", str(pid), **options)


def joins(agent, loner):
    done = enrol(agent, loner.pid)
    check_equal(f"status ({done.stderr})", done.returncode, 0)
    check_equal("its cgroup", loner.cgroup(), f"/telos.slice/agent-{agent.id}")
    check_equal("stages", [name for name in os.listdir("/sys/fs/cgroup") if name.startswith("telos-enrol")], [])


def stays_out(agent, pid, text, loner=None):
    before = loner and loner.cgroup()
    fails_in_one_line(enrol(agent, pid), 1, text)
    if loner:
        check_equal("its cgroup", loner.cgroup(), before)
        check_equal("its cat", loner.can("processes.spawn", CAT, "/etc/hosts"), 0)


def is_held(agent, loner, way="spawn"):
    """As the agent's own processes: what is granted works, what is not is refused and told as the agent's."""
    check_equal("ls", loner.can(f"processes.{way}", LS, "/"), 0)
    check_equal("cat", loner.do(f"processes.{way}", CAT, "/etc/hosts").error, "EPERM")
    check_equal("pid", agent.record("exec", "exec_not_granted")["agent"], agent.id)


@case
@each_kernel
def running_process_is_held_with_its_children_and_its_threads():
    want_daemon()
    with Agent("list files") as agent, Loner() as loner:
        sinks[FORBIDDEN].forget()
        loner.can("holdings.in_waiting_thread", OTHER4, FORBIDDEN)
        check_equal("control: cat", loner.can("processes.spawn", CAT, "/etc/hosts"), 0)
        joins(agent, loner)
        agent.record("none", "none", action="joined")
        check_equal("the thread from before", loner.can("holdings.let_thread_go"), [1])
        check(sinks[FORBIDDEN].stayed_silent(), sinks[FORBIDDEN].arrived)
        for way in ("spawn", "spawn_in_grandchild", "spawn_from_thread"):
            is_held(agent, loner, way)
        is_held(agent, agent)
        check_equal("write", loner.do("files.write", "/srv/plain/file").error, "EPERM")


@case
def agent_lives_on_in_the_process_that_joined():
    want_daemon()
    with Loner() as loner:
        with Agent("list files") as agent:
            joins(agent, loner)
        is_held(agent, loner)
        check_equal("goal", agent.state()["goal"], "list files")
        check_equal("declare", loner.can("processes.spawn", "/usr/local/bin/telos", "declare", "read /etc/hosts"), 0)
        check_equal("cat", loner.can("processes.spawn", CAT, "/etc/hosts"), 0)


@case
def user_process_joins_the_agent_of_the_same_user_alone():
    want_daemon()
    user = ("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups")
    with Agent("list files", user=1000) as own, Agent("list files") as roots, Loner(user) as loner, Loner() as root:
        stays_out(roots, loner.pid, "runs with other rights", loner)
        stays_out(own, root.pid, "runs with other rights", root)
        joins(own, loner)
        is_held(own, loner)


@case
@each_kernel
def what_an_agent_could_not_have_got_keeps_a_process_out():
    want_daemon()
    held = [
        (("connection", OTHER4, FORBIDDEN), "is a network socket from outside"),
        (("unix_pair",), "is a socket from outside"),
        (("ring",), "is an io_uring"),
        (("ring_without_descriptor",), "belongs to the kernel"),
        (("file", "/srv/plain/file", "r+"), "may write to /srv/plain/file"),
        (("file", "/srv/sealed/file", "r"), "labelled high and not granted"),
        (("file", "/srv/vault/token", "r"), "labelled critical and not granted"),
        (("mapped_file", "/srv/sealed/file"), "labelled high and not granted"),
        (("file", f"/proc/{os.getpid()}/mem", "r"), "of another process"),
        (("file", "/dev/kmsg", "r"), "is the device /dev/kmsg"),
        (("file", "/proc/self/ns/net", "r"), "is net:["),
        (("shared_memory",), "is shared to be written"),
        (("shared_memory_protected",), "is shared to be written"),
        (("executable_memory",), "can be written and executed"),
        (("child",), "it has children"),
        (("relative", CLONE_VM), "shares its memory or its descriptors"),
        (("relative", CLONE_FILES), "shares its memory or its descriptors"),
    ]
    with Agent("list files") as agent:
        for (act, *arguments), text in held:
            with Loner() as loner:
                value = loner.can(f"holdings.{act}", *arguments)
                stays_out(agent, loner.pid, text, loner)
                if act in ("child", "relative"):
                    os.kill(value, signal.SIGKILL)


@case
def tracer_stays_out():
    want_daemon()
    # The tracer ends first: who is traced cannot be waited for as long as it is there.
    with Agent("list files") as agent, Loner() as traced, Loner() as loner:
        loner.can("holdings.tracee", traced.pid)
        stays_out(agent, loner.pid, f"it traces process {traced.pid}", loner)


@case
def labelled_file_that_the_agent_is_granted_taints_it():
    want_daemon()
    with Agent("read /srv/notes/note") as agent, Loner() as loner:
        loner.can("holdings.file", "/srv/notes/note", "r")
        check_equal("taint before", agent.state()["taint"], "CLEAN")
        joins(agent, loner)
        check_equal("taint", agent.state()["taint"], "LOW")


@case
def pipe_of_another_agent_keeps_a_process_out():
    want_daemon()
    reader, writer = os.pipe()
    try:
        with Agent("list files") as agent, Agent("list files", pass_fds=(writer,)) as other, \
                Loner(pass_fds=(reader,)) as loner:
            stays_out(agent, loner.pid, f"has a pipe of agent {other.id}", loner)
    finally:
        os.close(reader)
        os.close(writer)


@case
def nobody_but_root_enrols_and_not_everything_can_be():
    want_daemon()
    with Agent("list files") as agent, Agent("list files") as other, Loner() as loner:
        refused = [(1, "starts everything else"), (2, "a thread of the kernel's"), (daemon_pid(), "is the daemon itself"),
                   (other.pid, f"belongs to agent {other.id} already"), (4_000_000, "there is no process 4000000")]
        for pid, text in refused:
            stays_out(agent, pid, text)
        fails_in_one_line(telos("enrol", "--agent", "4000", "--pid", str(loner.pid)), 1, "no agent 4000 is running")
        fails_in_one_line(enrol(agent, 0), 2, "0 is no process")
        check(enrol(agent, loner.pid, user=1000).returncode != 0, "a user enrolled it")
        check(agent.do("processes.spawn", "/usr/local/bin/telos", "enrol", "--agent", str(agent.id), "--pid",
                       str(loner.pid)).value != 0, "an agent enrolled it")
        check_equal("still free", loner.can("processes.spawn", CAT, "/etc/hosts"), 0)
        check_equal("its cgroup", loner.cgroup(), "/")


def joins_while_it_starts(kind):
    """However long it takes to find it between two: nothing that was started gets away."""
    want_daemon()
    with Agent("list files") as agent, Loner() as loner:
        sinks[FORBIDDEN].forget()
        loner.can("holdings.keep_starting", kind, OTHER4, FORBIDDEN)
        check(sinks[FORBIDDEN].got("x"), "the control's bytes did not arrive")
        for _ in range(TRIES):
            done = enrol(agent, loner.pid)
            if done.returncode == 0:
                break
            check(any(text in done.stderr for text in ("it has children", "just starting", "network socket")), done.stderr)
        check_equal(f"status ({done.stderr})", done.returncode, 0)
        sinks[FORBIDDEN].forget()
        check(sinks[FORBIDDEN].stayed_silent(), sinks[FORBIDDEN].arrived)


@case
@each_kernel
def process_that_keeps_starting_threads_joins_with_all():
    joins_while_it_starts("thread")


@case
@each_kernel
def process_that_keeps_starting_others_joins_with_all_or_stays_out():
    joins_while_it_starts("process")


@case
def process_whose_enrolment_was_cut_off_goes_on():
    """As a daemon that was killed in the middle leaves it."""
    want_daemon()
    stage = "/sys/fs/cgroup/telos-enrol-1"
    with Loner() as loner:
        os.mkdir(stage)
        for name, value in (("cgroup.procs", str(loner.pid)), ("cgroup.freeze", "1")):
            with open(f"{stage}/{name}", "w") as file:
                file.write(value)
        want_daemon("filesystem: {}\n")
        check_equal("its cat", loner.can("processes.spawn", CAT, "/etc/hosts"), 0)
