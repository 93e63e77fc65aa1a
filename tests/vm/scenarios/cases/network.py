"""Network gate: destination, port and protocol, whatever call carries the bytes."""
import socket

from harness import Agent, case, check, check_equal, outsider, telos
from machine import (FORBIDDEN, GRANTED, GRANTED_UDP, NETWORK_INTENT, OTHER4, OTHER6, WEATHER4, WEATHER6, WEB, sinks,
                     want_daemon)


def only_the_control_arrives(agent, reason, act, *arguments, port=FORBIDDEN):
    """The sink sees the act from outside and nothing from the agent."""
    sink = sinks[port]
    sink.forget()
    outsider().can(act, *arguments, "control")
    check(sink.got("control"), f"{act}{arguments}: the control's bytes did not arrive")
    sink.forget()
    agent.is_refused("network", reason, act, *arguments, "leak", control=False)
    check(sink.stayed_silent(), f"{act}{arguments}: the server got {sink.arrived}")


def arrives(agent, act, *arguments, port):
    sink = sinks[port]
    sink.forget()
    agent.can(act, *arguments, "granted")
    check(sink.got("granted"), f"{act}{arguments}: nothing arrived")


@case
def tcp_reaches_the_granted_host_by_both_families():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        for host in (WEATHER4, WEATHER6, f"::ffff:{WEATHER4}"):
            arrives(agent, "network.tcp", host, GRANTED, port=GRANTED)


@case
def tcp_elsewhere_is_refused():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        for host in (WEATHER4, WEATHER6, OTHER4, OTHER6, f"::ffff:{OTHER4}"):
            only_the_control_arrives(agent, "net_not_granted", "network.tcp", host, FORBIDDEN)
        for host in (OTHER4, OTHER6, "127.0.0.1", f"::ffff:{OTHER4}"):
            only_the_control_arrives(agent, "net_not_granted", "network.tcp", host, GRANTED, port=GRANTED)


@case
def grant_for_one_protocol_is_none_for_the_other():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        only_the_control_arrives(agent, "net_not_granted", "network.tcp", WEATHER4, GRANTED_UDP, port=GRANTED_UDP)
        only_the_control_arrives(agent, "net_not_granted", "network.udp_sendto", WEATHER4, GRANTED, port=GRANTED)


@case
def udp_reaches_the_granted_host_by_every_call():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        for act in ("udp_sendto", "udp_connected", "udp_sendmsg", "udp_sendmmsg"):
            for host in (WEATHER4, WEATHER6):
                arrives(agent, f"network.{act}", host, GRANTED_UDP, port=GRANTED_UDP)


@case
def udp_elsewhere_is_refused_by_every_call():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        for act in ("udp_sendto", "udp_connected", "udp_sendmsg", "udp_sendmmsg"):
            for host in (OTHER4, OTHER6, f"::ffff:{OTHER4}"):
                only_the_control_arrives(agent, "net_not_granted", f"network.{act}", host, FORBIDDEN)


@case
def udp_to_an_unspecified_family_is_judged_as_ipv4():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        only_the_control_arrives(agent, "net_not_granted", "network.udp_unspecified", OTHER4, FORBIDDEN)
        arrives(agent, "network.udp_unspecified", WEATHER4, GRANTED_UDP, port=GRANTED_UDP)


@case
def udp_socket_with_a_granted_peer_reaches_no_other():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        for puppet in (agent, outsider()):
            puppet.can("network.keep_udp", "peer", WEATHER4, GRANTED_UDP)
        only_the_control_arrives(agent, "net_not_granted", "network.udp_named_on_kept", "peer", OTHER4, FORBIDDEN)
        only_the_control_arrives(agent, "net_not_granted", "network.udp_reconnected", WEATHER4, GRANTED_UDP, OTHER4,
                                 FORBIDDEN)


@case
def fast_open_is_judged_like_connect():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        for act in ("fast_open", "fast_open_connect"):
            for host in (OTHER4, OTHER6):
                only_the_control_arrives(agent, "net_not_granted", f"network.{act}", host, FORBIDDEN)
            arrives(agent, f"network.{act}", WEATHER4, GRANTED, port=GRANTED)


@case
def other_kinds_of_socket_are_refused():
    want_daemon()
    for module in ("af_alg", "vsock", "vsock_loopback", "sctp"):
        outsider().can("processes.run", "/usr/sbin/modprobe", module)
    kinds = [("raw", socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP),
             ("raw6", socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6),
             ("packet", socket.AF_PACKET, socket.SOCK_RAW, 0x300), ("vsock", socket.AF_VSOCK, socket.SOCK_STREAM, 0),
             ("alg", socket.AF_ALG, socket.SOCK_SEQPACKET, 0), ("mptcp", socket.AF_INET, socket.SOCK_STREAM, 262),
             ("sctp", socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_SCTP),
             ("udplite", socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_UDPLITE),
             ("generic netlink", socket.AF_NETLINK, socket.SOCK_RAW, 16),
             ("audit netlink", socket.AF_NETLINK, socket.SOCK_RAW, 9),
             ("diag netlink", socket.AF_NETLINK, socket.SOCK_RAW, 4)]
    with open("/proc/sys/net/ipv4/ping_group_range", "w") as groups:
        groups.write("0 2147483647")
    kinds.append(("ping", socket.AF_INET, socket.SOCK_DGRAM, socket.IPPROTO_ICMP))
    with Agent(NETWORK_INTENT) as agent:
        for name, family, kind, protocol in kinds:
            control = outsider().do("network.create", family, kind, protocol)
            # A family that this kernel was built without proves nothing.
            if control.error in ("EAFNOSUPPORT", "EPROTONOSUPPORT") and name in ("alg", "vsock", "mptcp", "sctp"):
                continue
            agent.is_refused("network", "net_socket_type", "network.create", family, kind, protocol)


@case
def listening_is_refused():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        for host in ("127.0.0.1", "::1"):
            agent.is_refused("network", "net_listen", "network.listen", host)


@case
def names_resolve_and_routes_can_be_read_not_changed():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        check_equal("weather.com", agent.can("network.look_up", "weather.com"), sorted([WEATHER4, WEATHER6]))
        check(agent.can("network.list_addresses"), "no addresses")
        agent.is_refused("network", "net_socket_type", "network.add_address")


@case
def unix_sockets_work_inside_the_agent():
    want_daemon()
    with Agent(NETWORK_INTENT) as agent:
        check(agent.can("network.unix_conversation"), "nothing was heard")


@case
def curl_fetches_what_was_declared_and_nothing_else():
    want_daemon()
    done = telos("run", "--intent", "download the weather report from weather.com", "--", "/usr/bin/curl", "-s",
                 "http://weather.com/report")
    check_equal("curl", (done.returncode, done.stdout), (0, "sunny, 21 degrees\n"))
    fetched = len(sinks[WEB].paths)
    done = telos("run", "--intent", "download the weather report from weather.com", "--", "/usr/bin/curl", "-s",
                 "http://githuh.com/leak")
    check_equal("status of curl elsewhere", done.returncode, 7)
    check_equal("requests", len(sinks[WEB].paths), fetched)
