# SPDX-License-Identifier: MIT
"""bench.py WORK ROOT: starts the servers of each row, measures its sides in turns and prints the table (README.md).

Runs in a network and a PID namespace of its own (run-all.sh), so that what it starts ends with it, whichever way it ends.
The target is bounded by DEADLINE_S.
"""
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

import names
import table
from measure import (ANSWER_S, NOERROR, NXDOMAIN, REFUSED, RESUMED_S, WINDOW, RowVoid, check, claim, first_rcode, judge, measure,
                     warm)
from servers import UPSTREAM_PORT, Server, versions

DEADLINE_S = 360
# The first of each is not counted.
ROUNDS = 4
STARTS = 4
FIRST_PORT = UPSTREAM_PORT + 10
ZONE_NAME = "q5.bench.test"
OPEN_NAME = "open.test"


@dataclass(frozen=True)
class Side:
    name: str
    program: str
    role: str
    queries: str
    rcode: int


@dataclass(frozen=True)
class Row:
    name: str
    sides: tuple
    window: int = WINDOW
    tcp: bool = False
    with_opt: bool = False
    forwarded: bool = False


def sides(role, queries, **rcodes):
    return tuple(Side(program, program, role, queries, rcode) for program, rcode in rcodes.items())


ROWS = [
    Row("deny_tiny", sides("deny_tiny", "ask_zone", telos=NXDOMAIN, dnsdist=REFUSED, unbound=REFUSED)),
    # With an OPT record, so that the answer may say why (RFC 8914).
    Row("deny_tiny_edns", sides("deny_tiny", "ask_zone", telos=NXDOMAIN, dnsdist=REFUSED, unbound=REFUSED), with_opt=True),
    Row("deny_1m", sides("deny_1m", "ask_denied", telos=NXDOMAIN, dnsdist=NXDOMAIN, unbound=NXDOMAIN)),
    Row("cache_hit", sides("cache", "ask_zone", telos=NOERROR, dnsdist=NOERROR, unbound=NOERROR)),
    Row("miss", sides("miss", "ask_zone", telos=NOERROR, dnsdist=NOERROR), forwarded=True),
    Row("one_outstanding", (Side("telos_deny", "telos", "deny_1m", "ask_denied", NXDOMAIN),
                            Side("telos_cache", "telos", "cache", "ask_zone", NOERROR),
                            Side("unbound_cache", "unbound", "cache", "ask_zone", NOERROR)), window=1),
    Row("tcp_cache_hit", sides("cache", "ask_zone", telos=NOERROR, dnsdist=NOERROR, unbound=NOERROR), tcp=True),
]
START_ROW = "start_1m"
START_SIDES = ("telos", "dnsdist", "unbound")


def controls(side, denied):
    """Per role, names that are denied and one that is not; dnsdist's tiny list is a rule that refuses all."""
    zone = (ZONE_NAME, NOERROR, [names.zone_address(5)])
    if side.role == "deny_tiny":
        refused = [(ZONE_NAME, side.rcode, [])]
        return refused if side.program == "dnsdist" else refused + [(OPEN_NAME, NOERROR, ["11.1.0.1"])]
    if side.role == "deny_1m":
        return [(denied[0], NXDOMAIN, []), (f"below.{denied[1]}", NXDOMAIN, []), zone]
    return [zone]


class Bench:
    def __init__(self, work, root):
        self.work, self.root = work, root
        self.measured = []
        self.cells, self.void = {}, []
        self.denied = names.write(work)
        self.upstream = self.start("knotd", "zone", UPSTREAM_PORT)
        self.measured.remove(self.upstream)
        first_rcode(self.upstream, ZONE_NAME, ANSWER_S)

    def start(self, program, role, port):
        claim(port)
        server = Server(program, role, port, self.work, self.root)
        self.measured.append(server)
        server.start()
        return server

    def stop_measured(self):
        while self.measured:
            self.measured.pop().stop()

    def keep(self, row, side, metric, value):
        self.cells.setdefault((row, side), {}).setdefault(metric, []).append(value)

    def measure_row(self, row):
        started = []
        for port, side in enumerate(row.sides, FIRST_PORT):
            server = self.start(side.program, side.role, port)
            started.append(server)
            first_rcode(server, ZONE_NAME, ANSWER_S)
            check(server, controls(side, self.denied))
            if side.role == "cache":
                warm(self.work, server, side, row)
            server.hold()
        for turn in range(ROUNDS):
            for server, side in zip(started, row.sides):
                self.take_turn(row, server, side, counted=turn > 0)

    def take_turn(self, row, server, side, counted):
        server.resume()
        first_rcode(server, ZONE_NAME, RESUMED_S)
        sample, counts, upstream_s = measure(self.work, server, self.upstream, side, row)
        if counted:
            judge(server, sample, counts, side.rcode, row.forwarded, upstream_s)
            check(server, controls(side, self.denied))
            for metric, value in vars(sample).items():
                if value is not None:
                    self.keep(row.name, side.name, metric, value)
            self.keep(row.name, side.name, "rss_mb", server.rss_mb())
        server.hold()

    def measure_starts(self):
        """From before the program is executed until it denies a name of the list. An answer before it can is wrong."""
        for turn in range(STARTS):
            for port, program in enumerate(START_SIDES, FIRST_PORT):
                begin = time.monotonic()
                server = self.start(program, "deny_1m", port)
                rcode = first_rcode(server, self.denied[turn], ANSWER_S)
                elapsed = time.monotonic() - begin
                self.stop_measured()
                if rcode != NXDOMAIN:
                    raise RowVoid(f"the first answer of {program} has rcode {rcode}")
                if turn:
                    self.keep(START_ROW, program, "start_ms", elapsed * 1000)

    def measure_all(self):
        for name, act in [*((row.name, lambda row=row: self.measure_row(row)) for row in ROWS),
                          (START_ROW, self.measure_starts)]:
            print(f"# {name}: load average {' '.join(f'{load:.2f}' for load in os.getloadavg())}", flush=True)
            try:
                act()
            except RowVoid as reason:
                print(f"VOID {name}: {reason}", flush=True)
                self.void.append(name)
                self.cells = {cell: metrics for cell, metrics in self.cells.items() if cell[0] != name}
            finally:
                self.stop_measured()


def end_by(number, _):
    raise SystemExit(f"bench-dns: {'not done in time' if number == signal.SIGALRM else 'stopped'}")


def main(work, root):
    # As the first of its PID namespace it would not be ended by a signal that it does not handle.
    for number in (signal.SIGALRM, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end_by)
    signal.alarm(DEADLINE_S)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    about = [*versions(root), f"kernel: {os.uname().release}"]
    print("\n".join(f"# {line}" for line in about), flush=True)
    bench = Bench(work, root)
    try:
        bench.measure_all()
    finally:
        bench.stop_measured()
        bench.upstream.stop()
    sys.exit(table.show(bench.cells, bench.void, about))


main(*sys.argv[1:])
