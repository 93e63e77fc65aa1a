"""What a policy escalates is granted by somebody's word alone, in the kernel, and not for longer than the intent."""
import json
import re
import time

from adjudicators import ruling, serve
from harness import Agent, audit_records, case, check, check_equal, fails_in_one_line, telos, wait_until
from machine import LABELS, kill_daemon, restart_daemon, want_daemon

BASH, DASH, LS, TELOS = "/usr/bin/bash", "/usr/bin/dash", "/usr/bin/ls", "/usr/local/bin/telos"
START = "list files in /srv with ls"
WORDS = f"{START}. Then use bash"
HOOK_PORT, MODEL_SOCKET = 8099, "/run/model.sock"


def declare(agent, words=WORDS, code=0):
    status, text = agent.can("processes.run", TELOS, "declare", words)
    check_equal(f"declare ({text})", status, code)
    return text


def ask(agent, words=WORDS):
    """Declares what escalates; the approval's id."""
    match = re.search(r"pending +([a-z0-9]{6}): bash is asked about .*run bash", declare(agent, words))
    check(match, "nothing is pending")
    return match[1]


def listed(approval):
    done = telos("approvals", "--json")
    check_equal(f"telos approvals ({done.stderr})", done.returncode, 0)
    return next((one for one in json.loads(done.stdout)["approvals"] if one["id"] == approval), None)


def approve(approval, *options):
    done = telos("approve", approval, *options)
    check_equal(f"telos approve ({done.stderr})", done.returncode, 0)
    check("run bash" in done.stdout, done.stdout)


def runs_bash(agent):
    return agent.do("processes.spawn", BASH, "-c", "exit 0").error is None


def is_refused_bash(agent, reason="exec_not_granted"):
    agent.is_refused("exec", reason, "processes.spawn", BASH, "-c", "exit 0")


def state(agent, approval):
    return agent.can("approvals.state", approval)


def becomes(agent, approval, wanted, by):
    wait_until(lambda: state(agent, approval)["result"]["state"] != "pending", 10, "an answer")
    result = state(agent, approval)["result"]
    check_equal("state", (result["state"], result.get("by")), (wanted, by))
    return result


@case
def approval_puts_the_grant_in_force_and_denial_does_not():
    want_daemon()
    with Agent(START) as agent, Agent(START) as denied:
        mine, other = ask(agent), ask(denied)
        for one, approval in ((agent, mine), (denied, other)):
            is_refused_bash(one)
            check_equal("ls", one.can("processes.spawn", LS, "/"), 0)
            check_equal("state", state(one, approval)["result"]["state"], "pending")
        shown = listed(mine)
        check_equal("what is asked", (shown["agent_id"], shown["subject"], shown["goal"]), (agent.id, "bash", WORDS))
        approve(mine)
        done = telos("deny", other, "--reason", "a listing needs no shell")
        check_equal(f"telos deny ({done.stderr})", done.returncode, 0)
        check(runs_bash(agent), "it was approved")
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
        is_refused_bash(denied)
        check_equal("state", state(agent, mine)["result"]["by"], "person")
        check_equal("answer", state(denied, other)["result"]["answer"], "a listing needs no shell")
        check("a listing needs no shell" in declare(denied), "the agent is told why")
        fails_in_one_line(telos("approve", other), 1, "is denied already")
        actions = [r["action"] for r in audit_records() if mine in r["subject"] or other in r["subject"]]
        check_equal("records", actions, ["escalated", "escalated", "approved", "approval-denied"])


@case
def once_ends_with_the_policy():
    want_daemon()
    with Agent(START) as agent:
        first = ask(agent)
        approve(first, "--once")
        check(runs_bash(agent), "it was approved")
        second = ask(agent)
        check(first != second, "it is asked again")
        is_refused_bash(agent)
        approve(second)
        declare(agent)
        check(runs_bash(agent), "without --once the same words keep it")
        declare(agent, START)
        is_refused_bash(agent)


@case
def a_time_ends_in_the_kernel_while_the_daemon_is_dead():
    want_daemon()
    with Agent(START) as agent:
        approve(ask(agent), "--for", "8s")
        kill_daemon()
        check(runs_bash(agent), "its time is not over")
        time.sleep(8.2)
        check(not runs_bash(agent), "NOT REFUSED: the time is over")
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
        restart_daemon()
        is_refused_bash(agent, "grant_expired")


@case
def an_agent_decides_nothing_and_sees_its_own_alone():
    want_daemon()
    with Agent(START) as agent, Agent(START) as other:
        approval = ask(agent)
        check_equal("code", state(other, approval)["error"]["code"], -32008)
        check_equal("the same as of none", state(other, "zzzzzz")["error"], state(other, approval)["error"])
        for one in (agent, other):
            status, text = one.can("processes.run", TELOS, "approve", approval)
            check(status != 0, "NOT REFUSED: an agent approved:", text)
        is_refused_bash(agent)
        check_equal("state", listed(approval)["state"], "pending")
        fails_in_one_line(telos("approve", approval, user="1000"), 3, "run it as root")


@case
def nobody_answers_in_time_and_the_ceiling_is_not_asked_about():
    want_daemon(f"{LABELS}execution: {{denied_programs: [dash]}}\nadjudication: {{timeout: 2s}}\n")
    with Agent(START) as agent:
        approval = ask(agent)
        wait_until(lambda: listed(approval)["state"] == "expired", 10, "the timeout")
        fails_in_one_line(telos("approve", approval), 1, "is expired already")
        is_refused_bash(agent)
        check("pending" not in declare(agent, f"{START}. Then use dash"), "dash is denied")
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", DASH, "-c", "exit 0")


@case
def a_model_answers_and_in_its_absence_a_person():
    want_daemon(f"{LABELS}adjudication: {{order: [model, person], webhook: 'http://127.0.0.1:{HOOK_PORT}/hook', "
                f"model: {{endpoint: 'unix:{MODEL_SOCKET}', name: test}}}}\n")
    hook = serve(HOOK_PORT, lambda body: {})
    with Agent(START) as alone, Agent(START) as allowed, Agent(START) as denied:
        approval = ask(alone)
        wait_until(lambda: hook.asked, 10, "the webhook, as no model listens")
        check_equal("told", (hook.asked[0][0], hook.asked[0][1]["id"]), ("/hook", approval))
        is_refused_bash(alone)
        approve(approval)
        check(runs_bash(alone), "it was approved")
        served = serve(MODEL_SOCKET, ruling("allow", "harmless"))
        check_equal("reason", becomes(allowed, ask(allowed), "approved", "model")["answer"], "harmless")
        check(runs_bash(allowed), "the model said yes")
        check_equal("path", served.asked[0][0], "/v1/chat/completions")
        served.answer = ruling("deny", "ls will do")
        refused = ask(denied)
        check_equal("reason", becomes(denied, refused, "denied", "model")["answer"], "ls will do")
        is_refused_bash(denied)
        fails_in_one_line(telos("approve", refused), 1, "is denied already")
    hook.shutdown()
    served.shutdown()
