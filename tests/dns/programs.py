# SPDX-License-Identifier: MIT
"""What resolvers and programs get from telos dns."""
import re
import socket
import struct

from world import ADDRESS, ADDRESS_6, ZONE, require, said

WEB, WWW, DENIED, SIXTY, LARGE = (f"{label}.{ZONE}" for label in ("web", "www", "denied", "sixty", "large"))
LOAD_S = 2
GETADDRINFO = "import socket, sys; print(*sorted({a[4][0] for a in socket.getaddrinfo(sys.argv[1], 80)}))"


def dig(*arguments, server="127.0.0.1"):
    return said("dig", f"@{server}", "+tries=1", "+time=5", *arguments)[1]


def has(text, *parts):
    for part in parts:
        require(part in text, f"'{part}' is missing in: {text}")


def has_no(text, part):
    require(part not in text, f"'{part}' is in: {text}")


def addresses(text):
    return len(re.findall(r"\sA\s+11\.0\.", text))


def dig_udp(_):
    has(dig(WEB), "status: NOERROR", f"A\t{ADDRESS}", "(UDP)")
    has(dig(WWW, "AAAA"), "status: NOERROR", f"CNAME\t{WEB}.", f"AAAA\t{ADDRESS_6}")


def dig_tcp(_):
    has(dig("+tcp", WEB), "status: NOERROR", f"A\t{ADDRESS}", "(TCP)")


def dig_dnssec(_):
    has(dig("+dnssec", WEB), f"A\t{ADDRESS}", "RRSIG\tA 13 3", "flags: do")
    has_no(dig(WEB), "RRSIG")


def dig_no_such_name(_):
    answer = dig(f"nobody.{ZONE}")
    has(answer, "status: NXDOMAIN", "SOA")
    has_no(answer, "EDE")


def dig_denied(_):
    for name in (DENIED, f"below.{DENIED}"):
        for transport in ("+notcp", "+tcp"):
            has(dig(transport, name), "status: NXDOMAIN", "EDE: 15 (Blocked)")
    has(dig("+noedns", DENIED), "status: NXDOMAIN")


def kdig_udp(_):
    has(said("kdig", "@127.0.0.1", WEB)[1], "status: NOERROR", ADDRESS, "(UDP)")


def kdig_tcp(_):
    has(said("kdig", "@127.0.0.1", "+tcp", WEB)[1], "status: NOERROR", ADDRESS, "(TCP)")


def connections():
    """TCP connections opened in this namespace (/proc/net/snmp, ActiveOpens)."""
    with open("/proc/net/snmp") as file:
        names, values = (line.split() for line in file if line.startswith("Tcp:"))
    return int(values[names.index("ActiveOpens")])


def kdig_one_connection(_):
    before = connections()
    answer = said("kdig", "@127.0.0.1", "+tcp", "+keepopen", WEB, f"n1.{ZONE}", f"n2.{ZONE}", DENIED)[1]
    opened = connections() - before
    has(answer, ADDRESS, "11.0.3.1", "11.0.3.2", "status: NXDOMAIN")
    require(opened == 1, f"{opened} connections")


def question(identity, name):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    message = struct.pack(">HHHHHH", identity, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", 1, 1)
    return struct.pack(">H", len(message)) + message


def pipelined(_):
    """All questions in one write, before any answer is read (RFC 7766 6.2.1.1); the answers may come in any order."""
    with socket.create_connection(("127.0.0.1", 53), 5) as stream:
        stream.sendall(b"".join(question(number, f"n{number}.{ZONE}") for number in range(100)))
        reader = stream.makefile("rb")
        seen = {}
        for _ in range(100):
            message = reader.read(struct.unpack(">H", reader.read(2))[0])
            seen[struct.unpack(">H", message[:2])[0]] = message[-4:]
    wrong = [number for number in range(100) if seen.get(number) != bytes([11, 0, 3, number])]
    require(not wrong, f"wrong or no answer: {wrong}")


def dnsperf(world, mode):
    # A TCP connection ends after 100,000 queries, which a quick machine asks by four of them in this time.
    text = said("dnsperf", "-s", "127.0.0.1", "-d", world.pool_file, "-l", str(LOAD_S), "-c", "16", "-q", "50", "-m", mode)[1]
    all_answered(text)


def all_answered(text):
    has(text, "NOERROR")
    sent = int(re.search(r"Queries sent:\s+(\d+)", text).group(1))
    lost = int(re.search(r"Queries lost:\s+(\d+)", text).group(1))
    codes = re.search(r"Response codes:\s+(.*)", text).group(1)
    require(sent > 100 and lost == 0 and codes == f"NOERROR {sent} (100.00%)", f"sent {sent}, lost {lost}, {codes}")


def dnsperf_udp(world):
    dnsperf(world, "udp")


def dnsperf_tcp(world):
    dnsperf(world, "tcp")


def lookups(world):
    """Command and what it must print, of every program that looks up what resolv.conf leads to."""
    return {
        "getent": (("getent", "ahosts", WWW), (ADDRESS, ADDRESS_6)),
        "curl": (("curl", "-sS", "--max-time", "8", f"http://{WWW}/index.html"), ("served by name",)),
        "python": (("/usr/bin/python3", "-c", GETADDRINFO, WWW), (ADDRESS, ADDRESS_6)),
        "musl": ((world.musl_lookup, WWW), (ADDRESS, ADDRESS_6)),
    }


def looks_up(program):
    def case(world):
        command, parts = lookups(world)[program]
        has(said(*command)[1], *parts)
        status, text = said(*(part.replace(WWW, DENIED) for part in command))
        require(status != 0, f"the denied name was found: {text}")
    case.__name__ = f"{program}_finds_a_name_and_no_denied_one"
    return case


def ipv6_transport(world):
    has(dig(WEB, server="::1"), f"A\t{ADDRESS}", "(UDP)")
    has(dig("+tcp", WEB, server="::1"), f"A\t{ADDRESS}", "(TCP)")
    has(dig(DENIED, server="::1"), "EDE: 15 (Blocked)")
    world.ask_at("::1")
    try:
        for command, parts in lookups(world).values():
            has(said(*command)[1], *parts)
    finally:
        world.ask_at("127.0.0.1")


def truncated_goes_to_tcp(_):
    cut = dig("+noedns", "+ignore", SIXTY)
    require(re.search(r"flags: qr[ a-z]* tc", cut) and addresses(cut) < 60, f"not truncated: {cut}")
    whole = dig("+noedns", SIXTY)
    has(whole, "Truncated, retrying in TCP mode", "(TCP)")
    require(addresses(whole) == 60, f"{addresses(whole)} addresses by dig")
    found = said("getent", "ahostsv4", SIXTY)[1].count("STREAM")
    require(found == 60, f"{found} addresses by getent")


def upstream_truncated_goes_to_tcp(_):
    """More than telos dns asks for in a datagram, so that it has to ask the server over TCP itself."""
    whole = dig("+bufsize=1232", LARGE)
    has(whole, "Truncated, retrying in TCP mode", "(TCP)")
    require(addresses(whole) == 120, f"{addresses(whole)} addresses")


def without_telos_no_name_is_found(world):
    status = world.telos.stop()
    try:
        require(status == 0, f"status {status} at SIGTERM")
        has(dig(WEB), "connection refused")
        for command, _ in lookups(world).values():
            status, text = said(*command)
            require(status != 0, f"{command[0]} found it: {text}")
    finally:
        world.start_telos()
    has(dig(WEB), f"A\t{ADDRESS}")


CASES = (
    dig_udp, dig_tcp, dig_dnssec, dig_no_such_name, dig_denied, kdig_udp, kdig_tcp, kdig_one_connection, pipelined,
    dnsperf_udp, dnsperf_tcp, *(looks_up(program) for program in ("getent", "curl", "python", "musl")), ipv6_transport,
    truncated_goes_to_tcp, upstream_truncated_goes_to_tcp, without_telos_no_name_is_found,
)
