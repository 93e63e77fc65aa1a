"""Rows 23 to 35 and 43: ways to put bytes on a network that was not granted, or to let others in."""
import os
import socket
import stat

from harness import check, command
from machine import FORBIDDEN, GRANTED, GRANTED_UDP, NETWORK_INTENT, OTHER4, OTHER6, WEATHER4, sinks
from stage import PROGRAMS, TRANSLATED6, TUNNELLED6

FOUR, SIX = socket.AF_INET, socket.AF_INET6
STREAM, DATAGRAM, SEQUENCE, RAW = socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET, socket.SOCK_RAW
MPTCP, SCTP, SMC_PROTOCOL = 262, 132, 256
ALG, SMC, RDS, TIPC, KCM, KEY, XDP, VSOCK, PACKET = 38, 43, 21, 30, 41, 15, 44, 40, 17
MAPPED = f"::ffff:{OTHER4}"


DATA = "DATA"


def _to_the_sink(stage, act, *arguments, port=FORBIDDEN):
    """DATA stands for what is to arrive, which is another text each time: the control's may be late."""
    text = f"smuggled-{stage.attempts}"
    sinks[port].forget()
    stage.attempt(stage.actor(NETWORK_INTENT), act, *(text if word == DATA else word for word in arguments),
                  effect=lambda: any(text in item or stage.held for item in sinks[port].arrived))


def datagram_by_every_call(stage):
    for act in ("udp_sendto", "udp_sendmsg", "udp_sendmmsg", "udp_connected"):
        _to_the_sink(stage, f"network.{act}", OTHER4, FORBIDDEN, DATA)


def datagram_on_a_granted_peer(stage):
    stage.setup(stage.actor(NETWORK_INTENT), "network.keep_udp", stage.case.name, WEATHER4, GRANTED_UDP)
    _to_the_sink(stage, "network.udp_named_on_kept", stage.case.name, OTHER4, FORBIDDEN, DATA)


def datagram_kept_back(stage):
    _to_the_sink(stage, "endpoints.corked", OTHER4, FORBIDDEN, DATA)


def granted_host_by_another_protocol(stage):
    _to_the_sink(stage, "network.udp_sendto", WEATHER4, GRANTED, DATA, port=GRANTED)
    _to_the_sink(stage, "network.tcp", WEATHER4, GRANTED_UDP, DATA, port=GRANTED_UDP)
    _to_the_sink(stage, "network.tcp", WEATHER4, FORBIDDEN, DATA)


def mapped_address(stage):
    for act in ("tcp", "udp_sendto", "udp_connected", "fast_open"):
        _to_the_sink(stage, f"network.{act}", MAPPED, FORBIDDEN, DATA)


def translated_address(stage):
    for host in (TRANSLATED6, TUNNELLED6):
        for act in ("tcp", "udp_sendto"):
            _to_the_sink(stage, f"network.{act}", host, FORBIDDEN, DATA)


def other_family_of_the_socket(stage):
    _to_the_sink(stage, "endpoints.on_other_family", OTHER4, FORBIDDEN, DATA)


def native_ipv6(stage):
    for act in ("tcp", "udp_sendto", "udp_connected", "udp_sendmmsg"):
        _to_the_sink(stage, f"network.{act}", OTHER6, FORBIDDEN, DATA)


def loopback(stage):
    for host in ("127.0.0.1", "::1"):
        _to_the_sink(stage, "network.tcp", host, FORBIDDEN, DATA)


def unspecified_family(stage):
    _to_the_sink(stage, "network.udp_unspecified", OTHER4, FORBIDDEN, DATA)
    _to_the_sink(stage, "network.udp_reconnected", WEATHER4, GRANTED_UDP, OTHER4, FORBIDDEN, DATA)


def fast_open(stage):
    for host in (OTHER4, OTHER6):
        _to_the_sink(stage, "network.fast_open", host, FORBIDDEN, DATA)


def fast_open_by_option(stage):
    for host in (OTHER4, OTHER6):
        _to_the_sink(stage, "network.fast_open_connect", host, FORBIDDEN, DATA)


def multipath(stage):
    for family, host in ((FOUR, OTHER4), (SIX, OTHER6)):
        _to_the_sink(stage, "endpoints.stream", family, STREAM, [host, FORBIDDEN], DATA, MPTCP)


def multipath_fast_open(stage):
    for family, host in ((FOUR, OTHER4), (SIX, OTHER6)):
        _to_the_sink(stage, "endpoints.fast_open", family, [host, FORBIDDEN], DATA, MPTCP)


def _to_a_server(stage, family, kind, bound, act, *arguments, protocol=0):
    """Somebody outside serves the address."""
    server = stage.bystander("root")
    server.can("endpoints.serve", "server", family, kind, bound, protocol)
    stage.attempt(stage.actor(NETWORK_INTENT), act, *arguments,
                  effect=lambda: "smuggled" in server.can("endpoints.heard", "server"))


def sctp(stage):
    server = stage.bystander("root")
    server.can("endpoints.serve", "server", FOUR, STREAM, [OTHER4, 5300], SCTP)

    def arrived():
        return "smuggled" in server.can("endpoints.heard", "server")
    stage.attempt(stage.actor(NETWORK_INTENT), "endpoints.stream", FOUR, STREAM, [OTHER4, 5300], "smuggled", SCTP,
                  effect=arrived)
    server.can("endpoints.forget", "server")
    stage.attempt(stage.actor(NETWORK_INTENT), "endpoints.datagram", FOUR, [OTHER4, 5300], "smuggled", SCTP, SEQUENCE,
                  effect=arrived)


def echo_request(stage):
    for family, host in ((FOUR, OTHER4), (SIX, OTHER6)):
        stage.attempt(stage.actor(NETWORK_INTENT), "endpoints.ping", family, host)


def raw_socket(stage):
    for act in ("raw", "raw_header", "packet"):
        _to_the_sink(stage, f"endpoints.{act}", OTHER4, FORBIDDEN, DATA)


def raw_socket_in_own_network(stage):
    stage.attempt(stage.actor(NETWORK_INTENT), "confinement.raw_socket_in_own_network")


def virtual_machine_socket(stage):
    _to_a_server(stage, VSOCK, STREAM, [0xffffffff, 5005], "endpoints.stream", VSOCK, STREAM, [1, 5005], "smuggled")


def netlink_of_other_kinds(stage):
    """inet_diag, audit, uevents, generic netlink, users' own."""
    for protocol in (4, 9, 15, 16, 2):
        stage.attempt(stage.actor(NETWORK_INTENT), "network.create", socket.AF_NETLINK, RAW, protocol)


def _without_the_address():
    command("ip", "address", "del", "127.0.0.99/32", "dev", "lo")
    command("ip", "address", "del", "127.0.0.99/8", "dev", "lo")


def _has_the_address():
    return "127.0.0.99" in command("ip", "address", "show", "dev", "lo").stdout


def _changes(stage, act):
    _without_the_address()
    stage.defer(_without_the_address)
    stage.attempt(stage.actor(NETWORK_INTENT), act, effect=_has_the_address)


def changed_address(stage):
    _changes(stage, "network.add_address")


def changed_address_behind_a_question(stage):
    _changes(stage, "endpoints.change_behind_a_question")


def changed_address_by_ioctl(stage):
    _changes(stage, "endpoints.change_by_ioctl")


def tunnel_device(stage):
    command("modprobe", "tun")
    os.makedirs("/dev/net", exist_ok=True)
    if not os.path.exists("/dev/net/tun"):
        os.mknod("/dev/net/tun", 0o666 | stat.S_IFCHR, os.makedev(10, 200))
    name = "smuggler"
    stage.attempt(stage.actor(NETWORK_INTENT), "endpoints.make_tunnel", name,
                  effect=lambda: os.path.exists(f"/sys/class/net/{name}"))


def module_by_socket_option(stage):
    command("modprobe", "-r", "tls")
    check(not _is_loaded("tls"), "tls is in use")
    stage.attempt(stage.actor(NETWORK_INTENT), "endpoints.upper_layer", "tls", WEATHER4, GRANTED,
                  effect=lambda: _is_loaded("tls"))


def _is_loaded(module):
    with open("/proc/modules") as modules:
        return any(line.startswith(module + " ") for line in modules)


def other_protocols(stage):
    """UDP-Lite."""
    for family in (FOUR, SIX):
        stage.attempt(stage.actor(NETWORK_INTENT), "network.create", family, DATAGRAM, 136)


def other_families(stage):
    for family, kind, protocol in ((ALG, SEQUENCE, 0), (SMC, STREAM, 0), (RDS, SEQUENCE, 0), (TIPC, SEQUENCE, 0),
                                   (KCM, DATAGRAM, 0)):
        stage.attempt(stage.actor(NETWORK_INTENT), "network.create", family, kind, protocol)


def families_for_administrators(stage):
    for family, kind, protocol in ((KEY, RAW, 2), (XDP, RAW, 0), (PACKET, DATAGRAM, 0x300)):
        stage.attempt(stage.actor(NETWORK_INTENT), "network.create", family, kind, protocol)


def smc_by_protocol(stage):
    stage.attempt(stage.actor(NETWORK_INTENT), "network.create", FOUR, STREAM, SMC_PROTOCOL)


def system_call_of_32_bits(stage):
    program = f"{PROGRAMS}/compat"
    sinks[FORBIDDEN].forget()
    stage.attempt(stage.actor(f"run {program}"), "programs.perform", program, "connect", OTHER4, FORBIDDEN,
                  effect=lambda: bool(sinks[FORBIDDEN].arrived))


def listening(stage):
    for host in ("127.0.0.1", "::1", "0.0.0.0"):
        stage.attempt(stage.actor(NETWORK_INTENT), "network.listen", host)
    stage.attempt(stage.actor(NETWORK_INTENT), "endpoints.listen_unbound")


def bound_port(stage):
    for family, host in ((FOUR, "127.0.0.1"), (SIX, "::1")):
        stage.attempt(stage.actor(NETWORK_INTENT), "endpoints.listen", family, host, DATAGRAM)
        stage.attempt(stage.actor(NETWORK_INTENT), "endpoints.listen", family, host, STREAM, [socket.SO_REUSEPORT])


def group_joined(stage):
    """The kernel reports it to the link, and the group's address says something."""
    stage.attempt(stage.actor(), "network.join_group4", "239.84.69.76", WEATHER4)
    stage.attempt(stage.actor(), "network.join_group6", "ff0e::5445:4c4f:53", "dummy0")
