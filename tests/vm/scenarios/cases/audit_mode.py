"""Audit mode: the same path, the same records, and nothing refused."""
import json

from harness import Agent, case, check, check_equal, telos
from machine import FORBIDDEN, LABELS, OTHER4, SECRET, daemon_pid, sinks, want_daemon

AUDIT = "execution:\n  default_mode: audit\n" + LABELS


@case
def nothing_is_refused_and_everything_is_recorded():
    want_daemon(AUDIT)
    with Agent("list files") as agent:
        acts = [("exec", "exec_not_granted", "processes.spawn", "/usr/bin/cat", "/etc/hosts"),
                ("network", "net_not_granted", "network.tcp", OTHER4, FORBIDDEN),
                ("network", "net_not_granted", "network.udp_sendto", OTHER4, FORBIDDEN),
                ("network", "net_listen", "network.listen"),
                ("tamper", "bpf_syscall", "kernel.bpf_create_map"),
                ("file", "file_labelled", "files.read", "/srv/sealed/file")]
        for gate, reason, act, *arguments in acts:
            before = agent.refused_count(gate)
            agent.can(act, *arguments)
            check(agent.refused_count(gate) > before, f"{act}: the kernel did not count it")
            record = agent.record(gate, reason, action="audited")
            check_equal(f"verdict on {act}", record["verdict"], "AUDIT")
        check_equal("taint", agent.state()["taint"], "HIGH")


@case
def taint_is_recorded_and_the_network_stays_open():
    want_daemon(AUDIT)
    with Agent("list files") as agent:
        check_equal("content", agent.can("files.read", "/srv/vault/token"), SECRET)
        agent.record("file", "taint_raised", action="taint")
        check_equal("taint", agent.state()["taint"], "CRITICAL")
        sinks[FORBIDDEN].forget()
        agent.can("network.tcp", OTHER4, FORBIDDEN, "audited")
        check(sinks[FORBIDDEN].got("audited"), "nothing arrived")
        agent.record("network", "net_slammed", action="audited")


@case
def run_and_status_say_that_it_is_only_watching():
    want_daemon(AUDIT)
    done = telos("run", "--intent", "list files", "--", "/bin/bash", "-c", "cat /etc/hostname")
    check_equal("output", (done.returncode, done.stdout), (0, "telos-vm\n"))
    check("watched" in done.stderr, done.stderr)
    done = telos("status", "--json")
    report = json.loads(done.stdout)
    check_equal("state", (done.returncode, report["state"]), (7, "DEGRADED"))
    check("the mode is audit" in report["causes"][0], report["causes"])
    check_equal("gates that the canary saw hold", [act for act in report["canary"]["acts"]
                                                  if not act["refused"] and act["gate"] != "taint"], [])


@case
def signals_reach_the_daemon_of_an_audited_agent():
    # The one thing that is not let through even here would be a dead daemon: SIGCONT shows the path.
    want_daemon(AUDIT)
    with Agent("list files") as agent:
        agent.can("processes.send_signal", daemon_pid(), 18)
        agent.record("tamper", "signal_daemon", action="audited")
