"""TLS connections, whose first message has the server's name in clear text."""
import socket
import ssl
import struct

SECONDS = 3


def _context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("AECDH-AES256-SHA:@SECLEVEL=0")
    return context


def greet(host, port, server_name):
    """What the server says after the handshake; TCP keeps what is dropped, and nobody answers."""
    with socket.create_connection((host, port), SECONDS) as connection:
        try:
            with _context().wrap_socket(connection, server_hostname=server_name) as tls:
                return tls.recv(64).decode()
        except TimeoutError:
            return "silent"


def greet_in_two(host, port, server_name):
    """The first message cut before the name is whole, each part a segment of its own."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = _context().wrap_bio(incoming, outgoing, server_hostname=server_name)
    with socket.create_connection((host, port), SECONDS) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            first = outgoing.read()
        for part in (first[:50], first[50:]):
            connection.sendall(part)
        try:
            return "answered" if connection.recv(1) else "closed"
        except TimeoutError:
            return "silent"


def _extension(kind, content):
    return struct.pack("!HH", kind, len(content)) + content


def hello_behind(padding, host, port, server_name, segment, seconds):
    """A first message of several segments, with the name behind so much padding (RFC 7685); then waits."""
    name = server_name.encode()
    extensions = (_extension(21, bytes(padding))
                  + _extension(0, struct.pack("!HBH", len(name) + 3, 0, len(name)) + name))
    message = (b"\x03\x03" + bytes(32) + b"\x00" + struct.pack("!HH", 2, 0x1301) + b"\x01\x00"
               + struct.pack("!H", len(extensions)) + extensions)
    record = b"\x01" + struct.pack("!I", len(message))[1:] + message
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, segment)
        connection.connect((host, port))
        connection.sendall(b"\x16\x03\x01" + struct.pack("!H", len(record)) + record)
        connection.settimeout(seconds)
        try:
            connection.recv(1)
        except TimeoutError:
            return "silent"
