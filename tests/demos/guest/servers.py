"""The other side: a weather service, and a collector that keeps every byte that reaches it."""
import http.server
import socket
import socketserver
import struct
import threading

import neighbour

WEATHER = ("192.0.2.10", 80)
NAMED = ("198.51.100.80", 8080)
COLLECTORS = (("192.0.2.20", 8080), ("203.0.113.66", 4444), ("203.0.113.66", 8080), NAMED)
RESOLVERS = ("127.0.0.2", "9.9.9.9")
REPORT = b"Weather report: sunny, 21 degrees, light wind from the west\n"


class Weather(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(REPORT)))
        self.end_headers()
        self.wfile.write(REPORT)

    def log_message(self, *_):
        pass


class Names(socketserver.BaseRequestHandler):
    """Every resolver of this little world: it knows all names, and who was asked for which."""
    asked = []
    addresses = {b"\x06githuh\x03com\0": (neighbour.BAD, 5), b"\x06github\x03com\0": (neighbour.GOOD, 60)}

    def handle(self):
        query, udp = self.request
        end = query.index(0, 12) + 5
        self.asked.append((self.server.server_address[0], query[12:end - 5].lower()))
        address, ttl = self.addresses.get(query[12:end - 4].lower(), (NAMED[0], 60))
        known = query[end - 4:end - 2] == b"\0\1"
        record = struct.pack("!HHHIH", 0xC00C, 1, 1, ttl, 4) + socket.inet_aton(address) if known else b""
        udp.sendto(query[:2] + struct.pack("!HHHHH", 0x8180, 1, known, 0, 0) + query[12:end] + record, self.client_address)


class Collector:
    """What arrived by TCP and UDP, as one string. Answers whatever looks like HTTP."""

    def __init__(self):
        self.received = b""
        self.changed = threading.Condition()

    def keep(self, data):
        with self.changed:
            self.received += data
            self.changed.notify_all()

    def has(self, text, wait_s=0):
        with self.changed:
            return self.changed.wait_for(lambda: text.encode() in self.received, wait_s)

    def forget(self):
        with self.changed:
            self.received = b""


def serve(collector):
    class Stream(socketserver.BaseRequestHandler):
        def handle(self):
            while data := self.request.recv(65536):
                collector.keep(data)
                if b"HTTP/1." in data:
                    self.request.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    class Datagram(socketserver.BaseRequestHandler):
        def handle(self):
            collector.keep(self.request[0])

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

    servers = [http.server.ThreadingHTTPServer(WEATHER, Weather)]
    for address in COLLECTORS:
        servers.append(Server(address, Stream))
        servers.append(socketserver.UDPServer(address, Datagram))
    servers += [socketserver.UDPServer((address, 53), Names) for address in RESOLVERS]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    socket.create_connection(WEATHER).close()
