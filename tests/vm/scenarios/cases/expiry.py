"""The end of an intent is a comparison in the kernel: it needs no daemon."""
import time

from harness import Agent, case, check, check_equal, each_kernel
from machine import (GRANTED, GRANTED_UDP, NETWORK_INTENT, WEATHER4, WEATHER6, kill_daemon, restart_daemon, sinks,
                     want_daemon)

LS, TELOS = "/usr/bin/ls", "/usr/local/bin/telos"
# What a case does while the policy holds takes 2 s on an idle machine.
TTL = 9
INTENT = NETWORK_INTENT + " and list files"


@case
def grants_end_and_can_be_declared_again():
    want_daemon()
    with Agent(INTENT, ttl=f"{TTL}s") as agent:
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
        agent.can("network.keep_tcp", "tcp", WEATHER4, GRANTED)
        agent.can("network.send", "tcp", "before")
        agent.outlive(TTL)
        agent.is_refused("exec", "policy_expired", "processes.spawn", LS, "/")
        agent.is_refused("network", "policy_expired", "network.tcp", WEATHER4, GRANTED)
        sinks[GRANTED].forget()
        error = agent.do("network.send", "tcp", "leak").error
        check(error in ("EPERM", "ECONNABORTED", "EPIPE"), f"send on a connection from before: {error}")
        check(sinks[GRANTED].stayed_silent(), sinks[GRANTED].arrived)
        status, text = agent.can("processes.run", TELOS, "declare", INTENT, "--ttl", "1m")
        check_equal(f"declare ({text})", status, 0)
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
        agent.can("network.tcp", WEATHER4, GRANTED)


@case
@each_kernel
def open_connections_end_with_the_policy():
    want_daemon()
    ways = [(f"{keep} {host}", keep, host, port) for host in (WEATHER4, WEATHER6)
            for keep, port in (("network.keep_tcp", GRANTED), ("network.keep_udp", GRANTED_UDP))]
    began = time.monotonic()
    with Agent(NETWORK_INTENT) as living, Agent(NETWORK_INTENT, ttl=f"{TTL}s") as ending:
        ends = ending.held_since + TTL
        for name, keep, host, port in ways:
            for agent in (living, ending):
                agent.can(keep, name, host, port)
                agent.can("network.send", name, "before")
        for name, *_ in ways:
            check_equal(name, ending.do("network.wait", name, TTL + 4).error, "ECONNABORTED")
            check(time.monotonic() < ends + 2, f"{name}: ended {time.monotonic() - ends} s after the policy")
        check(time.monotonic() > began + TTL, "ended before the policy")
        cut = ending.record("network", "policy_expired", action="cut")["subject"]
        check_equal("what was cut", len(cut.split(", ")), len(ways))
        for name, _, _, port in ways:
            check_equal(name, living.can("network.wait", name, 0.3), "open")
            sinks[port].forget()
            living.can("network.send", name, "goes on")
            check(sinks[port].got("goes on"), f"{name}: nothing arrived")


@case
def open_connections_end_when_another_intent_does_not_grant_them():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        for name, host in (("v4", WEATHER4), ("v6", WEATHER6)):
            agent.can("network.keep_tcp", name, host, GRANTED)
            agent.can("network.keep_udp", f"udp {name}", host, GRANTED_UDP)
        status, text = agent.can("processes.run", TELOS, "declare", f"connect to weather.com port {GRANTED_UDP}/udp")
        check_equal(f"declare ({text})", status, 0)
        for name in ("v4", "v6"):
            check_equal(name, agent.do("network.wait", name, 2).error, "ECONNABORTED")
            check_equal(f"udp {name}", agent.can("network.wait", f"udp {name}", 0.3), "open")
        agent.record("network", "net_not_granted", action="cut")


@case
@each_kernel
def grants_end_while_the_daemon_is_dead():
    want_daemon()
    ways = [("network.keep_tcp", GRANTED), ("network.keep_udp", GRANTED_UDP)]
    with Agent(INTENT, ttl=f"{TTL}s") as agent:
        kill_daemon()
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
        for keep, port in ways:
            agent.can(keep, keep, WEATHER6, port)
            agent.can("network.send", keep, "before")
        agent.outlive(TTL)
        for keep, port in ways:
            sinks[port].forget()
            agent.do("network.send", keep, "leak")
            check(sinks[port].stayed_silent(), f"{keep}: {sinks[port].arrived}")
        check_equal("ls", agent.do("processes.spawn", LS, "/").error, "EPERM")
        check_equal("connect", agent.do("network.tcp", WEATHER4, GRANTED).error, "EPERM")
        restart_daemon()
        check_equal("connection", agent.do("network.wait", "network.keep_tcp", 2).error, "ECONNABORTED")
        agent.record("exec", "policy_expired")
        agent.record("network", "policy_expired")
        agent.is_refused("exec", "policy_expired", "processes.spawn", LS, "/")


@case
def expired_grant_of_a_file_is_no_grant():
    want_daemon()
    with Agent("read /srv/vault/token", ttl="2s") as agent:
        agent.outlive(2)
        agent.is_refused("file", "policy_expired", "files.read", "/srv/vault/token")
        check_equal("taint", agent.state()["taint"], "CLEAN")
