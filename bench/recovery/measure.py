# SPDX-License-Identifier: MIT
"""Inside the VM: kills the daemon and starts the next, again and again, while an agent tries what it may not. Prints "figure NAME
VALUE"."""
import errno
import json
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time

KILLS = 9
# The guest has one processor, which the attempts are to leave to the next daemon.
PAUSE_S = 0.01
# On a disk, as it is installed.
TELOS = "/srv/telos"
CONTROL_SOCKET = "/run/telos/control.sock"
# What the agent is: each line that it reads is one attempt to execute what no intent names.
ATTEMPT = """
import os, sys
for line in sys.stdin:
    try:
        os.posix_spawn("/usr/bin/nproc", ["nproc"], {})
        print(0, flush=True)
    except OSError as error:
        print(error.errno, flush=True)
"""


def status():
    """The daemon's answer, or None: none serves."""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(CONTROL_SOCKET)
            reader = client.makefile("r")
            reader.readline()
            client.sendall(b'{"jsonrpc":"2.0","id":1,"method":"status"}\n')
            return json.loads(reader.readline())["result"]
    except (OSError, ValueError, KeyError):
        return None


class Attacker:
    """Tries again and again, from the first answer on; what came of it while no daemon served is counted."""

    def __init__(self, process):
        self.process, self.dead, self.tried, self.let_through = process, False, 0, 0
        self.ends = False
        self.attempt()
        self.thread = threading.Thread(target=self.attack)
        self.thread.start()

    def attack(self):
        while not self.ends:
            time.sleep(PAUSE_S)
            self.attempt()

    def attempt(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        code = int(self.process.stdout.readline())
        self.tried += self.dead
        self.let_through += code != errno.EPERM

    def stop(self):
        self.ends = True
        self.thread.join()


def recover(attacker):
    """Seconds from the kill to an answer of the next daemon that still holds the agent."""
    daemon = status()
    attacker.dead = True
    began = time.monotonic()
    os.kill(daemon["pid"], signal.SIGKILL)
    subprocess.run([TELOS, "start"], check=True, stdout=subprocess.DEVNULL)
    after = status()
    took = time.monotonic() - began
    attacker.dead = False
    held = {agent["agent_id"] for agent in daemon["agents"]}
    kept = {agent["agent_id"] for agent in after["agents"]}
    if after["pid"] == daemon["pid"] or not after["adopted"] or not held or kept != held:
        sys.exit(f"the next daemon is not as the former was: {after}")
    return took


def main():
    os.makedirs("/etc/telos", exist_ok=True)
    shutil.copy("/job/telos", TELOS)
    subprocess.run([TELOS, "start"], check=True)
    words = [TELOS, "run", "--ttl", "1h", "--intent", "list files", "--", "/usr/bin/python3", "-S", "-c", ATTEMPT]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as agent:
        attacker = Attacker(agent)
        times = [recover(attacker) for _ in range(KILLS)]
        attacker.stop()
        agent.stdin.close()
    print("each, s:", " ".join(f"{took:.2f}" for took in times))
    for name, value in (("kills", len(times)), ("serving_s", f"{statistics.median(times):.2f}"),
                        ("serving_max_s", f"{max(times):.2f}"), ("attempts_while_dead", attacker.tried),
                        ("let_through", attacker.let_through)):
        print(f"figure {name} {value}")
    subprocess.run([TELOS, "stop", "--kill-agents"], check=True)


main()
