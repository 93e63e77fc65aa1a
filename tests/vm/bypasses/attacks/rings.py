"""Rows 46 to 49: io_uring, whose work other tasks may do."""
import os

from acts.rings import SQPOLL, shared

from harness import check
from machine import FORBIDDEN, OTHER4, sinks

HOSTNAME = "/etc/hostname"


def _to_the_sink(stage, act):
    sinks[FORBIDDEN].forget()
    stage.attempt(stage.actor(), f"rings.{act}", OTHER4, FORBIDDEN, "smuggled",
                  effect=lambda: any("smuggled" in text for text in sinks[FORBIDDEN].arrived))


def connect_and_send(stage):
    _to_the_sink(stage, "connect_and_send")


def socket_of_the_ring(stage):
    _to_the_sink(stage, "make_socket_and_connect")


def message(stage):
    _to_the_sink(stage, "send_message")


def open_file(stage):
    stage.attempt(stage.actor(), "rings.open_file", HOSTNAME)


def own_kernel_thread(stage):
    stage.attempt(stage.actor(), "rings.open_file", HOSTNAME, SQPOLL)


def inherited_ring(stage):
    """Its kernel thread belongs to the one who made it, and so do the rights."""
    ring, layout, base = shared()
    made = stage.outside("made")
    outcomes, said = stage.with_input(ring.descriptor, ["rings.make_directory_by_inherited", 0, layout, base, made])
    happened = os.path.isdir(made)
    os.close(ring.descriptor)
    stage.told(f"inherited ring: {outcomes}", happened, said)
    check(happened or "io_uring" in said, f"refused for another reason: {said}")


def registered_file(stage):
    _to_the_sink(stage, "registered_file")


def registered_credentials(stage):
    stage.attempt(stage.actor(), "rings.registered_credentials", HOSTNAME)


def device_command(stage):
    stage.attempt(stage.actor(), "rings.device_command")
