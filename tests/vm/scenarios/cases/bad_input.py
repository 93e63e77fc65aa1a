"""Whatever comes in wrong: one clear line, the documented exit status, and a daemon that goes on."""
import os
import socket

from harness import Connection, case, check, check_equal, command, fails_in_one_line, telos
from machine import copy, daemon_pid, is_running, want_daemon

AGENT_SOCKET = "/run/telos/agent.sock"
PARSE_ERROR, NO_METHOD, BAD_PARAMS, REFUSED, NOT_AGENT, ALREADY, ROOT_ONLY = (
    -32700, -32601, -32602, -32001, -32002, -32003, -32004)


def error_code(answer):
    return answer and answer.get("error", {}).get("code")


@case
def unknown_verbs_and_flags():
    fails_in_one_line(telos("frobnicate"), 2, "unknown verb frobnicate")
    fails_in_one_line(telos("status", "--frobnicate"), 2, "--frobnicate")
    fails_in_one_line(telos("run", "--", "ls"), 2, "--intent")
    fails_in_one_line(telos("run", "--intent", "list files"), 2, "command")
    fails_in_one_line(telos("explain"), 2, "--stdin")
    fails_in_one_line(telos("log", "-n", "many"), 2, "many")
    fails_in_one_line(telos(), 2, "command")


@case
def durations():
    want_daemon()
    for text, told in (("5parsec", "not a duration"), ("10", "lacks a unit"), ("-5m", "not a duration"), ("0s", "range"),
                       ("25h", "range"), ("1m1h", "not a duration"), ("99999999999s", "not a duration")):
        fails_in_one_line(telos("run", "--intent", "list files", "--ttl", text, "--", "ls"), 2, told)


@case
def intents_that_say_nothing():
    want_daemon()
    for text in ("", "   ", "xyzzy plugh", "\x00\x01\x02"[1:], "\u202e" * 10, "?" * 20000):
        done = telos("run", "--intent", text, "--", "/bin/true")
        check_equal(f"status for {text[:10]!r}", done.returncode, 5)
        check(done.stderr.startswith("telos: the intent was refused\n"), done.stderr)
    done = telos("run", "--intent", "x" * 70000, "--", "/bin/true")
    fails_in_one_line(done, 2, "say it shorter")


@case
def intent_that_is_no_text():
    want_daemon()
    done = command("telos", "run", "--intent", b"list \xff\xfe files", "--", "/bin/true")
    check(done.returncode in (0, 2, 5) and "Unhandled" not in done.stderr, done.returncode, done.stderr)


@case
def programs_that_cannot_be_started():
    want_daemon()
    run = ["run", "--intent", "list files", "--"]
    fails_in_one_line(telos(*run, "nonesuch"), 127, "nonesuch")
    fails_in_one_line(telos(*run, "/nonesuch"), 127, "/nonesuch")
    fails_in_one_line(telos(*run, "/etc/hosts"), 126, "/etc/hosts")
    fails_in_one_line(telos(*run, "/tmp"), 126, "/tmp")
    broken = copy("/etc/hosts", "/srv/broken/program")
    done = telos(*run, broken)
    check_equal("status of a file without format", done.returncode, 126)
    check("Unhandled" not in done.stderr and broken in done.stderr, done.stderr)


@case
def declare_outside_an_agent():
    want_daemon()
    fails_in_one_line(telos("declare", "list files"), 1, "no agent")


@case
def records_that_are_not_there():
    want_daemon()
    fails_in_one_line(telos("why", "999999"), 1, "no record 999999")
    fails_in_one_line(telos("why", "first"), 2, "first")
    fails_in_one_line(telos("why", "1", "--last"), 2, "one of")
    fails_in_one_line(telos("log", "-n", "-1"), 2, "negative")


@case
def bytes_that_are_no_request():
    want_daemon()
    pid = daemon_pid()
    lines = [b"\n", b"{}\n", b"[]\n", b"null\n", b"\xff\xfe\x00\n", b"GET / HTTP/1.1\r\n\r\n", b'{"jsonrpc":"2.0"}\n',
             b'{"jsonrpc":"1.0","id":1,"method":"declare"}\n', b"[" * 5000 + b"\n", b'"' + b"a" * 60000 + b'"\n',
             b'{"jsonrpc":"2.0","id":1,"method":"enrol","extra":1}\n', b'{"jsonrpc":"2.0","id":"x","method":"enrol"}\n',
             b'{"jsonrpc":"2.0","id":1,"method":null}\n']
    for path in (AGENT_SOCKET, "/run/telos/control.sock"):
        for line in lines:
            with Connection(path) as connection:
                check_equal("greeting", connection.greeting, {"telos": 1})
                check_equal(f"answer to {line[:40]!r}", error_code(connection.raw(line)), PARSE_ERROR)
                check_equal("answer after that", connection.raw(b"{}\n"), None)
    check(is_running(pid), "the daemon died")


@case
def line_that_is_too_long():
    want_daemon()
    for line in (b"a" * 200_000, b"a" * 200_000 + b"\n"):
        with Connection(AGENT_SOCKET) as connection:
            check_equal(f"answer to {line[-1:]!r} after {len(line)} bytes", error_code(connection.raw(line)), PARSE_ERROR)


@case
def requests_with_wrong_contents():
    want_daemon()
    wrong = []
    for path, method, parameters, code in (
            (AGENT_SOCKET, "fly", {}, NO_METHOD), (AGENT_SOCKET, "status", {}, NO_METHOD),
            (AGENT_SOCKET, "stop", {"kill_agents": True}, NO_METHOD), (AGENT_SOCKET, "enrol", {}, BAD_PARAMS),
            (AGENT_SOCKET, "enrol", {"intent": 1, "ttl_ms": 1, "command": "/bin/ls", "arguments": []}, BAD_PARAMS),
            (AGENT_SOCKET, "enrol", {"intent": "list files", "ttl_ms": 60000, "command": "ls", "arguments": []}, BAD_PARAMS),
            (AGENT_SOCKET, "enrol", {"intent": None, "ttl_ms": 60000, "command": None, "arguments": None}, BAD_PARAMS),
            (AGENT_SOCKET, "declare", {"intent": "list files", "agent": 1}, BAD_PARAMS),
            (AGENT_SOCKET, "declare", {"intent": "list files"}, NOT_AGENT),
            ("/run/telos/control.sock", "agent_state", {"agent_id": -1}, BAD_PARAMS),
            ("/run/telos/control.sock", "agent_state", {"agent_id": 4000000000}, NOT_AGENT),
            ("/run/telos/control.sock", "enrol", {}, NO_METHOD), ("/run/telos/control.sock", "agent_state", {}, BAD_PARAMS),
            ("/run/telos/control.sock", "stop", {"kill_agents": "no"}, BAD_PARAMS)):
        with Connection(path) as connection:
            got = error_code(connection.call(method, **parameters))
            if got != code:
                wrong.append(f"{method} {parameters}: got {got}, wanted {code}")
    check(not wrong, "; ".join(wrong))


@case
def durations_on_the_wire():
    """A client of another make: the bounds of --ttl hold here too."""
    want_daemon()
    pid = daemon_pid()
    wrong = []
    for ttl in (0, -1, -(2 ** 63), 2 ** 63 - 1, 10 ** 15, 86_400_001):
        with Connection(AGENT_SOCKET) as connection:
            answer = connection.call("declare", intent="list files", ttl_ms=ttl)
            if not answer or "error" not in answer:
                wrong.append(f"declare with {ttl}: {answer}")
        done = command("/usr/bin/python3", "-c", ENROL, str(ttl))
        if done.returncode != 1:
            wrong.append(f"enrol with {ttl}: {'accepted' if done.returncode == 0 else 'no answer'}")
    check(not wrong, "; ".join(wrong))
    check(is_running(pid), "the daemon died")


EXIT = "sys.exit(0 if answer and not error else 1 if error else 2)"
ENROL = """
import json, socket, sys
daemon = socket.socket(socket.AF_UNIX)
daemon.connect("/run/telos/agent.sock")
lines = daemon.makefile()
lines.readline()
daemon.sendall(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "enrol", "params": {"intent": "list files",
    "ttl_ms": int(sys.argv[1]), "command": "/usr/bin/ls", "arguments": []}}).encode() + b"\\n")
answer = lines.readline()
print(answer)
error = json.loads(answer).get("error") if answer else None
""" + EXIT



@case
def enrolled_twice():
    want_daemon()
    done = command("/usr/bin/python3", "-c", ENROL, "60000")
    check_equal("first", done.returncode, 0)
    # The second is an agent that the first one starts, which begins with its next program.
    done = command("/usr/bin/python3", "-c", ENROL.replace(EXIT, "") * 2 + ENROL, "60000")
    check_equal("third", done.returncode, 1)
    check(str(ALREADY) in done.stdout.splitlines()[-2], done.stdout)


@case
def many_connections_and_a_silent_one():
    want_daemon()
    silent = [socket.socket(socket.AF_UNIX) for _ in range(100)]
    for connection in silent:
        connection.connect(AGENT_SOCKET)
    check_equal("run beside them", telos("run", "--intent", "list files", "--", "/bin/true").returncode, 0)
    for connection in silent:
        connection.close()


@case
def agent_socket_that_is_gone():
    want_daemon()
    os.rename(AGENT_SOCKET, "/run/telos/away")
    try:
        fails_in_one_line(telos("run", "--intent", "list files", "--", "/bin/true"), 4, AGENT_SOCKET)
    finally:
        os.rename("/run/telos/away", AGENT_SOCKET)
