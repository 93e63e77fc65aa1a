"""DNS: an agent's questions come to Telos, whatever resolver it names, and what is answered is what it may reach."""
import json

import machine
from harness import (Agent, ask_daemon, audit_records, case, check, check_equal, command, each_kernel, outsider, telos,
                     wait_until)
from machine import GRANTED, OTHER4, WEATHER4, sinks, want_daemon
from resolver import the_resolver

NAME, OTHER_NAME = "drawn.example.org", "elsewhere.example.org"
INTENT = f"connect to {NAME} port {GRANTED}"
NOWHERE4, NOWHERE6 = "9.9.9.9", "2620:fe::fe"
NO_ERROR, NAME_ERROR, REFUSED = 0, 3, 5
FILTERED, BLOCKED, PROHIBITED = 17, 15, 18


def _answering(address, name=NAME):
    """The resolver of the machine, which the daemon asks too."""
    want_daemon()
    resolver = the_resolver()
    resolver.addresses[name] = address
    resolver.asked.clear()
    return resolver


@case
@each_kernel
def granted_name_is_answered_whatever_resolver_is_named():
    _answering(WEATHER4)
    with Agent(INTENT) as agent:
        for server in (NOWHERE4, NOWHERE6, f"::ffff:{NOWHERE4}", "127.0.0.1"):
            for way in ("connected", "unconnected", "stream"):
                if (server, way) == (f"::ffff:{NOWHERE4}", "unconnected"):
                    continue
                code, addresses, _, _ = agent.can("names.ask", server, NAME, "A", way)
                check_equal(f"answer of {server} {way}", (code, addresses), (NO_ERROR, [WEATHER4]))
        check_equal("libc's answer", agent.can("names.lookup", NAME), [WEATHER4])
        agent.can("network.tcp", WEATHER4, GRANTED)
    outcome = outsider().do("names.ask", NOWHERE4, NAME, "A", "connected")
    check(outcome.error is not None, f"an outsider was answered by {NOWHERE4}: {outcome.value}")


@case
@each_kernel
def any_other_name_gets_a_reason_and_goes_nowhere():
    resolver = _answering(WEATHER4, OTHER_NAME)
    with Agent(INTENT) as agent:
        for way in ("connected", "stream"):
            code, addresses, error, text = agent.can("names.ask", NOWHERE4, OTHER_NAME, "A", way)
            check_equal("code, addresses, extended error", (code, addresses, error), (NAME_ERROR, [], FILTERED))
            check_equal("the reason", json.loads(text)["r"], "name_not_granted")
        names = ask_daemon("status")["names"]
        check(names["refused"] >= 2 and names["upstreams"] == ["127.0.0.1:53"], f"status says {names}")
        record = agent.record("dns", "name_not_granted")
        check_equal("the record's subject", record["subject"], OTHER_NAME)
    check(OTHER_NAME not in resolver.asked, "the name was told to the resolver")
    check_equal("an outsider's answer", outsider().can("names.ask", "127.0.0.1", OTHER_NAME)[1], [WEATHER4])


@case
def look_alike_is_refused_with_the_name_that_it_imitates():
    """What is imitated is answered: the control. githuh.com has a mistake in one letter, g00gle.com two that look alike."""
    for name in ("githuh.com", "g00gle.com"):
        resolver = _answering(WEATHER4, name)
        resolver.addresses["github.com"] = WEATHER4
        with Agent(f"connect to github.com port {GRANTED}") as agent:
            code, addresses, error, text = agent.can("names.ask", NOWHERE4, name)
            check_equal(f"{name}: code, addresses, error", (code, addresses, error), (NAME_ERROR, [], BLOCKED))
            check_equal("the reason", json.loads(text)["r"], "look_alike")
            check(json.loads(text)["j"].startswith("The name imitates g"), f"the justification is {text}")
            check_equal("what is imitated", agent.can("names.ask", NOWHERE4, "github.com")[:2], [NO_ERROR, [WEATHER4]])
            check_equal("the record's subject", agent.record("dns", "look_alike")["subject"], name)
        check(name not in resolver.asked, f"{name} was told to the resolver")
    check_equal("an outsider's answer", outsider().can("names.ask", "127.0.0.1", "githuh.com")[1], [WEATHER4])


@case
@each_kernel
def answer_opens_the_way_to_its_address_and_no_other():
    _answering(WEATHER4)
    with Agent(INTENT) as agent:
        agent.is_refused("network", "net_not_granted", "network.tcp", OTHER4, GRANTED)
        the_resolver().addresses[NAME] = OTHER4
        check_equal("answer", agent.can("names.ask", NOWHERE4, NAME)[1], [OTHER4])
        sinks[GRANTED].forget()
        agent.can("network.tcp", OTHER4, GRANTED, "drawn")
        check(sinks[GRANTED].got("drawn"), "nothing arrived")
        agent.is_refused("network", "net_not_granted", "network.tcp", OTHER4, machine.FORBIDDEN)


@case
def answer_that_leads_inside_is_kept_back():
    _answering(WEATHER4)
    for address in ("127.0.0.1", "10.0.0.5", "169.254.169.254"):
        with Agent(INTENT) as agent:
            the_resolver().addresses[NAME] = address
            code, addresses, error, text = agent.can("names.ask", NOWHERE4, NAME)
            check_equal(f"{address}: code, addresses, error", (code, addresses, error), (NAME_ERROR, [], BLOCKED))
            check_equal("the reason", json.loads(text)["r"], "rebinding")
            the_resolver().addresses[NAME] = WEATHER4


@case
def nothing_is_answered_after_the_policy_ended():
    _answering(WEATHER4)
    with Agent(INTENT, ttl="6s") as agent:
        check_equal("answer", agent.can("names.ask", NOWHERE4, NAME)[1], [WEATHER4])
        wait_until(lambda: agent.do("names.ask", NOWHERE4, NAME).error is not None, 9, "the refusal")
        agent.is_refused("network", "policy_expired", "names.ask", NOWHERE4, NAME, control=False)


@case
def status_asks_for_a_name_itself():
    want_daemon()
    lines = telos("status").stdout.splitlines()
    check("  names     holds: a question of an agent without an intent -> Refused" in lines, lines)
    probed = [record for record in audit_records() if record["subject"] == "canary.invalid"]
    check_equal("how it is told", {record["action"] for record in probed}, {"probed"})
    # Datagrams alone reach loopback no more: the socket by which status asks the daemon does.
    rules = (("add", "pref", "1", "lookup", "local"), ("del", "pref", "0"), ("add", "pref", "0", "ipproto", "udp", "prohibit"))
    undone = (("del", "pref", "0"), ("add", "pref", "0", "lookup", "local"), ("del", "pref", "1"))
    try:
        for rule in rules:
            done = command("ip", "rule", *rule)
            check(done.returncode == 0, rule, done.stderr)
        done = telos("status")
        check_equal("status", done.returncode, 7)
        check("because   names does not hold: a question of an agent without an intent gave " in done.stdout, done.stdout)
    finally:
        for rule in undone:
            command("ip", "rule", *rule)
    check_equal("status", telos("status").returncode, 0)


@case
def one_agent_reaches_no_other_agents_port():
    _answering(WEATHER4)
    with Agent(INTENT) as one, Agent("list files") as other:
        port = one.state()["dns_port"]
        check(port > 0, "the first agent has no port of its own")
        one.can("network.tcp", "127.0.0.1", port)
        other.is_refused("network", "net_not_granted", "network.tcp", "127.0.0.1", port)
        code, _, error, _ = other.can("names.ask", NOWHERE4, NAME)
        check_equal("code and error for who named no host", (code, error), (NAME_ERROR, FILTERED))


@case
def new_daemon_answers_at_the_same_port():
    _answering(WEATHER4)
    with Agent(INTENT) as agent:
        port = agent.state()["dns_port"]
        machine.kill_daemon()
        outcome = agent.do("names.ask", NOWHERE4, NAME)
        check(outcome.error is not None, f"somebody answered without a daemon: {outcome.value}")
        machine.restart_daemon()
        check_equal("the port", agent.state()["dns_port"], port)
        check_equal("answer", agent.can("names.ask", NOWHERE4, NAME)[1], [WEATHER4])


@case
def hosts_of_intents_tell_no_more_than_the_budget():
    """Each name is looked up when it is declared: words would carry out what questions may not."""
    resolver = _answering(WEATHER4)
    with Agent(INTENT) as agent:
        told = 0
        for number in range(40):
            label = f"{number:02d}mfrggzdfmztwq2lknnwg23tpobyxe43u"
            words = f"connect to {label}.example.net port {GRANTED}"
            status, text = agent.can("processes.run", "/usr/local/bin/telos", "declare", words)
            if "name_budget" in text:
                break
            check_equal(f"status of {words}: {text}", status, 0)
            told += 1
        check(0 < told < 12, f"{told} names were told before the budget was spent")
        check(not any(label in name for name in resolver.asked), "the refused name was told to the resolver")
