"""TLS server names: a decoy's token does not leave in one, whoever's it is and whatever it looks like."""
import base64
import time

from cases.mirage import ACCOUNT, POLICY, held, token_of
from harness import Agent, case, check, check_equal, each_kernel, telos
from machine import GRANTED, TLS, WEATHER4, WEATHER6, kill_daemon, restart_daemon, sinks, want_daemon

SENT_AGAIN_SECONDS = 8
INTENT = f"connect to weather.com port {TLS}. Then connect to weather.com port {GRANTED}"
INNOCENT = ["sunny.example.org", "AKIA.example.org", "-".join(["sunny"] * 10) + "." + "rainy" * 12 + ".example.org", None]


def lines_of(text, letters):
    return [text[i:i + letters] for i in range(0, len(text), letters)]


def forms_of(token):
    """Names that a resolver of the attacker's would put together again."""
    encoded = base64.b32encode(token.encode()).decode().rstrip("=")
    mixed = "".join(letter.lower() if i % 2 else letter for i, letter in enumerate(token))
    return [f"{token}.example.org", f"{mixed}.example.org", ".".join(lines_of(token.lower(), 3)) + ".example.org",
            f"www.a-{'-'.join(token)}.example.org", f"{token.encode().hex()}.example.org", f"{encoded}.example.org"]


def passes(agent, host, name):
    check_equal(f"{name} to {host}", agent.can("tls.greet", host, TLS, name), "welcome")


def is_dropped(agent, host, name):
    sinks[TLS].names.clear()
    check_equal(f"{name} to {host}", agent.can("tls.greet", host, TLS, name), "silent")
    record = agent.record("network", "net_decoy_token")
    check(f"{TLS}" in record["subject"], record)
    check_equal("names that arrived", sinks[TLS].names, [])
    return record


@case
@each_kernel
def a_token_leaves_in_no_server_name_and_others_do():
    want_daemon(POLICY)
    with held(INTENT) as agent:
        for host in (WEATHER4, WEATHER6):
            for name in INNOCENT:
                passes(agent, host, name)
            record = is_dropped(agent, host, forms_of(token_of(agent))[0])
        for name in forms_of(token_of(agent))[1:]:
            is_dropped(agent, WEATHER4, name)
        passes(agent, WEATHER4, INNOCENT[0])
        said = telos("why", str(record["id"])).stdout
        check("server name" in said and "decoy" in said, said)
        check("net_decoy_token" in telos("log", "--agent", str(agent.id)).stdout, "telos log does not say it")
        sinks[TLS].names.clear()
    # Its sockets go on sending what was dropped.
    time.sleep(SENT_AGAIN_SECONDS)
    check_equal("names that arrived after its end", sinks[TLS].names, [])


@case
@each_kernel
def another_agents_token_counts_during_its_life_after_it_and_without_a_daemon():
    want_daemon(POLICY)
    with held(INTENT) as agent:
        with Agent(INTENT, user=ACCOUNT) as other:
            token = token_of(other)
            is_dropped(agent, WEATHER4, f"{token}.example.org")
        is_dropped(agent, WEATHER4, f"{token}.example.org")
        own = token_of(agent)
        kill_daemon()
        sinks[TLS].names.clear()
        check_equal("without a daemon", agent.can("tls.greet", WEATHER4, TLS, f"{own}.example.org"), "silent")
        check_equal("names that arrived", sinks[TLS].names, [])
        restart_daemon()
        is_dropped(agent, WEATHER4, f"{own}.example.org")
        passes(agent, WEATHER4, INNOCENT[0])


@case
@each_kernel
def what_was_dropped_is_not_sent_in_smaller_segments():
    want_daemon(POLICY)
    sink = sinks[GRANTED]
    with held(INTENT) as agent:
        for host in (WEATHER4, WEATHER6):
            sink.forget()
            behind = (2000, host, GRANTED)
            agent.can("tls.hello_behind", *behind, "sunny.example.org", 600, 1)
            check(sink.got("sunny.example.org"), "a name behind padding did not arrive")
            sink.forget()
            agent.can("tls.hello_behind", *behind, f"{token_of(agent)}.example.org", 600, SENT_AGAIN_SECONDS)
            agent.record("network", "net_decoy_token")
            check(not any("example" in text or "\x16" in text for text in sink.arrived), sink.arrived)


@case
def a_name_that_is_cut_over_segments_is_not_seen():
    """What docs/MIRAGE.md says of it; whole, the same name is dropped."""
    want_daemon(POLICY)
    with held(INTENT) as agent:
        name = f"{token_of(agent)}.example.org"
        check_equal("cut", agent.can("tls.greet_in_two", WEATHER4, TLS, name), "answered")
        is_dropped(agent, WEATHER4, name)
