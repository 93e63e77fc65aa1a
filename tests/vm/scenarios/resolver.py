"""The resolver that /etc/resolv.conf names is somebody else's: it answers what it likes, and keeps what it is asked."""
import functools
import socket
import struct
import threading
import time

HEADER_BYTES, TYPE_ADDRESS = 12, 1
TTL_SECONDS = 0
ANSWER_SECONDS = 2


def _question(query):
    """The labels of the name, and where the question ends."""
    labels, offset = [], HEADER_BYTES
    while length := query[offset]:
        labels.append(query[offset + 1:offset + 1 + length].decode(errors="replace"))
        offset += 1 + length
    return ".".join(labels), offset + 5


class Resolver(threading.Thread):
    def __init__(self):
        super().__init__(daemon=True)
        self.asked = []
        self.addresses = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", 53))

    def run(self):
        while True:
            query, sender = self._socket.recvfrom(512)
            self._socket.sendto(self.answer(query), sender)

    def was_asked(self, name):
        """The question is in the socket when its sender goes on; this thread may not have read it."""
        deadline = time.monotonic() + ANSWER_SECONDS
        while name not in self.asked and time.monotonic() < deadline:
            time.sleep(0.01)
        return name in self.asked

    def answer(self, query):
        name, end = _question(query)
        self.asked.append(name)
        address = self.addresses.get(name.lower())
        kind = struct.unpack_from("!H", query, end - 4)[0]
        records = b""
        if address and kind == TYPE_ADDRESS:
            records = struct.pack("!HHHIH4s", 0xC00C, TYPE_ADDRESS, 1, TTL_SECONDS, 4, socket.inet_aton(address))
        code = 0x8180 if address else 0x8183
        return query[:2] + struct.pack("!HHHHH", code, 1, 1 if records else 0, 0, 0) + query[HEADER_BYTES:end] + records


@functools.cache
def the_resolver():
    resolver = Resolver()
    resolver.start()
    return resolver
