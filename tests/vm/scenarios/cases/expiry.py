"""The end of an intent is a comparison in the kernel: it needs no daemon."""
import time

from harness import Agent, case, check, check_equal
from machine import GRANTED, NETWORK_INTENT, WEATHER4, kill_daemon, restart_daemon, sinks, want_daemon

LS, TELOS = "/usr/bin/ls", "/usr/local/bin/telos"
INTENT = NETWORK_INTENT + " and list files"


@case
def grants_end_and_can_be_declared_again():
    want_daemon()
    with Agent(INTENT, ttl="3s") as agent:
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
        agent.can("network.keep_tcp", "tcp", WEATHER4, GRANTED)
        agent.can("network.send", "tcp", "before")
        time.sleep(3.2)
        agent.is_refused("exec", "policy_expired", "processes.spawn", LS, "/")
        agent.is_refused("network", "policy_expired", "network.tcp", WEATHER4, GRANTED)
        sinks[GRANTED].forget()
        agent.is_refused("network", "policy_expired", "network.send", "tcp", "leak", control=False)
        check(sinks[GRANTED].stayed_silent(), sinks[GRANTED].arrived)
        status, text = agent.can("processes.run", TELOS, "declare", INTENT, "--ttl", "1m")
        check_equal(f"declare ({text})", status, 0)
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
        agent.can("network.tcp", WEATHER4, GRANTED)


@case
def grants_end_while_the_daemon_is_dead():
    want_daemon()
    with Agent(INTENT, ttl="3s") as agent:
        kill_daemon()
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
        time.sleep(3.2)
        check_equal("ls", agent.do("processes.spawn", LS, "/").error, "EPERM")
        check_equal("connect", agent.do("network.tcp", WEATHER4, GRANTED).error, "EPERM")
        restart_daemon()
        agent.record("exec", "policy_expired")
        agent.record("network", "policy_expired")
        agent.is_refused("exec", "policy_expired", "processes.spawn", LS, "/")


@case
def expired_grant_of_a_file_is_no_grant():
    want_daemon()
    with Agent("read /srv/vault/token", ttl="2s") as agent:
        time.sleep(2.2)
        agent.is_refused("file", "policy_expired", "files.read", "/srv/vault/token")
        check_equal("taint", agent.state()["taint"], "CLEAN")
