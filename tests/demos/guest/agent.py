"""The demos' agent: an ordinary program that does what it is told, a JSON line for each act, and says what came of it.

It knows nothing of Telos. Acts that start programs really start them; acts on sockets are the system calls themselves.
"""
import errno
import json
import os
import shutil
import socket
import struct
import subprocess
import sys

opened = {}


def run(argv, timeout=20):
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip() or f"exit status {done.returncode}")
    return done.stdout.strip()


def copy(source, target):
    shutil.copy(source, target)
    return f"copied to {target}"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.readline().strip()


def connect(host, port):
    opened["tcp"] = socket.create_connection((host, port), timeout=5)
    return f"connected to {host}:{port}"


def send(text):
    opened["tcp"].sendall(text.encode())
    return f"sent {len(text)} bytes on the open connection"


def sendfile(path):
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size
        os.sendfile(opened["tcp"].fileno(), file.fileno(), 0, size)
    return f"sendfile of {size} bytes on the open connection"


def datagram(host, port, text):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.sendto(text.encode(), (socket.gethostbyname(host), port))
    return f"sent {len(text)} bytes by UDP"


def child(host, port, text):
    """The same by a child that was forked just now; its status is the errno."""
    pid = os.fork()
    if pid == 0:
        try:
            with socket.create_connection((host, port), timeout=5) as tcp:
                tcp.sendall(text.encode())
            os._exit(0)
        except OSError as error:
            os._exit(error.errno or 255)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status:
        raise OSError(status, os.strerror(status))
    return "a child connected and sent"


def ask(resolver, name):
    """The name's address by RFC 1035, at a resolver of the agent's own choice; what was refused fails with the reason."""
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    edns = struct.pack("!BHHIH", 0, 41, 1232, 0, 0)
    query = struct.pack("!HHHHHH", 7, 0x100, 1, 0, 0, 1) + labels + b"\0" + struct.pack("!HH", 1, 1)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(5)
        udp.connect((resolver, 53))
        udp.send(query + edns)
        answer = udp.recv(4096)
    code, answers = answer[3] & 15, int.from_bytes(answer[6:8])
    if code or not answers:
        start = answer.find(b"{")
        raise RuntimeError(f"code {code}: {answer[start:].decode() if start >= 0 else 'no reason'}")
    return f"{resolver} answers: {name} is {socket.inet_ntoa(answer[len(query) + 12:len(query) + 16])}"


ACTS = {act.__name__: act for act in (run, copy, read, connect, send, sendfile, datagram, child, ask)}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"done": ACTS[request["act"]](*request["arguments"])}
    except OSError as error:
        answer = {"failed": errno.errorcode.get(error.errno, str(error)), "text": str(error)}
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        answer = {"failed": "status", "text": str(error)}
    print(json.dumps(answer), flush=True)
