"""What a model asks of Telos: JSON-RPC lines to a `telos mcp` of the agent's own, or to agent.sock itself."""
import json
import socket
import subprocess

TELOS = "/usr/local/bin/telos"
SOCKET = "/run/telos/agent.sock"
VERSION = "2025-06-18"
HELLO = ("initialize", {"protocolVersion": VERSION, "capabilities": {}, "clientInfo": {"name": "puppet", "version": "1"}})


def talk(*requests):
    """The answer to each (method, params), in order; with an id that no answer has, it ends."""
    lines = [HELLO, *requests]
    with subprocess.Popen([TELOS, "mcp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        answers = []
        for number, (method, params) in enumerate(lines):
            print(json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}), file=server.stdin, flush=True)
            answers.append(json.loads(server.stdout.readline()))
            if number == 0:
                print(json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}), file=server.stdin, flush=True)
        server.stdin.close()
        server.wait(30)
    return answers[1:]


def use(name, arguments):
    """A tool's text, and whether it is an error."""
    result = talk(["tools/call", {"name": name, "arguments": arguments}])[0]["result"]
    return [result["content"][0]["text"], result.get("isError", False)]


def talk_to_the_daemon(*requests):
    """The same without a program in between."""
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(SOCKET)
        lines = server.makefile("rw")
        lines.readline()
        answers = []
        for number, (method, params) in enumerate([HELLO, *requests]):
            print(json.dumps({"jsonrpc": "2.0", "id": f"of {number}", "method": method, "params": params}), file=lines, flush=True)
            answers.append(json.loads(lines.readline()))
    return answers[1:]
