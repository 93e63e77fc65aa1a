"""Does one act a line on real sockets; answers ok, what it saw, silent, unfinished or the name of the errno."""
import contextlib
import ctypes
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
LIBC = ctypes.CDLL(None, use_errno=True)
SO_ATTACH_FILTER = 26
SO_DETACH_FILTER = 27
FILTER_WORDS_MAX = 4096
# linux/filter.h: one word that becomes several of the kernel's own, one that stays one, and the end.
LONG_WORD = struct.pack("HBBI", 0xB1, 0, 0, 0)
SHORT_WORD = struct.pack("HBBI", 0x00, 0, 0, 0)
LAST_WORD = struct.pack("HBBI", 0x06, 0, 0, 0xFFFFFFFF)
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


class Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_char_p), ("length", ctypes.c_size_t)]


class Message(ctypes.Structure):
    """struct mmsghdr."""

    _fields_ = [("name", ctypes.c_char_p), ("name_length", ctypes.c_uint), ("vector", ctypes.POINTER(Vector)),
                ("vectors", ctypes.c_size_t), ("control", ctypes.c_void_p), ("control_length", ctypes.c_size_t),
                ("flags", ctypes.c_int), ("sent", ctypes.c_uint)]


def named(family, address, port):
    """A struct sockaddr_in or sockaddr_in6 of any family."""
    if ":" in address:
        return struct.pack("=H", family) + struct.pack("!HI16sI", port, 0, socket.inet_pton(socket.AF_INET6, address), 0)
    return struct.pack("=H", family) + struct.pack("!H4s8x", port, socket.inet_aton(address))


def checked(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), "")


def send_many(sender, address, port):
    name = named(sender.family, address, port)
    message = Message(name, len(name), ctypes.pointer(Vector(b"sent", 4)), 1)
    checked(LIBC.sendmmsg(sender.fileno(), ctypes.byref(message), 1, 0))


def attaches(target, words):
    text = ctypes.create_string_buffer(words)
    try:
        target.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER,
                          struct.pack("HL", len(words) // len(LAST_WORD), ctypes.addressof(text)))
    except OSError as error:
        if error.errno != errno.ENOMEM:
            raise
        return False
    return True


def most(target, words):
    """How often the word fits before the last one, in what the kernel lets a socket have for its options."""
    low, high = 0, FILTER_WORDS_MAX - len(words(0)) // len(LAST_WORD)
    while low < high:
        middle = (low + high + 1) // 2
        if attaches(target, words(middle)):
            target.setsockopt(socket.SOL_SOCKET, SO_DETACH_FILTER, 0)
            low = middle
        else:
            high = middle - 1
    return low


def fill(target):
    """Leaves less than a word of what net.core.optmem_max allows."""
    long_words = most(target, lambda count: LONG_WORD * count + LAST_WORD) * LONG_WORD
    short_words = most(target, lambda count: long_words + SHORT_WORD * count + LAST_WORD) * SHORT_WORD
    if not attaches(target, long_words + short_words + LAST_WORD):
        raise RuntimeError("the filter that fitted does not fit")


def look(used, verb, words):
    """What a program sees of its peers, and rarer ways to name them."""
    if verb == "from":
        _, source = used.recvfrom(64)
        return f"{source[0]} {source[1]}"
    if verb == "peer":
        return "{} {}".format(*used.getpeername())
    if verb == "sendmmsg":
        send_many(used, words[0], int(words[1]))
    elif verb == "unspecified":
        name = named(socket.AF_UNSPEC, words[0], int(words[1]))
        checked(LIBC.sendto(used.fileno(), b"sent", 4, 0, name, len(name)))
    elif verb == "disconnect":
        name = named(socket.AF_UNSPEC, "0.0.0.0", 0)
        checked(LIBC.connect(used.fileno(), name, len(name)))
    elif verb == "through":
        used.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, words[0].encode())
    elif verb == "fill":
        fill(used)
    else:
        raise ValueError(verb)
    return "ok"


def act(sockets, verb, name, words):
    if verb == "open":
        sockets[name] = socket.socket(*KINDS[words[0]])
        # Also when another one takes its name: what a gate drops of an orderly end is sent again, into the next case.
        sockets[name].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
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
            opened.close()
        sockets.clear()
    else:
        return look(sockets[name], verb, words)
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
            result = "silent" if verb in ("answer", "from", "wait") else "unfinished"
        except OSError as error:
            result = errno.errorcode[error.errno]
        print(result, flush=True)


main()
