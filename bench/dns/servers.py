# SPDX-License-Identifier: MIT
"""The servers: how each is set up for what it is measured at, started, held still and stopped."""
import hashlib
import os
import signal
import subprocess

ADDRESS = "127.0.0.1"
UPSTREAM_PORT = 5310
CLIENT_CORE, SERVER_CORE = 0, 1
STOP_S = 10
TICKS_PER_S = os.sysconf("SC_CLK_TCK")

KNOT_SERVER = """
server:
    rundir: {work}
    listen: {address}@{port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: {work}
log:
  - target: stderr
    any: error
"""
KNOT = KNOT_SERVER + """
zone:
  - domain: bench.test
    file: {work}/bench.test.zone
  - domain: open.test
    file: {work}/open.test.zone
"""

# setUp: no health checks, which would fail after the server was held still.
DNSDIST = """
setLocal("{address}:{port}", {{reusePort=true}})
setACL({{"127.0.0.0/8"}})
setSecurityPollSuffix("")
newServer({{address="{address}:{upstream}"}}):setUp()
"""
DNSDIST_ROLES = {
    "deny_tiny": "addAction(AllRule(), RCodeAction(DNSRCode.REFUSED))",
    "deny_1m": """
        names = newSuffixMatchNode()
        for name in io.lines("{work}/deny_1m") do names:add(newDNSName(name)) end
        addAction(SuffixMatchNodeRule(names), RCodeAction(DNSRCode.NXDOMAIN))
    """,
    "cache": 'getPool(""):setCache(newPacketCache(200000, {{maxTTL=86400, numberOfShards=1}}))',
    "miss": "",
}

# Without username and chroot it refuses a directory outside its own.
UNBOUND = """
server:
    interface: {address}@{port}
    num-threads: 1
    module-config: "iterator"
    do-not-query-localhost: no
    do-daemonize: no
    use-syslog: no
    verbosity: 0
    pidfile: ""
    username: ""
    chroot: ""
    directory: "{work}"
    local-zone: "test." nodefault
    {role}
forward-zone:
    name: "."
    forward-addr: {address}@{upstream}
remote-control:
    control-enable: no
"""
UNBOUND_ROLES = {
    "deny_tiny": 'local-zone: "bench.test." always_refuse',
    "deny_1m": 'include: "{work}/deny_1m.unbound"',
    "cache": "",
}

TELOS_ROLES = {
    "deny_tiny": ("--deny", "{work}/deny_tiny"),
    "deny_1m": ("--deny", "{work}/deny_1m"),
    "cache": (),
    "miss": ("--cache-entries", "0"),
}


def programs(root):
    unpacked = f"{root}/.cache/servers/usr"
    return {"telos": f"{root}/build/telos", "dnsdist": f"{unpacked}/bin/dnsdist", "unbound": f"{unpacked}/sbin/unbound",
            "knotd": f"{unpacked}/sbin/knotd"}


def environment(root):
    return {**os.environ, "LD_LIBRARY_PATH": f"{root}/.cache/servers/usr/lib/x86_64-linux-gnu"}


def versions(root):
    with open(programs(root)["telos"], "rb") as file:
        yield f"telos: build/telos, sha256 {hashlib.sha256(file.read()).hexdigest()[:16]}"
    for program, option in (("dnsdist", "--version"), ("unbound", "-V"), ("knotd", "-V")):
        said = subprocess.run([programs(root)[program], option], env=environment(root), capture_output=True, text=True)
        yield f"{program}: {(said.stdout + said.stderr).splitlines()[0]}"


class Server:
    """One process. Held still, it takes no part while another is measured, and keeps what it has cached."""

    def __init__(self, program, role, port, work, root):
        self.program, self.role, self.port, self.work, self.root = program, role, port, work, root
        self.log = f"{work}/{program}.{port}.log"
        self.process = None

    def _configured(self, text):
        path = f"{self.work}/{self.program}.{self.port}.conf"
        with open(path, "w") as file:
            file.write(text.format(address=ADDRESS, port=self.port, upstream=UPSTREAM_PORT, work=self.work))
        return path

    def _arguments(self):
        if self.program == "knotd":
            return ["-c", self._configured(KNOT)]
        if self.program == "dnsdist":
            return ["--supervised", "--disable-syslog", "-C", self._configured(DNSDIST + DNSDIST_ROLES[self.role])]
        if self.program == "unbound":
            return ["-d", "-c", self._configured(UNBOUND.replace("{role}", UNBOUND_ROLES[self.role]))]
        role = [part.format(work=self.work) for part in TELOS_ROLES[self.role]]
        return ["dns", "--listen", f"{ADDRESS}:{self.port}", "--upstream", f"{ADDRESS}:{UPSTREAM_PORT}", "--threads", "1", *role]

    def start(self):
        core = CLIENT_CORE if self.program == "knotd" else SERVER_CORE
        command = ["taskset", "-c", str(core), programs(self.root)[self.program], *self._arguments()]
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.work,
                                            env=environment(self.root))

    def stop(self):
        if not self.process:
            return
        self.resume()
        self.process.terminate()
        try:
            self.process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def hold(self):
        self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        self.process.send_signal(signal.SIGCONT)

    def ended(self):
        return self.process.poll() is not None

    def last_words(self):
        with open(self.log, errors="replace") as file:
            return " | ".join(file.read().strip().splitlines()[-3:])

    def cpu_s(self):
        """User and system time of all its threads (proc(5): fields 14 and 15)."""
        with open(f"/proc/{self.process.pid}/stat") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_S

    def rss_mb(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            kb = next(int(line.split()[1]) for line in file if line.startswith("VmRSS:"))
        return kb * 1024 / 1e6
