"""What a running agent asks of the daemon, by the Python client: more, less, how it stands, what was refused."""
import os

from harness import PYTHON, Agent, case, check, check_equal, command, fails_in_one_line, outsider, telos
from machine import want_daemon

CAT, LS, TELOS = "/usr/bin/cat", "/usr/bin/ls", "/usr/local/bin/telos"
START = "list files in /srv with ls"


def status(agent):
    return agent.can("session.call", "status")


def runs_cat(agent):
    return agent.do("processes.spawn", CAT, "/etc/hosts").error is None


def fails(agent, text, *act):
    outcome = agent.do(*act)
    check(outcome.error is not None and text in outcome.error, f"{act} gave {outcome}")


@case
def narrow_never_widens_and_request_takes_nothing_back():
    want_daemon()
    with Agent(START) as agent:
        fails(agent, "IntentRefused: it would widen", "session.call", "narrow", "read /etc/hosts with cat")
        check_equal("cat", runs_cat(agent), False)
        agent.can("session.call", "narrow", "use ls", "5m")
        check_equal("goal", status(agent)["goal"], "use ls")
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
        policy = agent.can("session.call", "request", "read /etc/hosts with cat")
        check(any("cat" in line for line in policy["lines"]), policy)
        check_equal("cat", runs_cat(agent), True)
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
        fails(agent, "IntentRefused", "session.call", "request", "only use wc")
        check_equal("ls again", agent.can("processes.spawn", LS, "/"), 0)
        pending = agent.can("session.call", "request", "use bash")["approvals"]
        check_equal("asked about", [(each["subject"], each["state"]) for each in pending], [("bash", "pending")])


@case
def extend_lasts_longer_and_end_takes_all_back():
    want_daemon()
    with Agent(START, ttl="1m") as agent:
        check(status(agent)["expires_in_ms"] <= 60_000, status(agent))
        agent.can("session.call", "extend", "30m")
        check(status(agent)["expires_in_ms"] > 25 * 60_000, status(agent))
        agent.can("session.call", "end_session")
        check_equal("left", status(agent)["expires_in_ms"], 0)
        agent.is_refused("exec", "policy_expired", "processes.spawn", LS, "/")
        fails(agent, "no policy is in force", "session.call", "extend", "30m")
        agent.can("session.call", "declare", START)
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)


@case
def intent_holds_for_its_body_and_the_former_one_comes_back():
    want_daemon()
    with Agent(START) as agent:
        inside, after = agent.can("session.within", "read /etc/hosts with cat", "processes.spawn", CAT, "/etc/hosts")
        check_equal("inside", inside, 0)
        check(after != 0, f"NOT REFUSED: cat ran after the body: {after}")
        check_equal("goal", status(agent)["goal"], START)
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
        fails(agent, "IntentRefused", "session.within", "do as you like", "processes.spawn", CAT, "/etc/hosts")


@case
def refusals_are_told_to_their_agent_alone():
    want_daemon()
    with Agent(START) as agent, Agent(START) as other:
        check_equal("nothing yet", agent.can("session.call", "denials"), [])
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        denial = agent.can("session.call", "why_denied")
        check_equal("what", (denial["gate"], denial["reason"], denial["subject"]), ("exec", "exec_not_granted", CAT))
        check("name the program" in denial["next_step"], denial)
        check_equal("the other's", other.can("session.call", "denials"), [])
        told = agent.can("session.follow", "processes.spawn", CAT, "/etc/hosts")
        check_equal("told", [(each["gate"], each["subject"]) for each in told], [("exec", CAT)])
        check_equal("counted", status(agent)["refused_exec"], 2)


@case
def the_same_by_the_command_line():
    want_daemon()
    with Agent(START) as agent:
        check_equal("nothing yet", agent.can("processes.run", TELOS, "why", "--mine")[0], 1)
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        code, text = agent.can("processes.run", TELOS, "why", "--mine")
        check(code == 0 and f"exec refused {CAT} (exec_not_granted). The intent does not need" in text, text)
        check_equal("widened", agent.can("processes.run", TELOS, "declare", "--narrow", "use cat")[0], 5)
        check_equal("more", agent.can("processes.run", TELOS, "declare", "--more", "read /etc/hosts with cat")[0], 0)
        check_equal("cat", runs_cat(agent), True)
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
    fails_in_one_line(telos("why", "--mine"), 1, "no agent")
    fails_in_one_line(telos("why", "--mine", "--last"), 2, "give one of")


@case
def example_of_the_readme_does_what_it_says():
    want_daemon()
    with open("/job/documents/README.md") as text:
        code = text.read().split("```python\n")[1].split("```")[0]
    environment = {**os.environ, "PYTHONPATH": "/job/clients/python", "PYTHONDONTWRITEBYTECODE": "1"}
    done = telos("run", "--intent", START, "--", PYTHON, "-c", code, env=environment)
    check_equal(f"status ({done.stderr})", done.returncode, 0)
    check(done.stdout.count("/etc/hosts") == 1 and "exec refused /usr/bin/wc: The intent does not need" in done.stdout,
          done.stdout, done.stderr)
    done = command(PYTHON, "-c", code, env=environment)
    check("NotAnAgent" in done.stderr, "the control:", done.stderr)


@case
def explain_is_for_everybody_and_changes_nothing():
    want_daemon()
    with Agent(START) as agent:
        explained = agent.can("session.call", "explain", "read /etc/hosts with cat")
        check_equal("verdict", explained["verdict"], "ALLOW")
        check_equal("cat", runs_cat(agent), False)
    explained = outsider().can("session.call", "explain", "start bash")
    check_equal("refused", [each["subject"] for each in explained["refused"]], ["bash"])
    fails(outsider(), "NotAnAgent", "session.call", "status")
