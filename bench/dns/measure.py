# SPDX-License-Identifier: MIT
"""One side of one row, once: its answers, what it and others on the machine spent on them, and whether they were right."""
import re
import resource
import socket
import subprocess
import time
from dataclasses import dataclass

from servers import ADDRESS, CLIENT_CORE, TICKS_PER_S

SECONDS = 2
WINDOW = 64
TCP_CONNECTIONS = 8
ANSWER_S = 60
RESUMED_S = 5
CLIENT_S = 30
NOERROR, NXDOMAIN, REFUSED = 0, 3, 5
RCODES = {NOERROR: "noerror", NXDOMAIN: "nxdomain", REFUSED: "refused"}
LOST_SHARE_MAX = 1e-4
# knotd spends over 4 us on an answer: what it spent per query tells a row that is forwarded from one that is not.
KEPT_US_MAX = 0.1
# What it spends on its own timers may be counted in a row that asks it nothing.
KEPT_TICKS_MAX = 2


class RowVoid(Exception):
    """The row measured something else than it says, or nothing."""


@dataclass
class Sample:
    cpu_us: float
    answers_per_s: float
    # Of one core, while it was measured: what neither server, upstream nor client spent.
    others_percent: float
    p50_us: float = None
    p99_us: float = None
    p999_us: float = None


def claim(port):
    """A port that another holds would be shared by those that ask for reuse, and answered by either."""
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as holder:
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, kind == socket.SOCK_STREAM)
            try:
                holder.bind((ADDRESS, port))
            except OSError as error:
                raise RowVoid(f"port {port}: {error.strerror}") from None


def wire_query(name):
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00" + labels + b"\x00\x00\x01\x00\x01"


def first_rcode(server, name, patience_s):
    """Asks until it is answered: the rcode, or a void row if the server ends or does not answer in time."""
    end = time.monotonic() + patience_s
    query = wire_query(name)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        channel.connect((ADDRESS, server.port))
        channel.settimeout(0.25)
        while time.monotonic() < end:
            if server.ended():
                raise RowVoid(f"{server.program} ended: {server.last_words()}")
            try:
                channel.send(query)
                answer = channel.recv(4096)
                if answer[:2] == query[:2]:
                    return answer[3] & 15
            except ConnectionRefusedError:
                time.sleep(0.001)
            except TimeoutError:
                pass
    raise RowVoid(f"{server.program} did not answer {name} in {patience_s} s: {server.last_words()}")


def dig(server, name):
    """(rcode in small letters, the addresses) as another implementation reads them."""
    said = subprocess.run(["dig", f"@{ADDRESS}", "-p", str(server.port), "+time=2", "+tries=2", "+noall", "+comments", "+answer",
                           name, "A"], capture_output=True, text=True).stdout
    status = re.search(r"status: (\w+)", said)
    return status[1].lower() if status else "nothing", re.findall(r"\sIN\s+A\s+(\S+)", said)


def check(server, controls):
    """controls: (name, rcode, addresses). A denial means nothing unless another name is still answered."""
    for name, rcode, addresses in controls:
        got = dig(server, name)
        if got != (RCODES[rcode], addresses):
            raise RowVoid(f"{server.program} {server.role} answers {name} with {got}, not {RCODES[rcode], addresses}")


def busy_s():
    """Of all cores, also what the hypervisor gave to others (proc(5): idle and iowait are fields 4 and 5)."""
    with open("/proc/stat") as file:
        user, nice, system, _, _, irq, softirq, steal = map(int, file.readline().split()[1:9])
    return (user + nice + system + irq + softirq + steal) / TICKS_PER_S


def children_s():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def blast(work, server, queries, window, with_opt):
    command = [f"{work}/blaster", "-w", str(window), "-s", str(SECONDS), *(["-e"] if with_opt else []), ADDRESS,
               str(server.port), queries]
    said = client(command)
    return {key: float(value) for key, value in (word.split("=") for word in said.split())}


def warm(work, server, side, row):
    """Asks each name once, so that what can be cached is. dnsdist caches what came by TCP apart."""
    client(["dnsperf", "-s", ADDRESS, "-p", str(server.port), "-d", f"{work}/{side.queries}", "-m", "tcp" if row.tcp else "udp",
            "-c", "1", "-T", "1", "-q", str(WINDOW), "-n", "1"])


def dnsperf(server, queries):
    """The same keys as the blaster, which knows no TCP."""
    said = client(["dnsperf", "-s", ADDRESS, "-p", str(server.port), "-d", queries, "-m", "tcp", "-c", str(TCP_CONNECTIONS),
                   "-T", "1", "-q", str(WINDOW), "-l", str(SECONDS)])
    number = {key: float(re.search(rf"{text}:\s+([\d.]+)", said)[1]) for key, text in
              (("sent", "Queries sent"), ("answered", "Queries completed"), ("lost", "Queries lost"),
               ("seconds", r"Run time \(s\)"))}
    codes = re.search(r"Response codes:\s+(.*)", said)[1]
    return {**number, "stray": 0, **{name.lower(): float(count) for name, count in re.findall(r"(\w+) (\d+) \(", codes)}}


def client(command):
    name = command[0].rpartition("/")[2]
    try:
        done = subprocess.run(["taskset", "-c", str(CLIENT_CORE), *command], capture_output=True, text=True, timeout=CLIENT_S)
    except subprocess.TimeoutExpired:
        raise RowVoid(f"{name} took over {CLIENT_S} s") from None
    if done.returncode:
        raise RowVoid(f"{name}: {done.stderr.strip()}")
    return done.stdout


def judge(server, sample, counts, rcode, forwarded, upstream_s):
    """Whether each query was answered, by what it should be, and by the upstream only in a row that is about forwarding."""
    answered = counts["answered"]
    right = counts.get(RCODES[rcode], 0) - (counts.get("nodata", 0) if rcode == NOERROR else 0)
    if not answered or right != answered or counts["stray"] or counts["lost"] > counts["sent"] * LOST_SHARE_MAX:
        wrong = " ".join(f"{key}={value:.0f}" for key, value in counts.items() if value and not key.endswith("_us"))
        raise RowVoid(f"{server.program} {server.role} is to answer {RCODES[rcode]}: {wrong}")
    if not sample.cpu_us:
        raise RowVoid(f"{server.program} {server.role} spent no time: another answers in its place")
    upstream_us = upstream_s * 1e6 / answered
    kept = upstream_us <= KEPT_US_MAX or upstream_s * TICKS_PER_S <= KEPT_TICKS_MAX
    if kept if forwarded else not kept:
        raise RowVoid(f"{server.program} {server.role}: the upstream spent {upstream_us:.2f} us per answer")


def measure(work, server, upstream, side, row):
    """One Sample; the other sides of the row are held still meanwhile."""
    queries = f"{work}/{side.queries}"
    begin, busy, children = time.monotonic(), busy_s(), children_s()
    server_s, upstream_s = server.cpu_s(), upstream.cpu_s()
    counts = dnsperf(server, queries) if row.tcp else blast(work, server, queries, row.window, row.with_opt)
    server_s, upstream_s = server.cpu_s() - server_s, upstream.cpu_s() - upstream_s
    elapsed = time.monotonic() - begin
    others = busy_s() - busy - server_s - upstream_s - (children_s() - children)
    sample = Sample(server_s * 1e6 / max(counts["answered"], 1), counts["answered"] / counts["seconds"],
                    max(others, 0) / elapsed * 100, *(counts.get(key) for key in ("p50_us", "p99_us", "p999_us")))
    return sample, counts, upstream_s
