"""Telos beside other LSM programs on the same hooks: each refuses its own, and none loses the other's."""
import os

import foreign
from harness import Agent, Puppet, case, check, check_equal, outsider
from machine import FORBIDDEN, GRANTED, WEATHER4, want_daemon, want_no_daemon

LS, NC = "/usr/bin/ls", "/usr/bin/nc.openbsd"
MEMORY_FILE = "/dev/shm/notes"
INTENT = f"list files. Then connect to weather.com port {GRANTED}"
# Granted by Telos, or none of its business; the foreign programs can refuse each.
ACTS = (("files.read", MEMORY_FILE), ("network.tcp", WEATHER4, GRANTED), ("processes.spawn", LS, "/"))
# What Telos refuses.
REFUSALS = (("file", "file_labelled", "files.read", "/srv/sealed/file"),
            ("network", "net_not_granted", "network.tcp", WEATHER4, FORBIDDEN),
            ("exec", "exec_not_granted", "processes.spawn", NC, "-h"))
BYSTANDERS = "/sys/fs/cgroup/bystanders"


def all_work(puppet):
    for act in ACTS:
        puppet.can(*act)


def all_are_refused(puppet):
    for act in ACTS:
        check_equal(f"error of {act}", puppet.do(*act).error, "EACCES")


def cgroup_of(pid):
    with open(f"/proc/{pid}/cgroup") as membership:
        return "/sys/fs/cgroup" + membership.read().strip().split("::")[1]


def telos_holds(agent):
    for refusal in REFUSALS:
        agent.is_refused(*refusal)


def foreign_holds_agent(agent):
    """What Telos grants, the others refuse, and Telos counts no refusal of its own for it."""
    before = {gate: agent.refused_count(gate) for gate in ("exec", "network", "file")}
    all_work(agent)
    foreign.restrict(cgroup_of(agent.pid), LS, GRANTED)
    all_are_refused(agent)
    all_work(outsider())
    foreign.restrict_nobody()
    all_work(agent)
    check_equal("refusals by Telos", {gate: agent.refused_count(gate) for gate in before}, before)


def foreign_holds_bystander():
    """A process that is no agent, in the cgroup that the others restrict."""
    os.makedirs(BYSTANDERS, exist_ok=True)
    with Puppet() as puppet:
        with open(f"{BYSTANDERS}/cgroup.procs", "w") as members:
            members.write(str(puppet.pid))
        all_work(puppet)
        foreign.restrict(BYSTANDERS, LS, GRANTED)
        all_are_refused(puppet)
        foreign.restrict_nobody()
        all_work(puppet)


def foreign_counts(puppet):
    before = foreign.calls()
    all_work(puppet)
    after = foreign.calls()
    for hook in foreign.HOOKS:
        check(after[hook] > before[hook], f"the counter of {hook} did not rise: {before} {after}")


def both_hold():
    check(foreign.is_attached(), "the foreign programs are not attached")
    with Agent(INTENT) as agent:
        telos_holds(agent)
        foreign_holds_agent(agent)
        foreign_counts(agent)
        telos_holds(agent)
    foreign_holds_bystander()
    foreign_counts(outsider())


@case
def loaded_before_telos():
    want_no_daemon()
    foreign.load()
    foreign_holds_bystander()
    want_daemon()
    both_hold()


@case
def telos_stops_and_the_others_stay():
    want_no_daemon()
    check(foreign.is_attached(), "telos stop took the foreign programs out")
    foreign_holds_bystander()
    foreign_counts(outsider())


@case
def loaded_after_telos():
    foreign.unload()
    want_daemon()
    with Agent(INTENT) as agent:
        telos_holds(agent)
        foreign.load()
        telos_holds(agent)
    both_hold()


@case
def the_others_go_and_telos_stays():
    want_daemon()
    with Agent(INTENT) as agent:
        foreign.restrict(cgroup_of(agent.pid), LS, GRANTED)
        all_are_refused(agent)
        foreign.unload()
        all_work(agent)
        telos_holds(agent)
