#!/usr/bin/python3
# host.py: a native messaging host in place of telos, as Chromium starts it. Beside itself it keeps what it is told in host.log,
# and answers what host.answer says; with "die" there it ends unanswered.
import json
import os
import struct
import sys

here = os.path.dirname(os.path.abspath(__file__))


def read(count):
    data = sys.stdin.buffer.read(count)
    if len(data) < count:
        sys.exit(0)
    return data


while True:
    message = json.loads(read(struct.unpack("=I", read(4))[0]))
    with open(f"{here}/host.log", "a") as log:
        log.write(json.dumps({"origin": sys.argv[1], "pid": os.getpid(), **message}) + "\n")
    with open(f"{here}/host.answer") as file:
        answer = file.read().strip()
    if answer == "die":
        sys.exit(1)
    body = answer.encode()
    sys.stdout.buffer.write(struct.pack("=I", len(body)) + body)
    sys.stdout.buffer.flush()
