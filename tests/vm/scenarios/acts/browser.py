"""A browser, as far as its native messaging host can tell: it starts telos with the extension's origin and speaks frames."""
import json
import os
import struct
import subprocess

TELOS = "/usr/local/bin/telos"
ORIGIN = "chrome-extension://fnednhdijeffjkckkhhhogafdmgepflo/"
ANSWER_SECONDS = 60


def frame(body):
    return struct.pack("=I", len(body)) + body


def _read(stream, count):
    data = stream.read(count)
    if len(data) < count:
        raise OSError(5, f"the host ended: {data!r}")
    return data


def _start(token=None, origin=ORIGIN):
    environment = {key: value for key, value in os.environ.items() if key != "TELOS_BROWSER_TOKEN"}
    if token:
        environment["TELOS_BROWSER_TOKEN"] = token
    return subprocess.Popen([TELOS, origin], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def _exchange(host, frames):
    answers = []
    for each in frames:
        host.stdin.write(each)
        host.stdin.flush()
        answers.append(json.loads(_read(host.stdout, struct.unpack("=I", _read(host.stdout, 4))[0])))
    host.stdin.close()
    host.wait(ANSWER_SECONDS)
    return answers


def report(messages, token=None):
    """What one host answers to these messages, one after another."""
    with _start(token) as host:
        return _exchange(host, [frame(json.dumps(message).encode()) for message in messages])


def report_at_once(messages):
    """All are sent before an answer is read: the outcomes, counted."""
    with _start() as host:
        host.stdin.write(b"".join(frame(json.dumps(message).encode()) for message in messages))
        host.stdin.close()
        counted = {}
        for _ in messages:
            answer = json.loads(_read(host.stdout, struct.unpack("=I", _read(host.stdout, 4))[0]))
            counted[answer["outcome"]] = counted.get(answer["outcome"], 0) + 1
        host.wait(ANSWER_SECONDS)
        return counted


def report_badly(last):
    """What is no message, each answered, and then one that is: all answers."""
    bad = [frame(b""), frame(b"\xff\xfe"), frame(b"[]"), frame(b"null"), frame(b"[" * 5000), frame(b'{"page": 1}'),
           frame(json.dumps({**last, "agent": 1}).encode()), frame(json.dumps({**last, "level": "CLEAN"}).encode()),
           frame(json.dumps({**last, "page": "x" * 501}).encode()), frame(b" " * (64 * 1024 + 1)), frame(b" " * (8 << 20))]
    with _start() as host:
        return _exchange(host, [*bad, frame(json.dumps(last).encode())])


def end_badly(bytes_text):
    """The host's exit status, and what it says, when the pipe ends after these bytes (Latin-1)."""
    with _start() as host:
        _, errors = host.communicate(bytes_text.encode("latin-1"), ANSWER_SECONDS)
        return [host.returncode, errors.decode()]


def start_for(origin):
    with _start(origin=origin) as host:
        _, errors = host.communicate(b"", ANSWER_SECONDS)
        return [host.returncode, errors.decode()]
