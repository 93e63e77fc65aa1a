"""Lineage: whoever descends from an agent is that agent, and nobody else is."""
import json

from harness import PYTHON, Agent, Puppet, case, check, check_equal, command, outsider
from machine import FORBIDDEN, NETWORK_INTENT, OTHER4, sinks, want_daemon

LS, CAT = "/usr/bin/ls", "/usr/bin/cat"


def descendants_are_held(*ways):
    want_daemon()
    with Agent("list files") as agent:
        for way in ways:
            check_equal(f"ls by {way}", agent.can(f"processes.{way}", LS, "/"), 0)
            agent.is_refused("exec", "exec_not_granted", f"processes.{way}", CAT, "/etc/hosts")


@case
def child_and_grandchild_are_held():
    descendants_are_held("spawn", "spawn_in_grandchild")


@case
def reparented_and_daemonised_children_are_held():
    descendants_are_held("spawn_reparented", "spawn_daemonised")


@case
def vfork_child_and_thread_are_held():
    descendants_are_held("spawn_posix", "spawn_from_thread")


@case
def child_is_held_on_the_network():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        sinks[FORBIDDEN].forget()
        outsider().can("processes.in_child", "network.tcp", OTHER4, FORBIDDEN)
        check(sinks[FORBIDDEN].got("x"), "the control's byte did not arrive")
        sinks[FORBIDDEN].forget()
        agent.is_refused("network", "net_not_granted", "processes.in_child", "network.tcp", OTHER4, FORBIDDEN,
                         control=False)
        check(sinks[FORBIDDEN].stayed_silent(), sinks[FORBIDDEN].arrived)


@case
def processes_that_were_there_before_stay_free():
    want_daemon()
    with Puppet() as sibling, Agent("list files") as agent:
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        check_equal("sibling", sibling.can("processes.spawn", CAT, "/etc/hosts"), 0)
        check_equal("parent", command(CAT, "/etc/hosts").returncode, 0)


@case
def another_run_shares_no_grants():
    want_daemon()
    with Agent("list files") as lister, Agent("read /etc/hosts") as reader:
        check(lister.id != reader.id, "one number for two agents")
        check_equal("ls of the lister", lister.can("processes.spawn", LS, "/"), 0)
        check_equal("cat of the reader", reader.can("processes.spawn", CAT, "/etc/hosts"), 0)
        lister.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        reader.is_refused("exec", "exec_not_granted", "processes.spawn", LS, "/")


@case
def shell_of_an_agent_and_its_jobs_are_held():
    want_daemon()
    done = command("telos", "run", "--intent", "run act.sh with bash, list files", "--", "/bin/bash", "-c",
                   "ls / >/dev/null && echo listed; (cat /etc/hosts >/dev/null && echo read) & wait; "
                   "exec -a ls /bin/cat /etc/hosts")
    check_equal("output", done.stdout, "listed\n")


@case
def thread_from_before_the_enrolment_is_held():
    """A process that enrols itself, as an SDK would, has threads already."""
    want_daemon()
    code = """
import json, os, socket, sys, threading
go, seen = threading.Event(), []
def attempt():
    go.wait()
    try:
        socket.create_connection(("127.0.0.1", %d), 2)
        seen.append("connected")
    except OSError as error:
        seen.append(error.errno)
thread = threading.Thread(target=attempt)
thread.start()
daemon = socket.socket(socket.AF_UNIX)
daemon.connect("/run/telos/agent.sock")
lines = daemon.makefile()
lines.readline()
daemon.sendall(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "enrol", "params": {"intent": "list files",
    "ttl_ms": 60000, "command": "/usr/bin/ls", "arguments": []}}).encode() + b"\\n")
answer = json.loads(lines.readline())
go.set()
thread.join()
print(json.dumps([answer.get("error"), seen]))
""" % FORBIDDEN
    done = command(PYTHON, "-c", code)
    check_equal("outcome", (done.stdout, done.stderr), (json.dumps([None, [1]]) + "\n", ""))
