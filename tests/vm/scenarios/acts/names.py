"""Questions to resolvers, by hand: what a libc hides (the extended error, who answered) is what a case is about."""
import socket
import struct

SECONDS = 3
TYPES = {"A": 1, "AAAA": 28}
OPT, EXTENDED_ERROR = 41, 15


def _family(host):
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def query_for(name, kind="A", edns=True):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    question = labels + b"\0" + struct.pack("!HH", TYPES[kind], 1)
    extra = struct.pack("!BHHIH", 0, OPT, 1232, 0, 0) if edns else b""
    return struct.pack("!HHHHHH", 1, 0x100, 1, 0, 0, int(edns)) + question + extra


def ask(server, name, kind="A", way="connected"):
    """Code, addresses, and code and text of the extended error."""
    return _read(WAYS[way](server, query_for(name, kind)))


def lookup(name):
    """As programs do, by libc and the machine's resolv.conf; EAI_* comes out as an errno of none."""
    try:
        return sorted({entry[4][0] for entry in socket.getaddrinfo(name, 80, type=socket.SOCK_STREAM)})
    except socket.gaierror as error:
        return str(error)


def _connected(server, query):
    with socket.socket(_family(server), socket.SOCK_DGRAM) as channel:
        channel.settimeout(SECONDS)
        channel.connect((server, 53))
        channel.send(query)
        return channel.recv(4096)


def _unconnected(server, query):
    """The answer has to come from whom was asked."""
    with socket.socket(_family(server), socket.SOCK_DGRAM) as channel:
        channel.settimeout(SECONDS)
        channel.sendto(query, (server, 53))
        answer, sender = channel.recvfrom(4096)
        if sender[:2] != (server, 53):
            raise OSError(None, f"{sender} answered")
        return answer


def _stream(server, query):
    with socket.socket(_family(server), socket.SOCK_STREAM) as channel:
        channel.settimeout(SECONDS)
        channel.connect((server, 53))
        channel.sendall(struct.pack("!H", len(query)) + query)
        with channel.makefile("rb") as answers:
            return answers.read(struct.unpack("!H", answers.read(2))[0])


WAYS = {"connected": _connected, "unconnected": _unconnected, "stream": _stream}


def _after_name(message, offset):
    while length := message[offset]:
        if length >= 0xC0:
            return offset + 2
        offset += length + 1
    return offset + 1


def _read(message):
    _, flags, questions, *counts = struct.unpack_from("!HHHHHH", message)
    if not flags & 0x8000:
        raise OSError(None, "not an answer, but a question")
    offset = 12
    for _ in range(questions):
        offset = _after_name(message, offset) + 4
    addresses, error, text = [], None, ""
    for _ in range(sum(counts)):
        offset = _after_name(message, offset)
        kind, _, _, length = struct.unpack_from("!HHIH", message, offset)
        body = message[offset + 10:offset + 10 + length]
        offset += 10 + length
        if kind in TYPES.values():
            addresses.append(socket.inet_ntop(socket.AF_INET if length == 4 else socket.AF_INET6, body))
        if kind == OPT and len(body) >= 6 and struct.unpack_from("!H", body)[0] == EXTENDED_ERROR:
            error = struct.unpack_from("!H", body, 4)[0]
            text = body[6:4 + struct.unpack_from("!H", body, 2)[0]].decode()
    return [flags & 0xF, addresses, error, text]
