"""Talking to whoever serves a unix socket: who listens there acts with rights of their own."""
import os
import socket

SECONDS = 3
kept = {}


def _name(path):
    return "\0" + path[1:] if path.startswith("@") else path


def ask(path, text="run this"):
    """A stream, or @name in the abstract space; the deputy's answer."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(SECONDS)
        client.connect(_name(path))
        client.sendall(text.encode())
        return client.recv(100).decode()


def ask_in_sequence(path, text="run this"):
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as client:
        client.settimeout(SECONDS)
        client.connect(_name(path))
        client.send(text.encode())
        return client.recv(100).decode()


def ask_from(directory, name, text="run this"):
    """By a relative name."""
    os.chdir(directory)
    try:
        return ask(name, text)
    finally:
        os.chdir("/")


def ask_through_descriptor(path, text="run this"):
    return ask(f"/proc/self/fd/{os.open(path, os.O_PATH)}", text)


def drop(path, text="run this"):
    """A datagram."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
        client.sendto(text.encode(), _name(path))


def drop_connected(path, text="run this"):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client:
        client.connect(_name(path))
        client.send(text.encode())


def drop_after_disconnect(path, text="run this"):
    """From one end of a pair of our own, to somebody else by name."""
    left, right = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    with left, right:
        left.sendmsg([text.encode()], [], 0, _name(path))


def serve(name, path):
    """A socket of our own; whoever connects may speak."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(_name(path))
    listener.listen()
    kept[name] = listener


def answer(name, text):
    """To whoever has connected meanwhile."""
    kept[name].settimeout(SECONDS)
    connection, _ = kept[name].accept()
    with connection:
        connection.sendall(text.encode())


def connect(name, path):
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(SECONDS)
    client.connect(_name(path))
    kept[name] = client


def hear(name):
    return kept[name].recv(100).decode()
