"""Whoever is asked beside a person: a webhook, and a model that says what the case wants, by TCP or a unix socket."""
import http.server
import json
import os
import socketserver
import threading


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, body))
        answer = json.dumps(self.server.answer(body)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def address_string(self):
        return "asker"

    def log_message(self, *_):
        pass


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _LocalServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


def serve(address, answer):
    """address: a port of loopback, or a socket's path. asked holds what came."""
    if isinstance(address, int):
        server = _Server(("127.0.0.1", address), _Handler)
    else:
        if os.path.exists(address):
            os.unlink(address)
        server = _LocalServer(address, _Handler)
    server.answer, server.asked = answer, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def ruling(verdict, reason=""):
    """A model that gives this verdict about whatever it is asked."""
    def answer(body):
        lines = body["messages"][1]["content"].split("\n")
        subject = lines[next(i for i, line in enumerate(lines) if line.endswith(" subject")) + 1]
        content = json.dumps({"subject": subject, "verdict": verdict, "reason": reason})
        return {"choices": [{"message": {"role": "assistant", "content": content}, "finish_reason": "stop"}]}
    return answer
