# SPDX-License-Identifier: MIT
"""The world of the test: addresses on its loopback, a signed zone, its server, telos dns, and a resolv.conf that leads there."""
import os
import signal
import subprocess
import sys
import threading
import time

# The same servers, run the same way, as in the benchmark.
sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../bench/dns"))
import servers

ZONE = "names.test"
ADDRESS, ADDRESS_6 = "11.0.0.1", "2600::1"
UPSTREAM = f"{servers.ADDRESS}:{servers.UPSTREAM_PORT}"
POOL = 200
READY_S = 10
STOP_S = 10

# SOA minimum 1: an answer "no such name" is soon asked again.
ZONE_TEXT = f"""$ORIGIN {ZONE}.
$TTL 300
@ SOA ns hostmaster 1 3600 600 86400 1
@ NS ns
ns A 11.0.0.53
web A {ADDRESS}
web AAAA {ADDRESS_6}
www CNAME web
short 1 A 11.0.0.2
brief 1 A 11.0.0.2
denied A {ADDRESS}
below.denied A {ADDRESS}
first A 11.0.0.4
second A 11.0.0.5
"""

KNOT = servers.KNOT_SERVER + """
zone:
  - domain: {zone}
    file: {work}/zone
    zonefile-sync: -1
    dnssec-signing: on
"""


class Wrong(Exception):
    """A case did not turn out as it must."""


def require(holds, why):
    if not holds:
        raise Wrong(why)


def said(*command, timeout=15):
    """Status and output, both streams."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors="replace", timeout=timeout, check=False)
    return done.returncode, done.stdout


def until(condition, why, seconds=READY_S):
    """Why is called when the time is over."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() >= end:
            raise Wrong(why())
        time.sleep(0.02)


class Running:
    """A program and the lines that it wrote, on both streams."""

    def __init__(self, *command, environment=None):
        self.lines = []
        self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                         text=True, errors="replace", env=environment)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))

    def wait_for(self, text, seen=0, seconds=READY_S):
        """A line after the first SEEN that has the text."""
        until(lambda: any(text in line for line in self.lines[seen:]),
              lambda: f"no line has '{text}' (status {self._process.poll()}): {self.lines[seen:]}", seconds)

    def send(self, number):
        self._process.send_signal(number)

    def stop(self):
        """Returns its status."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self._process.terminate()
        return self.finish()

    def finish(self, seconds=STOP_S):
        try:
            status = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        self._reader.join(STOP_S)
        return status


class World:
    def __init__(self, work, root):
        self.work, self.root = work, root
        self.telos_program = f"{root}/build/telos"
        self.deny_file = f"{work}/deny"
        self.pool_file = f"{work}/pool"
        self.musl_lookup = f"{work}/musl-lookup"
        self.upstream = self.telos = self.web = None

    def __enter__(self):
        try:
            self._set_up()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for program in (self.web, self.telos, self.upstream):
            if program:
                program.stop()

    def _set_up(self):
        for arguments in ("link set lo up", f"addr add {ADDRESS}/32 dev lo", f"addr add {ADDRESS_6}/128 dev lo nodad"):
            subprocess.run(["ip", *arguments.split()], check=True)
        # A write to a bound file leaves the machine's own as it is.
        for name, text in (("resolv.conf", ""), ("nsswitch.conf", "hosts: dns\n")):
            self.write(name, text)
            subprocess.run(["mount", "--bind", f"{self.work}/{name}", os.path.realpath(f"/etc/{name}")], check=True)
        self.ask_at("127.0.0.1")
        many = [f"{name} A 11.0.{subnet}.{host}" for name, subnet, last in (("sixty", 1, 60), ("large", 2, 120))
                for host in range(1, last + 1)]
        pool = [f"n{number} A 11.0.3.{number}" for number in range(POOL)]
        self.write("zone", ZONE_TEXT + "\n".join(many + pool) + "\n")
        self.write("pool", "".join(f"n{number}.{ZONE} A\n" for number in range(POOL)))
        self.write("index.html", "served by name\n")
        self.deny("denied." + ZONE)
        self.start_upstream()
        self.start_telos()
        self.web = Running("/usr/bin/python3", "-u", "-m", "http.server", "--bind", ADDRESS, "--directory", self.work, "80")
        self.web.wait_for("Serving HTTP")

    def write(self, name, text):
        with open(f"{self.work}/{name}", "w") as file:
            file.write(text)

    def ask_at(self, server):
        with open("/etc/resolv.conf", "w") as file:
            file.write(f"nameserver {server}\noptions timeout:5 attempts:1\n")

    def deny(self, *lines):
        """Replaces the list as an operator should: whole."""
        self.write("deny.new", "".join(f"{line}\n" for line in lines))
        os.replace(f"{self.work}/deny.new", self.deny_file)

    def start_upstream(self):
        self.write("knot.conf", KNOT.format(work=self.work, zone=ZONE, address=servers.ADDRESS, port=servers.UPSTREAM_PORT))
        self.upstream = Running(servers.programs(self.root)["knotd"], "-c", f"{self.work}/knot.conf",
                                environment=servers.environment(self.root))
        until(lambda: "RRSIG" in said("dig", "@127.0.0.1", "-p", "5310", "+dnssec", "+tries=1", "+time=1", f"web.{ZONE}")[1],
              lambda: f"knotd does not serve a signed zone: {self.upstream.lines}")

    def start_telos(self):
        self.telos = Running(self.telos_program, "dns", "--listen", "127.0.0.1:53", "--listen", "[::1]:53",
                             "--upstream", UPSTREAM, "--threads", "2", "--deny", self.deny_file)
        self.telos.wait_for("serving 127.0.0.1:53 (UDP and TCP)")
        self.telos.wait_for("serving [::1]:53 (UDP and TCP)")
