"""What a model asks of Telos: JSON-RPC lines to a `telos mcp` of the agent's own."""
import json
import subprocess

TELOS = "/usr/local/bin/telos"
VERSION = "2025-06-18"


def talk(*requests):
    """The answer to each (method, params), in order; with an id that no answer has, it ends."""
    lines = [("initialize", {"protocolVersion": VERSION, "capabilities": {}, "clientInfo": {"name": "puppet", "version": "1"}}),
             *requests]
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
