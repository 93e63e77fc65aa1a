"""What listens for the agents. The log of a sink proves what arrived, and that nothing did."""
import http.server
import selectors
import socket
import ssl
import threading
import time

SETTLE_SECONDS = 0.15


class Sink(threading.Thread):
    """TCP and UDP on one port of every address of this machine; keeps all that arrives."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.arrived = []
        self.flowing = threading.Event()
        self.flowing.set()
        self._selector = selectors.DefaultSelector()
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            server = socket.socket(socket.AF_INET6, kind)
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            server.bind(("::", port))
            if kind == socket.SOCK_STREAM:
                server.listen(64)
                server.setsockopt(socket.IPPROTO_TCP, socket.TCP_FASTOPEN, 16)
                self._selector.register(server, selectors.EVENT_READ, self._accept)
            else:
                self._selector.register(server, selectors.EVENT_READ, self._receive_datagram)
        self.start()

    def run(self):
        while True:
            for key, _ in self._selector.select():
                key.data(key.fileobj)

    def _accept(self, server):
        connection, _ = server.accept()
        self.arrived.append("connection")
        self._selector.register(connection, selectors.EVENT_READ, self._receive)

    def _receive(self, connection):
        self.flowing.wait()
        try:
            text = connection.recv(65536)
        except ConnectionError:
            text = b""
        if text:
            self.arrived.append(text.decode(errors="replace"))
        else:
            self._selector.unregister(connection)
            connection.close()

    def _receive_datagram(self, server):
        self.arrived.append(server.recv(65536).decode(errors="replace"))

    def got(self, text, seconds=5):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if any(text in item for item in self.arrived):
                return True
            time.sleep(0.01)
        return False

    def forget(self):
        """Whatever the control has sent is in by then: everything runs over loopback."""
        time.sleep(SETTLE_SECONDS)
        self.arrived.clear()

    def stayed_silent(self):
        time.sleep(SETTLE_SECONDS)
        return not self.arrived


class _Server6(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6

    def server_bind(self):
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = "weather.com", self.server_address[1]


class Web:
    """Answers every GET and takes every upload; keeps the paths and the bodies."""

    def __init__(self, port):
        self.paths = paths = []
        self.bodies = bodies = []
        self.page = None
        web = self

        class Report(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                paths.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(web.page if web.page and self.path == "/page.html" else b"sunny, 21 degrees\n")

            def do_PUT(self):
                length = self.headers["Content-Length"]
                bodies.append(self.rfile.read(int(length)) if length else self.rfile.readline() + self.rfile.readline())
                self.do_GET()

            do_POST = do_PUT

            def log_message(self, *_):
                pass

        self.server = _Server6(("::", port), Report)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Tls(threading.Thread):
    """Says one word to whoever ends a handshake; keeps the server names. Without a certificate, so that there is no key."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.names = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.maximum_version = ssl.TLSVersion.TLSv1_2
        self._context.set_ciphers("AECDH-AES256-SHA:@SECLEVEL=0")
        self._context.sni_callback = lambda _, name, __: self.names.append(name)
        self._server = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True)
        self.start()

    def run(self):
        while True:
            connection, _ = self._server.accept()
            threading.Thread(target=self._welcome, args=(connection,), daemon=True).start()

    def _welcome(self, connection):
        try:
            with self._context.wrap_socket(connection, server_side=True) as tls:
                tls.sendall(b"welcome")
        except OSError:
            # Whose packets were dropped never ends it.
            connection.close()
