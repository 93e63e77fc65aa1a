"""The demos' agent: an ordinary program that does what it is told, a JSON line for each act, and says what came of it.

It knows nothing of Telos. Acts that start programs really start them; acts on sockets are the system calls themselves.
"""
import errno
import json
import os
import shutil
import socket
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


ACTS = {act.__name__: act for act in (run, copy, read, connect, send, sendfile, datagram, child)}

for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"done": ACTS[request["act"]](*request["arguments"])}
    except OSError as error:
        answer = {"failed": errno.errorcode.get(error.errno, str(error)), "text": str(error)}
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        answer = {"failed": "status", "text": str(error)}
    print(json.dumps(answer), flush=True)
