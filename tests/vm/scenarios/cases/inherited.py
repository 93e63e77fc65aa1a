"""Sockets from before: telos run closes everything but the three standard descriptors, so they come as one of those."""
import json
import socket
import subprocess

from harness import PUPPET, audit_records, case, check, check_equal
from machine import FORBIDDEN, GRANTED, NETWORK_INTENT, OTHER4, WEATHER4, sinks, want_daemon


def run_with_input(source, *acts, intent=NETWORK_INTENT, held=True):
    """The acts' outcomes, of a puppet whose standard input is this socket."""
    words = ["telos", "run", "--intent", intent, "--"] if held else []
    done = subprocess.run([*words, *PUPPET, *(json.dumps(act) for act in acts)], stdin=source, capture_output=True,
                          text=True, timeout=30)
    lines = done.stdout.splitlines()
    check_equal(f"outcomes ({done.stderr})", len(lines), len(acts))
    return [json.loads(line).get("error", "done") for line in lines]


def refused_last(reason):
    reasons = [record["reason"] for record in audit_records() if record["action"] == "refused"]
    check(reason in reasons[-6:], f"no {reason} among {reasons[-6:]}")


@case
def connected_socket_to_a_forbidden_peer_is_refused():
    want_daemon()
    acts = [["network.keep_descriptor", "old", 0], ["network.send", "old", "leak"], ["network.sendmsg", "old", "leak"],
            ["network.write", "old", "leak"], ["network.writev", "old", "leak"], ["network.splice", "old", "leak"],
            ["network.sendfile", "old", "/etc/hostname"]]
    for held, wanted in ((False, "done"), (True, "EPERM")):
        with socket.create_connection((OTHER4, FORBIDDEN)) as connected:
            sinks[FORBIDDEN].forget()
            check_equal(f"held={held}", run_with_input(connected, *acts, held=held), ["done"] + [wanted] * 6)
            sink = sinks[FORBIDDEN]
            check(sink.stayed_silent() if held else sink.got("leak"), f"held={held}: the server got {sink.arrived}")
    refused_last("net_not_granted")


@case
def connected_socket_to_a_granted_peer_works():
    want_daemon()
    with socket.create_connection((WEATHER4, GRANTED)) as connected:
        sinks[GRANTED].forget()
        acts = [["network.keep_descriptor", "old", 0], ["network.send", "old", "granted"]]
        check_equal("outcomes", run_with_input(connected, *acts), ["done", "done"])
        check(sinks[GRANTED].got("granted"), "nothing arrived")


@case
def accept_on_a_listening_socket_is_refused():
    want_daemon()
    for held, wanted in ((False, "done"), (True, "EPERM")):
        with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as client:
            client.connect(listener.getsockname())
            check_equal(f"held={held}", run_with_input(listener, ["network.accept_inherited", 0], held=held), [wanted])
    refused_last("net_listen")


@case
def raw_socket_is_refused():
    want_daemon()
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        act = ["network.keep_descriptor", "old", 0], ["network.udp_named_on_kept", "old", OTHER4, 0, "E" * 40]
        check_equal("control", run_with_input(raw, *act, held=False)[1] != "EPERM", True)
        check_equal("agent", run_with_input(raw, *act), ["done", "EPERM"])


@case
def run_survives_a_socket_as_standard_error():
    """What telos run itself says there is refused like everything else; the program starts all the same."""
    want_daemon()
    with socket.create_connection((OTHER4, FORBIDDEN)) as connected:
        done = subprocess.run(["telos", "run", "--intent", "list files", "--", "/bin/bash", "-c", "exit 7"],
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=connected, timeout=30)
        check_equal("status", done.returncode, 7)
