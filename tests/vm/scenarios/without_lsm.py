"""On a kernel that was booted without the BPF LSM: nothing runs unless the operator wants the network held alone."""
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import (Agent, Puppet, audit_records, case, check, check_equal, command, fails_in_one_line, outsider,
                     run_cases, telos)
from machine import (FORBIDDEN, GRANTED, GRANTED_UDP, NETWORK_INTENT, OTHER4, OTHER6, WEATHER4, WEATHER6, kill_daemon,
                     prepare, restart_daemon, sinks, want_daemon, want_no_daemon, write_policy)

NETWORK = "execution:\n  without_lsm: network\n"
OFF = ["lineage", "exec", "memory", "unix", "sockets", "file", "flow", "tamper", "kernel"]
BLOCKED = "/etc/modprobe.d/telos-test.conf"
TELOS = "/usr/local/bin/telos"
# What a case does while the policy holds takes 3 s on a busy machine.
TTL = 10
GRANTED_ACTS = [("network.tcp", GRANTED), ("network.fast_open", GRANTED), ("network.udp_sendto", GRANTED_UDP),
                ("network.udp_sendmsg", GRANTED_UDP), ("network.udp_connected", GRANTED_UDP)]


@case
def start_names_the_missing_lsm():
    for policy in ("", "execution:\n  without_lsm: refuse\n"):
        write_policy(policy)
        for words in (["start"], ["start", "--foreground"]):
            done = telos(*words)
            fails_in_one_line(done, 6, "bpf is not in the LSM list")
            check("lsm=" in done.stderr and ",bpf (execution.without_lsm: network" in done.stderr, done.stderr)
    check(not os.path.exists("/sys/fs/bpf/telos") and not os.path.exists("/run/telos"), "something was left behind")


@case
def status_is_off_and_says_why():
    done = telos("status")
    check_equal("status", done.returncode, 8)
    check("telos: OFF" in done.stdout and "bpf is not in the LSM list" in done.stdout, done.stdout)


@case
def nothing_runs_unheld():
    fails_in_one_line(telos("run", "--intent", "list files", "--", "/bin/true"), 4, "no daemon")


@case
def an_unmounted_securityfs_is_no_answer():
    write_policy(NETWORK)
    command("umount", "/sys/kernel/security")
    try:
        fails_in_one_line(telos("start"), 6, "securityfs is not mounted")
    finally:
        done = command("mount", "-t", "securityfs", "securityfs", "/sys/kernel/security")
    check_equal("mounted again", done.returncode, 0)


@case
def network_start_says_that_it_is_degraded():
    write_policy(NETWORK)
    done = telos("start")
    check_equal("start", done.returncode, 0)
    check("telos: ready, " in done.stdout and "telos: DEGRADED, only the network is held: bpf is not in" in done.stdout,
          done.stdout)
    record = next(record for record in audit_records() if record["action"] == "degraded")
    check("off: " + ", ".join(OFF) in record["subject"] and "LSM list" in record["subject"], record)
    want_no_daemon()


@case
def status_is_degraded_and_lists_what_is_off():
    want_daemon(NETWORK)
    done = telos("status")
    check_equal("exit", done.returncode, 7)
    check(done.stdout.startswith("telos: DEGRADED\n  because   only the network is held: bpf is not in"), done.stdout)
    for gate in OFF:
        check(f"  {gate:9} OFF: " in done.stdout, gate, done.stdout)
    report = json.loads(telos("status", "--json").stdout)
    check_equal("causes", len(report["causes"]), 1)
    check_equal("off", [gate["gate"] for gate in report["daemon"]["off"]], OFF)
    check_equal("canary", [(act["gate"], act["control"], act["refused"]) for act in report["canary"]["acts"]],
                [("network", True, True)] * 2)
    check_equal("links", (report["daemon"]["links_attached"], report["daemon"]["links_expected"]), (10, 10))


@case
def run_and_declare_say_what_is_off():
    want_daemon(NETWORK)
    done = telos("run", "--intent", NETWORK_INTENT, "--", "/usr/bin/cat", "/etc/hostname", user="agent")
    check_equal("output", (done.returncode, done.stdout), (0, "telos-vm\n"))
    limit = f"in the network alone (no BPF LSM; off: {', '.join(OFF)})"
    check(f"is held to its intent {limit}\n" in done.stderr, done.stderr)
    with Agent(NETWORK_INTENT, user="agent") as agent:
        status, text = agent.can("processes.run", TELOS, "declare", "connect to weather.com port 443")
        check_equal(f"declare by a child ({text})", status, 0)
        check(f"telos: held to this {limit}" in text, text)
        agent.is_refused("network", "net_not_granted", "network.tcp", WEATHER4, GRANTED)


@case
def what_is_granted_arrives():
    want_daemon(NETWORK)
    with Agent(NETWORK_INTENT, user="agent") as agent:
        for act, port in GRANTED_ACTS:
            for host in (WEATHER4, WEATHER6):
                sinks[port].forget()
                agent.can(act, host, port, "granted")
                check(sinks[port].got("granted"), f"{act} {host}: nothing arrived")


@case
def what_is_not_granted_is_refused():
    want_daemon(NETWORK)
    sink = sinks[FORBIDDEN]
    with Agent(NETWORK_INTENT, user="agent") as agent:
        for act, _ in GRANTED_ACTS:
            for host in (OTHER4, OTHER6, WEATHER6):
                sink.forget()
                outsider().can(act, host, FORBIDDEN, "control")
                check(sink.got("control"), f"{act} {host}: the control's bytes did not arrive")
                sink.forget()
                agent.is_refused("network", "net_not_granted", act, host, FORBIDDEN, "leak", control=False)
                check(sink.stayed_silent(), f"{act} {host}: {sink.arrived}")


@case
def a_policys_end_cuts():
    want_daemon(NETWORK)
    with Agent(NETWORK_INTENT, ttl=f"{TTL}s", user="agent") as agent:
        names = {}
        for host in (WEATHER4, WEATHER6):
            for keep, port in (("network.keep_tcp", GRANTED), ("network.keep_udp", GRANTED_UDP)):
                names[f"{keep} {host}"] = port
                for puppet in (agent, outsider()):
                    puppet.can(keep, f"{keep} {host}", host, port)
                    puppet.can("network.send", f"{keep} {host}", "before")
        check_equal("open connection", agent.do("network.wait", f"network.keep_tcp {WEATHER6}", TTL + 4).error, "ECONNABORTED")
        time.sleep(0.2)
        for act, port in GRANTED_ACTS:
            for host in (WEATHER4, WEATHER6):
                agent.is_refused("network", "policy_expired", act, host, port)
        for name, port in names.items():
            sinks[port].forget()
            check(agent.do("network.send", name, "leak").error, f"{name}: the send seemed to go")
            check(sinks[port].stayed_silent(), f"{name}: {sinks[port].arrived}")
            outsider().can("network.send", name, "control")
            check(sinks[port].got("control"), f"{name}: the control's bytes did not arrive")


@case
def a_kernel_that_ends_no_sockets_drops_their_packets():
    want_no_daemon()
    modules = ("tcp_diag", "udp_diag")
    command("modprobe", "-r", *modules)
    os.makedirs("/etc/modprobe.d", exist_ok=True)
    with open(BLOCKED, "w") as blocked:
        blocked.writelines(f"install {module} /bin/false\n" for module in modules)
    try:
        want_daemon(NETWORK)
        done = telos("status")
        check("  sockets   not ended at their grant's end, only silenced: sock_diag: ENOENT\n" in done.stdout, done.stdout)
        with Agent(NETWORK_INTENT, ttl=f"{TTL}s", user="agent") as agent:
            agent.can("network.keep_tcp", "tcp", WEATHER4, GRANTED)
            agent.outlive(TTL)
            sinks[GRANTED].forget()
            agent.do("network.send", "tcp", "leak")
            check(sinks[GRANTED].stayed_silent(), sinks[GRANTED].arrived)
            check_equal("connection", agent.can("network.wait", "tcp", 0.5), "open")
    finally:
        os.unlink(BLOCKED)
        want_no_daemon()


@case
def a_dead_daemon_changes_nothing():
    want_daemon(NETWORK)
    with Agent(NETWORK_INTENT, user="agent") as agent:
        kill_daemon()
        agent.can("network.tcp", WEATHER4, GRANTED)
        check_equal("connect", agent.do("network.tcp", OTHER4, FORBIDDEN).error, "EPERM")
        check_equal("status", telos("status").returncode, 7)
        restart_daemon()
        agent.record("network", "net_not_granted")
        agent.is_refused("network", "net_not_granted", "network.tcp", OTHER6, FORBIDDEN)


@case
def a_child_is_no_second_agent():
    want_daemon(NETWORK)
    with Agent(NETWORK_INTENT, user="agent") as agent:
        status, text = agent.can("processes.run", TELOS, "run", "--intent", "connect to githuh.com port 4444", "--",
                                 "/bin/true")
        check(status == 1 and f"belongs to agent {agent.id} already" in text, status, text)


@case
def the_same_is_open_when_the_gates_are_gone():
    want_daemon(NETWORK)
    with Agent(NETWORK_INTENT, user="agent") as agent:
        agent.is_refused("network", "net_not_granted", "network.tcp", OTHER4, FORBIDDEN)
    want_no_daemon()
    with Puppet(["setpriv", "--reuid=agent", "--regid=agent", "--clear-groups"]) as free:
        for act, _ in GRANTED_ACTS:
            for host in (OTHER4, OTHER6):
                free.can(act, host, FORBIDDEN)


if __name__ == "__main__":
    prepare()
    sys.exit(0 if run_cases(*sys.argv[1:]) else 1)
