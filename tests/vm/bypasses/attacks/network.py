"""Rows 23 to 37: ways to put bytes on a network that was not granted."""
from machine import FORBIDDEN, NETWORK_INTENT, OTHER4, sinks


def _to_the_sink(stage, actor, act, *arguments, port=FORBIDDEN, **options):
    sinks[port].forget()
    stage.attempt(actor, act, *arguments, effect=lambda: bool(sinks[port].arrived), **options)


def datagram_by_every_call(stage):
    for act in ("udp_sendto", "udp_sendmsg", "udp_sendmmsg"):
        _to_the_sink(stage, stage.actor(NETWORK_INTENT), f"network.{act}", OTHER4, FORBIDDEN)
