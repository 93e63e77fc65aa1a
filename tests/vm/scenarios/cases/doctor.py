"""telos doctor: what it says is missing is missing, and what it says to do mends it. telos agents: who is below whom."""
import json

from harness import Agent, case, check, check_equal, command, telos
from machine import want_daemon, want_no_daemon

from cases.nesting import LISTS, PARENT, Child


def findings(status=0):
    done = telos("doctor", "--json")
    check_equal("status", done.returncode, status)
    return {finding["name"]: finding for finding in json.loads(done.stdout)}


@case
def machine_that_lacks_something_is_mended_by_the_command():
    want_no_daemon()
    check_equal("daemon", findings()["daemon"]["state"], "Warning")
    for name, point in (("bpffs", "/sys/fs/bpf"), ("securityfs", "/sys/kernel/security")):
        check_equal(f"{name} before", findings()[name]["state"], "Ok")
        command("umount", point)
        found = findings(1)[name]
        check_equal(name, found["state"], "Missing")
        done = command("sh", "-c", found["mend"])
        check_equal(f"{found['mend']} ({done.stderr})", done.returncode, 0)
        check_equal(f"{name} afterwards", findings()[name]["state"], "Ok")
    done = telos("doctor")
    check("warning  daemon       none runs: nobody is held\n" in done.stdout and "-> telos start" in done.stdout, done.stdout)
    want_daemon()
    check_equal("daemon", findings()["daemon"]["state"], "Ok")


@case
def agents_are_shown_below_those_that_started_them():
    want_daemon()
    with Agent(PARENT) as parent:
        child = Child(parent, LISTS)
        lines = telos("agents").stdout.splitlines()
        at = next(number for number, line in enumerate(lines) if line.startswith(f"agent {parent.id} "))
        check_equal("intent", lines[at + 1], f"  intent: {PARENT}")
        below = next(number for number, line in enumerate(lines) if line.startswith(f"  agent {child.id} "))
        check(below > at, lines)
        check_equal("its intent", lines[below + 1], f"    intent: {LISTS}")
        parents = {agent["agent_id"]: agent.get("parent") for agent in json.loads(telos("agents", "--json").stdout)["agents"]}
        check_equal("parents", (parents[child.id], parents[parent.id]), (parent.id, None))
