"""An agent's process that starts other agents, as a program does that an agent runs."""
import json
import os
import signal
import socket
import subprocess
import time

AGENT_SOCKET = "/run/telos/agent.sock"
SECONDS = 30

_children = {}


def start(words, errors):
    """The process, which is ready to be told acts."""
    with open(errors, "w") as said:
        child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True, bufsize=1)
    _children[child.pid] = child
    child.stdout.readline()
    return child.pid


def tell(pid, line):
    child = _children[pid]
    child.stdin.write(line)
    return child.stdout.readline()


def wait_and_do(seconds, name, *arguments):
    time.sleep(seconds)
    import puppet
    return puppet.perform(name, arguments)


def kill(pid, number=signal.SIGTERM):
    os.kill(pid, number)
    return _children[pid].wait(SECONDS)


def connect():
    """A connection to the daemon that our children inherit."""
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(SECONDS)
    client.connect(AGENT_SOCKET)
    client.recv(100)
    return client


def _ask_on(client, method, parameters):
    request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
    client.sendall(json.dumps(request).encode() + b"\n")
    return json.loads(client.makefile().readline())


def enrol(intent, **more):
    """What the daemon answers; whoever is enrolled does not go on to a program."""
    parameters = {"intent": intent, "ttl_ms": 60000, "command": "/usr/bin/ls", "arguments": [], **more}
    return _ask_on(connect(), "enrol", parameters)


def enrol_in_child(intent, more):
    """The same by a child of ours, which is gone afterwards."""
    return _crowd(1, lambda: enrol(intent, **more))[0]


def declare_on_connection_of_the_starter(intent, wanted):
    """Our child becomes an agent, and declares on a connection that is ours: what both are asked for afterwards, told."""
    ours = connect()

    def body():
        enrol(intent)
        declared = _ask_on(ours, "declare", {"intent": wanted})
        return [declared, _ask_on(ours, "self", {})]
    return _crowd(1, body)[0]


def crowd(count, intent):
    """So many children at once, each enrolled: what each was answered."""
    return _crowd(count, lambda: enrol(intent))


def _crowd(count, body):
    children = []
    answers = []
    for _ in range(count):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            os.write(writer, json.dumps(body()).encode())
            os.close(writer)
            time.sleep(SECONDS)
            os._exit(0)
        os.close(writer)
        children.append(child)
        with os.fdopen(reader) as pipe:
            answers.append(json.loads(pipe.read()))
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return answers
