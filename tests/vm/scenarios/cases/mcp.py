"""What a model asks through `telos mcp`, which runs in the agent like any program of it."""
from harness import Agent, case, check, check_equal, outsider
from machine import want_daemon

CAT, LS = "/usr/bin/cat", "/usr/bin/ls"
START = "list files in /srv with ls"


@case
def a_model_declares_is_refused_asks_why_and_asks_for_more():
    want_daemon()
    with Agent(START) as agent:
        text, failed = agent.can("mcp.use", "status", {})
        check(not failed and START in text, text)
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        text, failed = agent.can("mcp.use", "why_denied", {})
        check(not failed and f"exec refused {CAT} (exec_not_granted)" in text, text)
        text, failed = agent.can("mcp.use", "request_grant", {"wish": "read /etc/hosts with cat"})
        check(not failed and "cat" in text, text)
        check_equal("cat", agent.can("processes.spawn", CAT, "/etc/hosts"), 0)
        text, failed = agent.can("mcp.use", "declare_intent", {"intent": "do as you like"})
        check(failed, f"NOT REFUSED: {text}")
        text, failed = agent.can("mcp.use", "declare_intent", {"intent": START, "ttl": "1m"})
        check(not failed and "ls" in text, text)
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        policy, denials = agent.can(
            "mcp.talk", ["resources/read", {"uri": "telos://policy"}], ["resources/read", {"uri": "telos://denials"}])
        check(START in policy["result"]["contents"][0]["text"], policy)
        check_equal("denials", denials["result"]["contents"][0]["text"].count('"subject":"/usr/bin/cat"'), 2)


@case
def who_is_no_agent_learns_how_to_become_one_and_may_explain():
    want_daemon()
    text, failed = outsider().can("mcp.use", "declare_intent", {"intent": START})
    check(failed and "telos run --intent" in text, text)
    text, failed = outsider().can("mcp.use", "explain_intent", {"intent": START})
    check(not failed and "ls" in text, text)
