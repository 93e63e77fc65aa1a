"""Hyperion: nothing comes in from a blocked address by a filtered interface, and no agent gets out to one."""
import http.client
import json
import os
import time

from harness import (Agent, Puppet, audit_records, case, check, check_equal, command, each_kernel, fails_in_one_line, telos,
                     wait_until)
from machine import (GRANTED_UDP, LABELS, kill_daemon, restart_daemon, sinks, want_daemon, want_no_daemon)
from resolver import the_resolver

SPACE, LINK, FAR_LINK = "hyperion", "hyp0", "hyp1"
HERE = {4: "198.51.100.1", 6: "2001:db8:51::1"}
BAD = {4: "198.51.100.66", 6: "2001:db8:51::66"}
GOOD = {4: "198.51.100.67", 6: "2001:db8:51::67"}
TOKEN, TOKEN_FILE, PORT = "0123456789abcdef0123", "/etc/telos/hyperion.token", 9095
POLICY = f"{LABELS}hyperion: {{port: {PORT}}}\n"
ARRIVAL_SECONDS, SETTLE_SECONDS = 5, 0.5

_peer = None
_sent = 0


def prepare():
    """A daemon, and at the other end of a wire somebody who has good addresses and bad ones."""
    global _peer
    if not os.path.exists(TOKEN_FILE):
        os.makedirs(os.path.dirname(TOKEN_FILE), exist_ok=True)
        with open(os.open(TOKEN_FILE, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(TOKEN + "\n")
    if _peer is None:
        ip("netns", "add", SPACE)
        ip("link", "add", LINK, "type", "veth", "peer", "name", FAR_LINK, "netns", SPACE)
        dress(HERE, "dev", LINK)
        ip("link", "set", LINK, "up")
        for addresses in (BAD, GOOD):
            dress(addresses, "dev", FAR_LINK, space=["-n", SPACE])
        ip("-n", SPACE, "link", "set", FAR_LINK, "up")
        _peer = Puppet(["ip", "netns", "exec", SPACE])
    want_daemon(POLICY)
    for block in listed()["blocks"]:
        hyperion("unblock", block["ip"])
    for one in listed()["interfaces"]:
        hyperion("detach", one["interface"])


def ip(*words):
    done = command("ip", *words)
    check(done.returncode == 0, "ip", *words, done.stderr)


def dress(addresses, *device, space=()):
    ip(*space, "address", "add", f"{addresses[4]}/24", *device)
    ip(*space, "address", "add", f"{addresses[6]}/64", *device, "nodad")


def hyperion(*words):
    done = telos("hyperion", *words, "--json")
    check(done.returncode == 0, "telos hyperion", *words, done.stderr)
    return json.loads(done.stdout)


def listed():
    return hyperion("list")


def entry(address):
    return next((block for block in listed()["blocks"] if block["ip"] == address), None)


def send(source, family):
    """A datagram of the peer's from this address to a socket here; returns what it says."""
    global _sent
    _sent += 1
    text = f"datagram {_sent}."
    _peer.can("network.udp_from", source, HERE[family], GRANTED_UDP, text)
    return text


def arrives(source, family):
    """Neighbours may have to be found first, which the block has kept them from."""
    return sinks[GRANTED_UDP].got(send(source, family), ARRIVAL_SECONDS)


def is_dropped(source, family):
    return not sinks[GRANTED_UDP].got(send(source, family), SETTLE_SECONDS)


def post(target, body, token=TOKEN):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
    connection.request("POST", target, body, {"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


@case
@each_kernel
def blocked_address_is_dropped_on_a_filtered_interface_alone():
    prepare()
    for family in (4, 6):
        hyperion("block", BAD[family], "--ttl", "10m", "--reason", "test")
        check(arrives(BAD[family], family), "control: it must arrive while no interface is filtered")
    check_equal("mode", hyperion("attach", LINK)["mode"], "native")
    for family in (4, 6):
        before = listed()
        check(is_dropped(BAD[family], family), f"NOT DROPPED: {BAD[family]}")
        check(arrives(GOOD[family], family), f"{GOOD[family]} is not blocked")
        after = listed()
        check(after["dropped"] > before["dropped"] and after["passed"] > before["passed"], before, after)
        check(entry(BAD[family])["hits"] > 0, entry(BAD[family]))
        check_equal("sources", entry(BAD[family])["sources"], ["operator: test"])
        wait_until(lambda: any(r["action"] == "dropped" and r["reason"] == "net_blocked" and BAD[family] in r["subject"]
                               for r in audit_records()), 5, f"a record of {BAD[family]}")
        hyperion("unblock", BAD[family])
        check(arrives(BAD[family], family), "it is not blocked any more")
    hyperion("block", BAD[4])
    check(is_dropped(BAD[4], 4), "NOT DROPPED: blocked again")
    check_equal("mode", hyperion("detach", LINK)["mode"], "none")
    check(arrives(BAD[4], 4), "the interface is not filtered any more")


@case
def block_outlives_the_daemon_and_ends_by_itself():
    prepare()
    hyperion("attach", LINK)
    ends = time.monotonic() + 20
    hyperion("block", BAD[4], "--ttl", "20s")
    hyperion("block", BAD[6], "--ttl", "10m")
    kill_daemon()
    check(is_dropped(BAD[4], 4) and time.monotonic() < ends, "NOT DROPPED without a daemon")
    wait_until(lambda: arrives(BAD[4], 4), 30, "the block's end")
    check(time.monotonic() >= ends, "it ended before its time")
    check(is_dropped(BAD[6], 6), "NOT DROPPED: the other block has not ended")
    restart_daemon()
    check_equal("sources", entry(BAD[6])["sources"], ["an earlier daemon"])
    check_equal("interfaces", listed()["interfaces"], [{"interface": LINK, "mode": "native"}])
    check(is_dropped(BAD[6], 6), "NOT DROPPED after the daemon's start")


@case
def what_is_granted_is_not_blocked_for_others_sake():
    prepare()
    hyperion("attach", LINK)
    status, answer = post("/block", json.dumps({"ip": GOOD[4]}))
    check_equal("status", (status, answer["result"]), (200, "blocked"))
    check(is_dropped(GOOD[4], 4), "NOT DROPPED: blocked over HTTP")
    with Agent(f"connect to {GOOD[4]} port {GRANTED_UDP}/udp") as agent:
        check_equal("entry", entry(GOOD[4]), None)
        check(arrives(GOOD[4], 4), "a grant leads there")
        check_equal("again", post("/block", json.dumps({"ip": GOOD[4]}))[1]["result"], "granted")
        agent.can("network.udp_sendto", GOOD[4], GRANTED_UDP)
        # The operator's own word goes before the grant, in and out.
        hyperion("block", GOOD[4])
        check(is_dropped(GOOD[4], 4), "NOT DROPPED: the operator's block")
        agent.is_refused("network", "net_blocked", "network.udp_sendto", GOOD[4], GRANTED_UDP)
        agent.is_refused("network", "net_blocked", "network.udp_sendto", GOOD[4], GRANTED_UDP + 1)
        hyperion("unblock", GOOD[4])
        agent.can("network.udp_sendto", GOOD[4], GRANTED_UDP)


@case
def http_wants_the_token_which_no_agent_reads():
    prepare()
    hyperion("attach", LINK)
    check_equal("without", post("/block", json.dumps({"ip": BAD[4]}), "0123456789abcdef0124")[0], 401)
    check_equal("malformed", post("/block", "{")[0], 400)
    check_equal("own address", post("/block", json.dumps({"ip": HERE[4]}))[1]["result"], "own_address")
    check(arrives(BAD[4], 4), "nothing was blocked yet")
    check_equal("status", post("/block", json.dumps({"ip": BAD[4], "ttl": "5m", "reason": "ids"}))[0], 200)
    check_equal("sources", entry(BAD[4])["sources"], ["http: ids"])
    check(is_dropped(BAD[4], 4), "NOT DROPPED: blocked over HTTP")
    check_equal("unblock", post("/unblock", json.dumps({"ip": BAD[4]})), (200, {"ip": BAD[4], "unblocked": True}))
    check(arrives(BAD[4], 4), "it is not blocked any more")
    with Agent("list files") as agent:
        agent.is_refused("file", "file_labelled", "files.read", TOKEN_FILE)


@case
@each_kernel
def status_sends_a_packet_through_each_filter():
    prepare()
    check("xdp" not in telos("status").stdout, "no interface is filtered")
    hyperion("attach", LINK)
    before = listed()
    done = telos("status")
    check_equal("status", (done.returncode, done.stderr), (0, ""))
    check(f"  xdp       holds: packets on {LINK} (native) from a blocked address and from its neighbour -> dropped and passed, "
          in done.stdout, done.stdout)
    after = listed()
    check(after["dropped"] > before["dropped"] and after["blocks"] == before["blocks"] == [], before, after)
    check(not any("240.0.0.1" in record["subject"] for record in audit_records()), "the probe is in the log as a drop")
    # A guard that goes before every block, so that the program lets the packet in: enough to show that status can fail.
    path = next(entry.path for entry in os.scandir("/sys/fs/bpf/telos")) + "/maps/telos_block_guards"
    key = ["key", *"0 0 0 0 0 0 0 0 0 0 255 255 240 0 0 1".split()]
    forever = ["value", *["255"] * 8, *"1 0 0 0 0 0 0 0".split()]
    try:
        done = command("bpftool", "map", "update", "pinned", path, *key, *forever)
        check(done.returncode == 0, done.stderr)
        done = telos("status")
        check_equal("status", done.returncode, 7)
        check(f"because   xdp does not hold: packets on {LINK} (native) " in done.stdout
              and " gave passed and passed, " in done.stdout, done.stdout)
    finally:
        command("bpftool", "map", "delete", "pinned", path, *key)
    check_equal("status", telos("status").returncode, 0)


@case
def interfaces_of_the_policy_are_filtered_and_stop_frees_them():
    prepare()
    want_daemon(f"{LABELS}hyperion: {{interfaces: [{LINK}, nowhere0]}}\n")
    check_equal("interfaces", listed()["interfaces"], [{"interface": LINK, "mode": "native"}])
    check_equal("fault", listed()["fault"], "nowhere0: there is no such network interface")
    check("because   an interface is not filtered: nowhere0: there is no such" in telos("status").stdout, "telos status")
    hyperion("block", BAD[4])
    check(is_dropped(BAD[4], 4), "NOT DROPPED")
    check("xdp" in command("ip", "link", "show", LINK).stdout, "no program on the interface")
    want_no_daemon()
    check("xdp" not in command("ip", "link", "show", LINK).stdout, "a program is left on the interface")
    check(arrives(BAD[4], 4), "nothing is blocked any more")


@case
@each_kernel
def interface_whose_driver_takes_no_program_is_filtered_in_the_stack():
    prepare()
    check_equal("mode", hyperion("attach", "dummy0")["mode"], "generic")
    check("xdpgeneric" in command("ip", "link", "show", "dummy0").stdout, "no program on the interface")
    check_equal("again", hyperion("attach", "dummy0")["mode"], "generic")
    ip("link", "add", "gone0", "type", "dummy")
    hyperion("attach", "gone0")
    ip("link", "delete", "gone0")
    check_equal("interfaces", listed()["interfaces"], [{"interface": "dummy0", "mode": "generic"}])
    hyperion("detach", "dummy0")
    check("xdp" not in command("ip", "link", "show", "dummy0").stdout, "a program is left on the interface")


@case
def bad_words_are_told_in_one_line():
    prepare()
    for words, code, text in [
            (("block", "evil.example"), 2, "is not an address"), (("block", BAD[4], "--ttl", "soon"), 2, "not a duration"),
            (("block", "10.0.0.1"), 1, "private"), (("block", HERE[6]), 1, "this machine's own"),
            (("unblock", BAD[4]), 1, "is not blocked"), (("attach", "nowhere0"), 1, "no such network interface"),
            (("detach", LINK), 1, "is not filtered")]:
        fails_in_one_line(telos("hyperion", *words), code, text)


@case
def address_of_a_denied_name_is_dropped_and_what_it_imitates_is_not():
    """Nothing is asked about a denied name while no interface is filtered: the control."""
    prepare()
    resolver = the_resolver()
    resolver.addresses.update({"githuh.com": BAD[4], "github.com": GOOD[4]})
    resolver.asked.clear()
    with Agent(f"connect to github.com port {GRANTED_UDP}/udp") as agent:
        for filtered in (False, True):
            if filtered:
                hyperion("attach", LINK)
            check(arrives(BAD[4], 4), "nothing is blocked yet")
            check_equal("code of the look-alike", agent.can("names.ask", "9.9.9.9", "secret-data.githuh.com")[0], 3)
            check_equal("what is imitated", agent.can("names.ask", "9.9.9.9", "github.com")[:2], [0, [GOOD[4]]])
            if not filtered:
                time.sleep(SETTLE_SECONDS)
                check("githuh.com" not in resolver.asked, "a denied name was looked up for nothing")
        wait_until(lambda: entry(BAD[4]) is not None, 5, "the block")
        check_equal("sources", entry(BAD[4])["sources"], ["githuh.com"])
        check(is_dropped(BAD[4], 4), "NOT DROPPED: the address of a denied name")
        check(arrives(GOOD[4], 4), "what is imitated is not blocked")
        agent.can("network.udp_sendto", GOOD[4], GRANTED_UDP)
        check("secret-data.githuh.com" not in resolver.asked, "the agent's labels were told")
        # Somebody's own address is nobody's to block, whoever names it.
        resolver.addresses["g00gle.com"] = GOOD[4]
        check_equal("code", agent.can("names.ask", "9.9.9.9", "g00gle.com")[0], 3)
        time.sleep(SETTLE_SECONDS)
        check(arrives(GOOD[4], 4), "an address that a grant leads to was blocked")
