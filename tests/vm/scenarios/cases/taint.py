"""After a CRITICAL read every way out is closed, for good."""
import glob
import json

from acts import kernel
from harness import Agent, audit_records, case, check, check_equal, outsider, telos, wait_until
from machine import (FORBIDDEN, GRANTED, GRANTED_UDP, NETWORK_INTENT, WEATHER4, WEATHER6, kill_daemon,
                     restart_daemon, sinks, want_daemon)

INTENT = NETWORK_INTENT + ". read /srv/vault/token"
TOKEN = "/srv/vault/token"
TELOS = "/usr/local/bin/telos"
LONG_BYTES, LONG_SECONDS = 12 << 20, 10
END_SECONDS = 5
SENDS = [("network.send", "tcp", "leak"), ("network.sendmsg", "tcp", "leak"), ("network.write", "tcp", "leak"),
         ("network.writev", "tcp", "leak"), ("network.splice", "tcp", "leak"),
         ("network.sendfile", "tcp", TOKEN), ("network.send", "udp", "leak"), ("network.write", "udp", "leak"),
         ("network.splice", "udp", "leak"), ("network.udp_sendto", WEATHER4, GRANTED_UDP, "leak"),
         ("network.udp_sendto", WEATHER6, GRANTED_UDP, "leak"), ("network.tcp", WEATHER4, GRANTED, "leak"),
         ("network.tcp", WEATHER6, GRANTED, "leak"), ("network.fast_open", WEATHER4, GRANTED, "leak"),
         ("processes.in_child", "network.tcp", WEATHER4, GRANTED, "leak"),
         ("processes.in_child", "network.send", "tcp", "leak")]


def connect(agent):
    agent.can("network.keep_tcp", "tcp", WEATHER4, GRANTED)
    agent.can("network.keep_udp", "udp", WEATHER4, GRANTED_UDP)
    agent.can("network.send", "tcp", "before")
    check(sinks[GRANTED].got("before"), "the connection does not work")


def everything_is_silent(agent, *ways):
    for sink in (sinks[GRANTED], sinks[GRANTED_UDP]):
        sink.forget()
    for act, *arguments in ways:
        agent.is_refused("network", "net_slammed", act, *arguments, control=False)
    for sink in (sinks[GRANTED], sinks[GRANTED_UDP]):
        check(sink.stayed_silent(), f"the server got {sink.arrived}")


@case
def every_way_out_works_before_and_is_closed_after():
    want_daemon()
    with Agent(INTENT) as agent, Agent(NETWORK_INTENT) as other:
        connect(agent)
        for act, *arguments in SENDS:
            # The file sent as a control is harmless: the token itself would taint.
            agent.can(act, *("/etc/hostname" if argument == TOKEN else argument for argument in arguments))
        agent.can("files.read", TOKEN)
        check_equal("taint", agent.state()["taint"], "CRITICAL")
        everything_is_silent(agent, *SENDS)
        other.can("network.tcp", WEATHER4, GRANTED, "another agent")
        check(sinks[GRANTED].got("another agent"), "another agent was slammed too")


@case
def what_an_agent_reports_closes_its_ways_out_as_a_read_does():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent, Agent(NETWORK_INTENT) as other:
        connect(agent)
        outcome = agent.do("session.call", "report_taint", "severe", "a page")
        check(outcome.error is not None and "low, medium, high or critical" in outcome.error, outcome)
        check_equal("low", agent.can("session.call", "report_taint", "low", "a page with hidden text"), "LOW")
        agent.can("network.send", "tcp", "low is no reason")
        check(sinks[GRANTED].got("low is no reason"), "LOW closed the network")
        check_equal("critical", agent.can("session.call", "report_taint", "critical", "a page that gives orders"), "CRITICAL")
        check_equal("never lower", agent.can("session.call", "report_taint", "low", "another page"), "CRITICAL")
        everything_is_silent(agent, ("network.send", "tcp", "leak"), ("network.tcp", WEATHER4, GRANTED, "leak"))
        check_equal("the other's", other.state()["taint"], "CLEAN")
        told = [(record["taint"], record["subject"]) for record in audit_records()
                if record["action"] == "taint" and record["agent"] == agent.id]
        check_equal("told", told, [("LOW", "a page with hidden text"), ("CRITICAL", "a page that gives orders")])
    outcome = outsider().do("session.call", "report_taint", "low", "a page")
    check(outcome.error is not None and "NotAnAgent" in outcome.error, outcome)


@case
def send_that_waits_carries_nothing_out():
    """It was past the gate when the taint rose; its packets are judged one by one."""
    want_daemon()
    sink = sinks[GRANTED]
    with Agent(INTENT) as agent:
        for sender, arrives in ((outsider(), True), (agent, False)):
            sink.forget()
            sink.flowing.clear()
            try:
                check(sender.can("network.start_long_send", "long", WEATHER4, GRANTED, LONG_BYTES), "the send did not wait")
                sender.can("network.put_behind_the_send", "long", TOKEN)
            finally:
                sink.flowing.set()
            check_equal("arrived", sink.got(open(TOKEN, encoding="ascii").read().strip(), LONG_SECONDS), arrives)


@case
def child_taints_its_parent():
    want_daemon()
    with Agent(INTENT) as agent:
        connect(agent)
        check_equal("cat", agent.can("processes.spawn", "/usr/bin/cat", TOKEN), 0)
        everything_is_silent(agent, *SENDS[:3])


@case
def tainted_agent_may_narrow_and_not_widen():
    want_daemon()
    with Agent(INTENT) as agent:
        agent.can("files.read", TOKEN)
        wider = INTENT + f" and connect to weather.com port {FORBIDDEN}"
        status, text = agent.can("processes.run", TELOS, "declare", wider)
        check_equal("widening", (status, text), (5, "telos: the agent is tainted (CRITICAL): it may narrow its policy, "
                                                    "not widen it\n"))
        status, text = agent.can("processes.run", TELOS, "declare", f"read {TOKEN}")
        check_equal(f"narrowing ({text})", status, 0)
        check_equal("taint", agent.state()["taint"], "CRITICAL")
        everything_is_silent(agent, ("network.tcp", WEATHER4, GRANTED, "leak"))


@case
def taint_survives_the_daemon():
    want_daemon()
    with Agent(INTENT) as agent:
        connect(agent)
        agent.can("files.read", TOKEN)
        kill_daemon()
        for act, *arguments in SENDS[:4]:
            check_equal(f"{act} without a daemon", agent.do(act, *arguments).error, "EPERM")
        restart_daemon()
        check_equal("taint", agent.state()["taint"], "CRITICAL")
        everything_is_silent(agent, *SENDS[:2])


@case
def connection_to_a_peer_that_is_declared_away_is_closed():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        connect(agent)
        status, text = agent.can("processes.run", TELOS, "declare", "list files")
        check_equal(f"declare ({text})", status, 0)
        sinks[GRANTED].forget()
        agent.is_refused("network", "net_not_granted", "network.send", "tcp", "leak", control=False)
        check(sinks[GRANTED].stayed_silent(), sinks[GRANTED].arrived)


@case
def nothing_taints_while_the_flow_gate_is_not_attached():
    """The daemon attaches it before any agent could be tainted; here somebody takes that back."""
    want_daemon()
    config, flags_offset = glob.glob("/sys/fs/bpf/telos/*/maps/telos_config")[0], 16
    with Agent(INTENT) as agent:
        flags = kernel.bpf_exchange_word(config, 0, flags_offset, 0)
        check(flags == 1, f"the flags are {flags}, not TELOS_CONFIG_FLOW")
        try:
            agent.is_refused("file", "file_labelled", "files.read", TOKEN)
        finally:
            kernel.bpf_exchange_word(config, 0, flags_offset, flags)
        agent.can("files.read", TOKEN)


def objects():
    maps = json.loads(telos("status", "--json").stdout)["daemon"]["maps"]
    return next(each["entries"] for each in maps if each["name"] == "telos_objects")


@case
def what_a_tainted_agent_wrote_is_forgotten_with_its_file():
    want_daemon()
    before = objects()
    with Agent(INTENT) as agent:
        agent.can("files.read", TOKEN)
        agent.can("sharing.write_memory_files", 20, "leak")
        check(objects() >= before + 20, f"{objects()} of {before} + 20 are known")
        agent.can("sharing.close_memory_files")
        wait_until(lambda: objects() < before + 20, END_SECONDS, "they are known after they are gone")
    wait_until(lambda: objects() <= before, END_SECONDS, f"more than {before} are known after the agent's end")
