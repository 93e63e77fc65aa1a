"""Sockets from before: they belong to another cgroup, so that a process which brings one along is not enrolled."""
import json
import socket
import subprocess

from harness import PUPPET, case, check, check_equal
from machine import FORBIDDEN, GRANTED, NETWORK_INTENT, OTHER4, WEATHER4, sinks, want_daemon


def run_with_input(source, *acts, held=True):
    """A puppet whose standard input is this socket, when it has ended."""
    words = ["telos", "run", "--intent", NETWORK_INTENT, "--"] if held else []
    return subprocess.run([*words, *PUPPET, *(json.dumps(act) for act in acts)], stdin=source, capture_output=True,
                          text=True, timeout=30)


def outcomes(done):
    return [json.loads(line).get("error", "done") for line in done.stdout.splitlines()]


def is_not_enrolled(source, *acts):
    done = run_with_input(source, *acts)
    check_equal(f"status ({done.stderr})", done.returncode, 1)
    check("descriptor 0 is a network socket from outside" in done.stderr, done.stderr)
    check_equal("outcomes", outcomes(done), [])


@case
def connected_socket_is_not_brought_along():
    want_daemon()
    acts = [["network.keep_descriptor", "old", 0], ["network.send", "old", "leak"]]
    for host, port in ((OTHER4, FORBIDDEN), (WEATHER4, GRANTED)):
        with socket.create_connection((host, port)) as connected:
            sink = sinks[port]
            sink.forget()
            check_equal("control", outcomes(run_with_input(connected, *acts, held=False)), ["done", "done"])
            check(sink.got("leak"), "the control's bytes did not arrive")
            sink.forget()
            is_not_enrolled(connected, *acts)
            check(sink.stayed_silent(), f"the server got {sink.arrived}")


@case
def listening_socket_is_not_brought_along():
    want_daemon()
    act = ["network.accept_inherited", 0]
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as client:
        client.connect(listener.getsockname())
        check_equal("control", outcomes(run_with_input(listener, act, held=False)), ["done"])
        client.close()
        is_not_enrolled(listener, act)


@case
def raw_socket_is_not_brought_along():
    want_daemon()
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        acts = [["network.keep_descriptor", "old", 0], ["network.udp_named_on_kept", "old", OTHER4, 0, "E" * 40]]
        check("EPERM" not in outcomes(run_with_input(raw, *acts, held=False)), "the control was refused")
        is_not_enrolled(raw, *acts)


@case
def unix_socket_pair_may_be_the_standard_input():
    want_daemon()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        done = run_with_input(theirs, ["network.keep_descriptor", "old", 0], ["network.send", "old", "hello"])
        check_equal(f"outcomes ({done.stderr})", outcomes(done), ["done", "done"])
        check_equal("arrived", ours.recv(16), b"hello")
