"""Does one act a line on real sockets; answers ok, silent, unfinished or the name of the errno."""
import contextlib
import errno
import socket
import struct
import subprocess
import sys
import threading
import time

# The kernel's own timeouts: Python's make a socket non-blocking, and MSG_FASTOPEN then answers EINPROGRESS at once.
TIMEOUT = struct.pack("ll", 0, 500_000)
WAIT = struct.pack("ll", 8, 0)
# Closing sends a reset and leaves nothing that would be sent again.
ABORT = struct.pack("ii", 1, 0)
LATE = b"late"
LATE_SECONDS = 0.2
KINDS = {
    "tcp4": (socket.AF_INET, socket.SOCK_STREAM),
    "tcp6": (socket.AF_INET6, socket.SOCK_STREAM),
    "udp4": (socket.AF_INET, socket.SOCK_DGRAM),
    "udp6": (socket.AF_INET6, socket.SOCK_DGRAM),
}


def echo_stream(listener):
    while True:
        peer, _ = listener.accept()
        threading.Thread(target=echo_peer, args=(peer,), daemon=True).start()


def echo_peer(peer):
    with peer, contextlib.suppress(ConnectionError):
        while data := peer.recv(64):
            wait_for(data)
            peer.sendall(data)


def echo_datagrams(served):
    while True:
        data, peer = served.recvfrom(64)
        wait_for(data)
        served.sendto(data, peer)


def wait_for(data):
    if data == LATE:
        time.sleep(LATE_SECONDS)


def serve(port):
    for kind, address in (("tcp4", "0.0.0.0"), ("tcp6", "::1"), ("udp4", "0.0.0.0"), ("udp6", "::1")):
        served = socket.socket(*KINDS[kind])
        served.bind((address, port))
        if kind.startswith("tcp"):
            served.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 8)
            served.listen(8)
        target = echo_stream if kind.startswith("tcp") else echo_datagrams
        threading.Thread(target=target, args=(served,), daemon=True).start()


def act(sockets, verb, name, words):
    if verb == "open":
        sockets[name] = socket.socket(*KINDS[words[0]])
        sockets[name].setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, TIMEOUT)
        sockets[name].setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, TIMEOUT)
    elif verb == "connect":
        sockets[name].connect((words[0], int(words[1])))
    elif verb == "sendto":
        sockets[name].sendto(b"sent", (words[0], int(words[1])))
    elif verb == "sendmsg":
        sockets[name].sendmsg([b"sent"], [], 0, (words[0], int(words[1])))
    elif verb == "fastopen":
        sockets[name].sendto(b"sent", socket.MSG_FASTOPEN, (words[0], int(words[1])))
    elif verb == "send":
        sockets[name].send(b"sent")
    elif verb == "ask_late":
        sockets[name].send(LATE)
    elif verb == "answer":
        return "ok" if sockets[name].recv(64) else "closed"
    elif verb == "wait":
        sockets[name].setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, WAIT)
        return "ok" if sockets[name].recv(64) else "closed"
    elif verb == "child":
        return str(subprocess.Popen(["sleep", "60"]).pid)
    elif verb == "close":
        for opened in sockets.values():
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
            opened.close()
        sockets.clear()
    else:
        raise ValueError(verb)
    return "ok"


def main():
    for port in sys.argv[1:]:
        serve(int(port))
    sockets = {}
    print("ready", flush=True)
    for line in sys.stdin:
        verb, name, *words = line.split()
        try:
            result = act(sockets, verb, name, words)
        except BlockingIOError:
            result = "silent" if verb in ("answer", "wait") else "unfinished"
        except OSError as error:
            result = errno.errorcode[error.errno]
        print(result, flush=True)


main()
