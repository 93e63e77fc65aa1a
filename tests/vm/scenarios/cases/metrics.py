"""GET /metrics: what it counts is what happened, and whoever asks learns of no agent alone."""
import glob
import json
import os
import re
import socket
import urllib.error
import urllib.request

from harness import Agent, case, check, check_equal, command, outsider, telos, wait_until
from machine import GRANTED, WEATHER4, want_daemon, want_no_daemon
from resolver import the_resolver

PORT = 9094
URL = f"http://127.0.0.1:{PORT}/metrics"
LS, CAT = "/usr/bin/ls", "/usr/bin/cat"
SAMPLE = re.compile(r'^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\]|\\.)*",?)*\})? (\S+)$')
OF_A_HISTOGRAM = re.compile(r"_(bucket|sum|count)$")


def scrape():
    """Values by name and labels. The text has to be Prometheus's: a type before each sample, and none of them twice."""
    with urllib.request.urlopen(URL, timeout=30) as answer:
        check(answer.headers["Content-Type"].startswith("text/plain; version=0.0.4"), answer.headers["Content-Type"])
        text = answer.read().decode()
    types, values = {}, {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            check(name not in types, f"two types of {name}")
            types[name] = kind
        elif not line.startswith("# HELP "):
            found = SAMPLE.match(line)
            check(found, f"no sample: {line}")
            name, labels, value = found.groups(default="")
            check(name in types or types.get(OF_A_HISTOGRAM.sub("", name)) == "histogram", f"no type: {line}")
            check(name + labels not in values, f"twice: {line}")
            values[name + labels] = float(value)
    check(text.endswith("\n") and len(values) > 50, f"{len(values)} samples")
    os.makedirs("/job/out", exist_ok=True)
    with open("/job/out/metrics.txt", "w") as out:
        out.write(text)
    return values


def rise(before, key):
    return scrape().get(key, 0) - before.get(key, 0)


@case
def refusals_are_counted_by_gate_and_by_reason():
    want_daemon()
    before = scrape()
    keys = ("telos_exec_blocks_total", 'telos_gate_refusals_total{gate="exec"}',
            'telos_refusals_total{gate="exec",reason="exec_not_granted",action="refused"}')
    with Agent("list files") as agent:
        check_equal("agents", rise(before, 'telos_agents{taint="CLEAN"}'), 1)
        check_equal("status of ls", agent.can("processes.spawn", LS, "/"), 0)
        check_equal("after what is granted", [rise(before, key) for key in keys], [0, 0, 0])
        for _ in range(3):
            agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        check_equal("after three refusals", [rise(before, key) for key in keys], [3, 3, 3])
        check_equal("of another gate", rise(before, 'telos_gate_refusals_total{gate="file"}'), 0)
        check(rise(before, "telos_gate_decisions_total") > 0, "no decisions")
    wait_until(lambda: rise(before, 'telos_agents{taint="CLEAN"}') == 0, 20, "the end of the agent")
    check_equal("after its end", [rise(before, key) for key in keys], [3, 3, 3])
    check_equal("records", rise(before, 'telos_audit_records_total{action="refused"}'), 3)


@case
def taints_and_drawbridges_are_counted():
    want_daemon()
    before = scrape()
    with Agent(f"read /srv/vault/token. Then connect to {WEATHER4} port {GRANTED}") as agent:
        check(rise(before, "telos_active_drawbridges") >= 1, "no drawbridge")
        check_equal("before", rise(before, 'telos_ifc_elevations_total{level="CRITICAL"}'), 0)
        agent.can("files.read", "/srv/vault/token")
        wait_until(lambda: rise(before, 'telos_ifc_elevations_total{level="CRITICAL"}') == 1, 10, "the taint's record")
        check_equal("tainted agents", rise(before, 'telos_agents{taint="CRITICAL"}'), 1)
        agent.is_refused("network", "net_slammed", "network.tcp", WEATHER4, GRANTED, control=False)
        check_equal("network", rise(before, "telos_network_blocks_total"), 1)


@case
def names_are_counted_with_how_long_they_took():
    want_daemon()
    resolver = the_resolver()
    resolver.addresses["counted.example.org"] = WEATHER4
    before = scrape()
    with Agent(f"connect to counted.example.org port {GRANTED}") as agent:
        for name in ("counted.example.org", "counted.example.org", "refused.example.org"):
            agent.can("names.ask", "9.9.9.9", name)
    now = scrape()
    # The machine's resolver gives out answers of no duration, so that none is cached.
    for key, wanted in (("telos_dns_queries_total", 3), ('telos_dns_responses_total{verdict="denied"}', 1),
                        ('telos_dns_responses_total{verdict="cached"}', 0), ('telos_dns_upstream_total{outcome="asked"}', 2),
                        ("telos_dns_latency_seconds_count", 3), ('telos_dns_latency_seconds_bucket{le="+Inf"}', 3)):
        check_equal(key, now[key] - before.get(key, 0), wanted)
    check(now["telos_dns_latency_seconds_sum"] > before["telos_dns_latency_seconds_sum"], "it took no time")
    buckets = [value for key, value in now.items() if key.startswith("telos_dns_latency_seconds_bucket")]
    check_equal("buckets", buckets, sorted(buckets))


@case
def state_follows_the_links_of_the_gates():
    want_daemon()
    state = 'telos_enforcement_state{state="%s"}'
    with Agent("list files") as agent:
        now = scrape()
        check_equal("state", (now[state % "enforcing"], now[state % "degraded"]), (1, 0))
        check(now["telos_gate_programs_attached"] >= now["telos_gate_programs_expected"] > 0, "nothing is attached")
        check_equal("status of ls", agent.can("processes.spawn", LS, "/"), 0)
        os.unlink(glob.glob("/sys/fs/bpf/telos/*/links/*exec*")[0])
        now = scrape()
        check_equal("state without a link", (now[state % "enforcing"], now[state % "degraded"]), (0, 1))
        check(now["telos_gate_programs_attached"] < now["telos_gate_programs_expected"], "it counts what is not there")
    want_no_daemon()


@case
def whoever_asks_for_something_else_is_told_what_there_is():
    want_daemon()
    for path, method, status in (("/", "GET", 404), ("/metricsx", "GET", 404), ("/metrics", "POST", 405)):
        try:
            urllib.request.urlopen(urllib.request.Request(URL.replace("/metrics", path), method=method), timeout=30)
            check(False, f"{method} {path} was answered")
        except urllib.error.HTTPError as error:
            check_equal(f"{method} {path}", error.code, status)
    done = command("/usr/bin/curl", "-s", URL + "?x=y", user=1000)
    check("telos_build_info{" in done.stdout, f"a user got {done.stdout[:80]}")
    with Agent("download http://weather.com/report") as agent:
        agent.is_refused("network", "net_not_granted", "network.tcp", "127.0.0.1", PORT, control=False)


@case
def port_that_somebody_took_keeps_no_agent_free():
    want_no_daemon()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", PORT))
        taken.listen()
        want_daemon()
        status = json.loads(telos("status", "--json").stdout)
        check_equal("state", status["state"], "DEGRADED")
        check(any("127.0.0.1:9094 cannot be served" in cause for cause in status["causes"]), status["causes"])
        with Agent("list files") as agent:
            agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
    want_no_daemon()
