# SPDX-License-Identifier: MIT
"""One connection to agent.sock: JSON-RPC 2.0, a message a line."""
from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import threading
import time
from collections import deque
from typing import Any, Iterator, Mapping

from telos._errors import ProtocolError, TelosError, Unavailable, error_of
from telos._records import Approval, Denial, Explanation, Policy, Status

SOCKET = "/run/telos/agent.sock"
VERSION = 1
LINE_MAX = 64 * 1024
ANSWER_SECONDS = 30.0
_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000}


def milliseconds(ttl: str | float | None) -> int | None:
    """90, "90s", "10m", "2h": a number is seconds."""
    if ttl is None:
        return None
    if isinstance(ttl, (int, float)):
        return round(ttl * 1000)
    match = re.fullmatch(r"(\d+)(ms|s|m|h)", ttl)
    if not match:
        raise ValueError(f"{ttl!r} is no duration: write 90s, 10m or 2h")
    return int(match[1]) * _UNITS[match[2]]


class Client:
    """What this process says to the daemon. Methods may be called by several threads; a process that forks has its own. The
    daemon ends a connection on which nothing is asked for a minute: the next call makes another.

    path: the socket, else the variable TELOS_SOCKET, else /run/telos/agent.sock.
    Raises Unavailable when nobody answers there, ProtocolError when it is another version.
    """

    def __init__(self, path: str | None = None, timeout: float = ANSWER_SECONDS) -> None:
        self._path = path or os.environ.get("TELOS_SOCKET") or SOCKET
        self._lock = threading.Lock()
        self._last_id = 0
        self._told: deque[Mapping[str, Any]] = deque()
        self._timeout = timeout
        self._open()

    def _open(self) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(self._timeout)
        try:
            self._socket.connect(self._path)
        except OSError as error:
            self._socket.close()
            raise Unavailable(f"{self._path}: {error.strerror}: is telos started?") from error
        self._reader = self._socket.makefile("rb")
        greeting = self._read()
        if greeting.get("telos") != VERSION:
            self.close()
            raise ProtocolError(f"{self._path} greets with {greeting}, and this client speaks version {VERSION}")

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._reader.close()
        self._socket.close()

    def declare(self, words: str, ttl: str | float | None = None) -> Policy:
        """Puts another policy in force. Raises IntentRefused: the one in force stays."""
        return Policy.of(self.call("declare", intent=words, ttl_ms=milliseconds(ttl)))

    def narrow(self, words: str, ttl: str | float | None = None) -> Policy:
        """Less than what is in force, and never longer. Raises IntentRefused when it would be more."""
        return Policy.of(self.call("narrow", intent=words, ttl_ms=milliseconds(ttl)))

    def extend(self, ttl: str | float) -> Policy:
        """The intent in force, for that long from now on."""
        return Policy.of(self.call("extend", ttl_ms=milliseconds(ttl)))

    def request(self, wish: str) -> Policy:
        """One thing more beside the intent in force: "run jq". What needs approval is in the answer's approvals."""
        return Policy.of(self.call("request", wish=wish))

    def explain(self, words: str, actions: list[str] | None = None, ttl: str | float | None = None) -> Explanation:
        """What these words would be granted. Nothing is changed."""
        return Explanation.of(self.call("explain", intent=words, actions=actions, ttl_ms=milliseconds(ttl)))

    def status(self) -> Status:
        return Status.of(self.call("self"))

    def denials(self, limit: int | None = None) -> list[Denial]:
        """The latest refusals of this agent, oldest first."""
        return [Denial.of(each) for each in self.call("denials", limit=limit)["denials"]]

    def why_denied(self) -> Denial | None:
        """The last refusal."""
        return next(iter(self.denials(1)), None)

    def approval_state(self, identity: str) -> Approval:
        return Approval.of(self.call("approval_state", id=identity))

    def report_taint(self, level: str, reason: str) -> str:
        """Says that something was read that is not to be passed on: low, medium, high or critical. The taint that it makes; it
        never falls."""
        return self.call("taint.report", level=level, reason=reason)["taint"]

    def end_session(self) -> None:
        """Takes back all that was granted. The agent may declare again."""
        self.call("session.end")

    def events(self) -> Iterator[Denial | int]:
        """Each refusal as it happens; a number says how many were lost because they were not taken in time.

        It has this Client to itself: use another one for calls meanwhile.
        """
        self.call("events")
        self._socket.settimeout(None)
        while True:
            with self._lock:
                message = self._told.popleft() if self._told else self._read()
            if message.get("method") == "denied":
                yield Denial.of(message["params"])
            elif message.get("method") == "lost":
                yield message["params"]["count"]

    def call(self, method: str, **parameters: Any) -> Any:
        """The method's result; parameters that are None are left out. Raises TelosError."""
        given = {name: value for name, value in parameters.items() if value is not None}
        with self._lock:
            self._last_id += 1
            line = json.dumps({"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": given}).encode() + b"\n"
            if len(line) > LINE_MAX:
                raise ProtocolError(f"{method} has {len(line)} octets, and a message {LINE_MAX} at most: say it shorter")
            self._send(line)
            while True:
                answer = self._read()
                if "method" not in answer:
                    break
                self._told.append(answer)
        if answer.get("id") != self._last_id:
            raise ProtocolError(f"the answer is to {answer.get('id')}, and not to {self._last_id}")
        if "error" in answer:
            raise error_of(answer["error"])
        return answer["result"]

    def _send(self, line: bytes) -> None:
        try:
            try:
                self._socket.sendall(line)
            except (BrokenPipeError, ConnectionResetError):
                # The connection had ended. What was not sent whole, nobody has done: it may be sent again.
                self.close()
                self._open()
                self._socket.sendall(line)
        except OSError as error:
            raise Unavailable(f"{self._path}: {error.strerror}") from error

    def _read(self) -> Mapping[str, Any]:
        try:
            line = self._reader.readline()
        except OSError as error:
            raise Unavailable(f"{self._path}: no answer: {error}") from error
        if not line.endswith(b"\n"):
            raise Unavailable(f"{self._path}: the daemon ended the connection")
        try:
            message = json.loads(line)
        except ValueError as error:
            raise ProtocolError(f"{self._path} says what is no JSON") from error
        if not isinstance(message, dict):
            raise ProtocolError(f"{self._path} says what is no message")
        return message


@contextlib.contextmanager
def intent(words: str, ttl: str | float | None = None, path: str | None = None) -> Iterator[Policy]:
    """Holds this process, and all others of its agent, to these words; afterwards to those that held before. One may hold
    within another's body, but two of different threads that overlap would put back each other's words.

    Raises IntentRefused before the body begins. What held before comes back for the time that it had left; when that was
    nothing, or cannot come back (a tainted agent only narrows), nothing is granted any more.
    """
    with Client(path) as client:
        before = client.status()
        ends = time.monotonic() + before.expires_in_ms / 1000
        policy = client.declare(words, ttl)
    try:
        yield policy
    finally:
        # Another connection: the daemon ends one on which nothing is said for a minute, and the body may take longer.
        with Client(path) as client:
            _restore(client, before.goal, ends)


def _restore(client: Client, goal: str, ends: float) -> None:
    left = ends - time.monotonic()
    try:
        if left > 0:
            client.declare(goal, left)
        else:
            client.end_session()
    except TelosError:
        # Whatever kept it from coming back, what the body was granted does not stay.
        client.end_session()
