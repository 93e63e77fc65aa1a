"""What an agent asks the daemon about its own approvals."""
import json
import socket

SECONDS = 5


def state(approval):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(SECONDS)
        client.connect("/run/telos/agent.sock")
        with client.makefile("rb") as reader:
            reader.readline()
            request = {"jsonrpc": "2.0", "id": 1, "method": "approval_state", "params": {"id": approval}}
            client.sendall(json.dumps(request).encode() + b"\n")
            return json.loads(reader.readline())
