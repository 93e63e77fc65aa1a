"""Agents that agents start: within their parent's policy, for as long as that holds, and one with it in taint."""
import json
import os
import re
import signal

from harness import PUPPET, Agent, Outcome, Puppet, ask_daemon, case, check, check_equal, command, each_kernel, telos, wait_until
from machine import GRANTED, SECRET, WEATHER4, kill_daemon, restart_daemon, sinks, want_daemon

CAT, LS, WC, TELOS = "/usr/bin/cat", "/usr/bin/ls", "/usr/bin/wc", "/usr/local/bin/telos"
STARTS = f"run {PUPPET[-1]} with python3"
LISTS, READS, COUNTS = "list files in /srv with ls", "read /etc/hosts with cat", "use wc"
PARENT = f"{LISTS}. {READS}. {STARTS}"
LEARNS, SENDS = "read /srv/vault/token", f"connect to weather.com port {GRANTED}"
DESCENDANTS_MAX = 64
END_SECONDS = 10


class Child(Agent):
    """A puppet that another one has started, and is told by it what to do."""

    def __init__(self, parent, intent, *options):
        self.parent = parent
        self.errors_path = f"/tmp/nested.{parent.id}"
        words = [TELOS, "run", "--intent", intent, *options, "--", *PUPPET]
        self.number = parent.can("nesting.start", words, self.errors_path)
        match = re.search(r"telos: agent (\d+)", self.said())
        check(match, "the child did not start:", self.said())
        self.id = int(match[1])
        self.last_seen = 0

    @property
    def pid(self):
        return self.number

    def said(self):
        with open(self.errors_path) as said:
            return said.read()

    def do(self, act, *arguments):
        answer = self.parent.can("nesting.tell", self.pid, json.dumps([act, *arguments]) + "\n")
        check(answer, f"the child died in {act}: {self.said()[-400:]}")
        return Outcome(json.loads(answer))


def run_in(agent, intent, *words, options=()):
    """telos run inside an agent: exit status, output."""
    return agent.can("processes.run", TELOS, "run", "--intent", intent, *options, "--", *words)


def declare(agent, text):
    return agent.can("processes.run", TELOS, "declare", text)


def parents():
    return {each["agent_id"]: each.get("parent") for each in ask_daemon("agents")["agents"]}


@case
@each_kernel
def child_is_another_agent_within_its_parent():
    want_daemon()
    with Agent(PARENT) as parent:
        child = Child(parent, f"{LISTS}. {COUNTS}")
        check(f"within agent {parent.id}'s" in child.said(), child.said())
        check(f"agent {parent.id}, which started this one, is not granted it" in child.said(), child.said())
        check_equal("parents", (parents()[child.id], parents()[parent.id]), (parent.id, None))
        check_equal("ls", child.can("processes.spawn", LS, "/"), 0)
        for program in (CAT, WC):
            child.is_refused("exec", "exec_not_granted", "processes.spawn", program, "/etc/hosts")
        check_equal("the parent's cat", parent.can("processes.spawn", CAT, "/etc/hosts"), 0)
        check_equal("status of itself", child.can("session.call", "status")["agent_id"], child.id)
        text = telos("status").stdout
        check(f"{child.id} (of {parent.id}):" in text, text)
    check(f"(by agent {parent.id})" in telos("log", "-n", "40").stdout, "the log does not tell the parent")


@case
@each_kernel
def first_program_of_a_child_is_its_parents_to_start():
    want_daemon()
    with Agent(PARENT) as agent:
        check_equal("ls by a child", run_in(agent, LISTS, LS, "/srv")[0], 0)
        status, said = run_in(agent, LISTS, WC, "/etc/hosts")
        check(status == 126 and "cannot be executed (EPERM)" in said, f"NOT REFUSED: {status} {said}")
        agent.record("exec", "exec_not_granted")
        status, said = run_in(agent, COUNTS, WC, "/etc/hosts")
        check(status == 5 and "which started this one, is not granted it" in said, f"NOT REFUSED: {status} {said}")
        # python3 runs its script, whoever is the agent then.
        status, said = run_in(agent, LISTS, "/usr/bin/python3", "-c", "print(7)")
        check(status == 126 and "EPERM" in said, f"NOT REFUSED: {status} {said}")


@case
def launch_below_a_launch_needs_nobody_who_waits():
    """The parent's only process becomes the child: it stays for it, and both end."""
    want_daemon()
    done = telos("run", "--intent", f"{LISTS}. {READS}", "--", TELOS, "run", "--intent", LISTS, "--", LS, "/srv")
    check_equal(f"status ({done.stderr})", (done.returncode, "plain" in done.stdout), (0, True))
    wait_until(lambda: not parents(), END_SECONDS, "the end of both")
    done = telos("run", "--intent", LISTS, "--", TELOS, "run", "--intent", LISTS, "--", CAT, "/etc/hosts")
    check(done.returncode == 126, f"NOT REFUSED: {done.stdout}")


@case
def later_intents_of_a_child_stay_within_its_bounds():
    want_daemon()
    with Agent(PARENT) as parent:
        child = Child(parent, LISTS)
        check_equal("what the parent has", declare(child, READS)[0], 0)
        check_equal("cat", child.can("processes.spawn", CAT, "/etc/hosts"), 0)
        check_equal("what it has not", declare(child, COUNTS)[0], 5)
        declare(parent, f"{PARENT}. {COUNTS}")
        for restart in (lambda: None, restart_after_kill):
            restart()
            status, said = declare(child, COUNTS)
            check(status == 5 and "was not granted it when it started this one" in said, f"NOT REFUSED: {status} {said}")
        check_equal("wc by the parent", parent.can("processes.spawn", WC, "/etc/hosts"), 0)
        child.is_refused("exec", "exec_not_granted", "processes.spawn", WC, "/etc/hosts")
        kill_daemon()
        os.unlink(f"/run/telos/agents/{child.id}")
        restart_daemon()
        check_equal("without its record", declare(child, LISTS)[0], 5)
        check_equal("parent", parents()[child.id], parent.id)


def restart_after_kill():
    kill_daemon()
    restart_daemon()


@case
@each_kernel
def parent_that_narrows_takes_its_children_along():
    want_daemon()
    with Agent(PARENT) as parent:
        child = Child(parent, f"{LISTS}. {READS}")
        declare(parent, PARENT)
        check_equal("cat", child.can("processes.spawn", CAT, "/etc/hosts"), 0)
        declare(parent, LISTS)
        child.is_refused("exec", "policy_expired", "processes.spawn", CAT, "/etc/hosts")
        status, said = declare(child, READS)
        check(status == 5 and f"agent {parent.id}, which started this one" in said, f"NOT REFUSED: {status} {said}")
        check_equal("less", declare(child, LISTS)[0], 0)
        check_equal("ls", child.can("processes.spawn", LS, "/"), 0)
        parent.can("session.call", "end_session")
        child.is_refused("exec", "policy_expired", "processes.spawn", LS, "/")
        check_equal("after the end", declare(child, LISTS)[0], 5)
        check_equal("a new child", run_in(parent, LISTS, LS, "/")[0], 5)


@case
def child_ends_with_its_parents_policy():
    want_daemon()
    with Agent(PARENT, ttl="12s") as parent:
        child = Child(parent, LISTS, "--ttl", "1h")
        left = child.state()["expires_in_ms"]
        check(left <= 12_000, f"NOT REFUSED: {left} ms")
        check_equal("ls", child.can("processes.spawn", LS, "/"), 0)
        child.do("session.call", "extend", "30m")
        wait_until(lambda: parent.state()["expires_in_ms"] == 0, 15, "the end of the policy")
        child.is_refused("exec", "policy_expired", "processes.spawn", LS, "/")
        check_equal("declared", declare(child, LISTS)[0], 5)


@case
@each_kernel
def taint_is_one_for_parent_and_child():
    want_daemon()
    words = f"{LEARNS}. {SENDS}. {STARTS}"
    with Agent(words) as parent:
        child = Child(parent, SENDS)
        sinks[GRANTED].forget()
        child.can("network.tcp", WEATHER4, GRANTED, "before")
        check(sinks[GRANTED].got("before"), "the child's byte did not arrive")
        check_equal("secret", parent.can("files.read", "/srv/vault/token"), SECRET)
        child.is_refused("network", "net_slammed", "network.tcp", WEATHER4, GRANTED, "after", control=False)
    with Agent(words) as parent:
        child = Child(parent, LEARNS)
        check_equal("secret", child.can("files.read", "/srv/vault/token"), SECRET)
        sinks[GRANTED].forget()
        parent.is_refused("network", "net_slammed", "network.tcp", WEATHER4, GRANTED, "after", control=False)
        check(sinks[GRANTED].stayed_silent(), sinks[GRANTED].arrived)
        answer = parent.can("nesting.enrol_in_child", SENDS, {})
        check_equal("taint of a later one", ask_daemon("agent_state", agent_id=parent.id)["taint"], "CRITICAL")
        check("result" in answer, answer)


@case
def options_inside_an_agent_loosen_nothing():
    want_daemon()
    with Agent(f"{PARENT}. compress /srv/plain/file with gzip") as agent:
        status, said = run_in(agent, LISTS, LS, "/", options=("--audit",))
        check(status != 0 and "is held, and what it starts is not merely watched" in said, f"NOT REFUSED: {said}")
        status, said = run_in(agent, LISTS, LS, "/", options=("--user", "agent"))
        check(status != 0 and "starts agents of that user alone" in said, f"NOT REFUSED: {said}")
        check_equal("profile", run_in(agent, "compress /srv/plain/file with gzip", LS, options=("--profile", "locked"))[0], 5)
        check_equal("none", run_in(agent, "compress /srv/plain/file with gzip", LS, options=())[0], 0)
    with Agent(PARENT, launch=("--audit",)) as agent:
        check_equal("of one that is watched", run_in(agent, LISTS, LS, "/")[0], 0)


@case
def workspace_is_the_parents():
    want_daemon("profile: locked\n")
    for place in ("/home/agent/one", "/home/agent/two"):
        os.makedirs(place, exist_ok=True)
        os.chown(place, 1000, 1000)
    words = "read /etc/hosts with cat and create the file made with touch. Run touch"
    script = "touch /home/agent/one/by.{0}; touch /home/agent/two/by.{0}; true"
    touched = "/home/agent/two/by.child /home/agent/one/by.child"
    inner = f"telos run --intent '{words}' --workspace /home/agent/two -- touch {touched}; true"
    done = telos("run", "--intent", words, "--workspace", "/home/agent/one", "--", "/bin/bash", "-c",
                 f"{script.format('parent')}; {inner}", user="agent")
    made = sorted(os.listdir("/home/agent/one") + os.listdir("/home/agent/two"))
    check_equal(f"made ({done.stderr})", (made, os.listdir("/home/agent/two")), (["by.child", "by.parent"], []))


@case
@each_kernel
def signals_go_down_and_never_up():
    want_daemon()
    with Agent(PARENT) as parent:
        child = Child(parent, LISTS)
        child.is_refused("tamper", "task_outside", "processes.send_signal", parent.pid, signal.SIGTERM, control=False)
        check_equal("ended by", parent.can("nesting.kill", child.pid), -signal.SIGTERM)
        wait_until(lambda: child.id not in parents(), END_SECONDS, "the child's end")
    with Puppet() as stranger, Agent(PARENT) as agent:
        agent.is_refused("tamper", "task_outside", "processes.send_signal", stranger.pid, signal.SIGTERM, control=False)


@case
def crowds_and_depths_have_an_end():
    want_daemon()
    with Agent(PARENT) as agent, Agent(PARENT) as other:
        answers = agent.can("nesting.crowd", DESCENDANTS_MAX + 2, LISTS)
        started = [each for each in answers if "result" in each]
        check_equal(f"started ({answers[-1]})", len(started), DESCENDANTS_MAX)
        check("no more may" in answers[-1]["error"]["message"], answers[-1])
        check_equal("another's", run_in(other, LISTS, LS, "/")[0], 0)
        wait_until(lambda: len(parents()) <= 2, END_SECONDS, "the end of the crowd")
        check_equal("afterwards", run_in(agent, LISTS, LS, "/")[0], 0)
    nested = [TELOS, "run", "--intent", LISTS, "--"]
    check_equal("four", telos(*nested[1:], *nested * 4, LS, "/").returncode, 0)
    done = telos(*nested[1:], *nested * 5, LS, "/")
    check(done.returncode != 0 and "4 agents deep" in done.stderr, f"NOT REFUSED: {done.stderr}")


@case
def connection_of_the_starter_speaks_for_the_starter():
    """A child that is one's by its connection, and another's by its cgroup, is asked for as who made the connection."""
    want_daemon()
    with Agent(PARENT) as agent:
        declared, own = agent.can("nesting.declare_on_connection_of_the_starter", LISTS, f"{PARENT}. {COUNTS}")
        check_equal("who declared", (declared["result"]["agent_id"], own["result"]["agent_id"]), (agent.id, agent.id))
        answer = agent.can("nesting.enrol_in_child", LISTS, {"directory": "/"})
        check_equal("parent", answer["result"]["parent"], agent.id)


@case
def without_a_policy_nobody_is_started():
    want_daemon()
    with Agent(PARENT, ttl="3s") as agent:
        agent.outlive(3)
        status, said = agent.can("processes.run", TELOS, "run", "--intent", LISTS, "--", LS)
        check(status != 0 and "has no policy in force" in said, f"NOT REFUSED: {status} {said}")
    check_equal("outside", command(LS, "/srv").returncode, 0)
