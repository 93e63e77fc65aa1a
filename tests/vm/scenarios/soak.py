"""Minutes of what goes wrong in months: agents come and go while the daemon is killed and stopped, the clock is set, the disk and
a map of the kernel are full and the index of domains is replaced. At the end it has to add up. First argument: minutes; second: a
seed, to have the same again."""
import collections
import contextlib
import json
import os
import random
import resource
import signal
import sys
import threading
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import machine
from harness import Agent, Failure, ask_daemon, check, check_equal, command, telos, wait_until
from machine import FORBIDDEN, GRANTED, LABELS, OTHER4, WEATHER4, daemon_pid, is_running, prepare, want_daemon
from resolver import the_resolver

STATE, FILLER, SECONDS = "/var/lib/telos", "/var/lib/telos/filler", 120
NAME = "drawn.example.org"
INTENT = f"list files. connect to weather.com port {GRANTED}. connect to {NAME} port {GRANTED}"
POLICY = LABELS + "watchdog:\n  stale: 6s\nagents:\n  max: 64\n"
LS, NPROC = "/usr/bin/ls", "/usr/bin/nproc"
LASTING_MAPS = ("telos_labels", "telos_names", "telos_objects")
# What the daemon's memory may grow: of the first life to the most of any later one.
GROWTH_MAX, GROWTH_FREE_KIB = 1.25, 8 * 1024


class Soak:
    def __init__(self, minutes, seed):
        self.end = time.monotonic() + minutes * 60
        self.random = random.Random(seed)
        self.faults = []
        self.did = collections.Counter()
        self.refused = collections.Counter()
        self.lives = []
        self.is_held_up = threading.Event()

    def left(self):
        return self.end - time.monotonic() > 0 and not self.faults

    def wait(self, seconds):
        limit = time.monotonic() + seconds
        while time.monotonic() < limit and self.left():
            time.sleep(0.2)

    def run(self, work, *arguments):
        """In a thread: again and again until the end; what it finds wrong ends all."""
        def loop():
            while self.left():
                try:
                    work(*arguments)
                except Exception:
                    self.faults.append(f"{work.__name__}: {traceback.format_exc()}")
        thread = threading.Thread(target=loop, name=work.__name__)
        thread.start()
        return thread


def asked(method, **parameters):
    """The answer of a daemon that may be killed meanwhile, or stopped for a while."""
    def ask():
        with contextlib.suppress(OSError, ValueError, Failure):
            return ask_daemon(method, **parameters)
        return None
    return wait_until(ask, SECONDS, f"an answer to {method}")


def agent_comes_and_goes(soak):
    """Its policy ends before it does: what was granted is refused from then on, whoever lives."""
    lifetime = soak.random.randint(4, 15)
    began = time.monotonic()
    try:
        agent = Agent(INTENT, ttl=f"{lifetime}s")
    except Failure:
        # No daemon took it: nothing ran. There is one again soon.
        soak.did["refused starts"] += 1
        soak.wait(1)
        return
    with agent:
        born = time.monotonic()
        while soak.left() and time.monotonic() < born + lifetime + 3:
            before = time.monotonic()
            for act in (("network.tcp", WEATHER4, GRANTED), ("processes.spawn", LS, "/"), ("names.ask", "9.9.9.9", NAME)):
                outcome = agent.do(*act)
                if outcome.error is None:
                    soak.did["granted"] += 1
                    check(before < born + lifetime, f"{act} succeeded {before - began:.1f} s after a start for {lifetime} s")
            for act in (("network.tcp", OTHER4, FORBIDDEN), ("processes.spawn", NPROC), ("files.read", "/srv/sealed/file")):
                outcome = agent.do(*act)
                check(outcome.error == "EPERM", f"{act}: {outcome.error or 'it was let through'}")
                soak.refused[agent.id] += 1
            if soak.random.random() < 0.3:
                said = agent.do("processes.run", "/usr/local/bin/telos", "declare", "--ttl", f"{lifetime}s", INTENT).value
                soak.did["declared" if said and said[0] == 0 else "refused declares"] += 1
                # Also one that was not answered may be in force.
                born = time.monotonic()
            soak.did["rounds"] += 1
    soak.did["agents"] += 1


def flood_of_refusals(soak):
    """One agent that does nothing else, so that the ring and the limit of events are at work."""
    try:
        agent = Agent("list files", ttl="1h")
    except Failure:
        soak.wait(1)
        return
    with agent:
        while soak.left():
            outcome = agent.do("files.read", "/srv/sealed/file")
            check(outcome.error == "EPERM", f"the flood got {outcome}")
            soak.refused[agent.id] += 1
        soak.did["flood"] = soak.refused[agent.id]


def life_of(soak, pid):
    """Memory (KiB) and descriptors of a daemon some seconds after its start."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        with open(f"/proc/{pid}/smaps_rollup") as file:
            anonymous = next(int(line.split()[1]) for line in file if line.startswith("Anonymous:"))
        soak.lives.append((anonymous, len(os.listdir(f"/proc/{pid}/fd"))))


def trouble(soak):
    kinds = [stop_for_a_while, set_the_clock, fill_the_disk, fill_a_map, replace_the_index]
    soak.random.shuffle(kinds)
    for kind in [kill, *kinds]:
        if soak.left():
            soak.wait(soak.random.uniform(3, 8))
            kind(soak)
            soak.did[kind.__name__] += 1


def kill(soak):
    pid = asked("status")["pid"]
    life_of(soak, pid)
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_running(pid), SECONDS, "the daemon's end")
    soak.wait(soak.random.choice([0, 1, 9]))
    machine.restart_daemon()


def stop_for_a_while(soak):
    pid = asked("status")["pid"]
    os.kill(pid, signal.SIGSTOP)
    soak.wait(soak.random.choice([1, 9]))
    os.kill(pid, signal.SIGCONT)


def set_the_clock(soak):
    for seconds in (86_400, -172_800, 86_400):
        time.clock_settime(time.CLOCK_REALTIME, time.time() + seconds)
        soak.wait(1)


def fill_the_disk(soak):
    with contextlib.suppress(OSError), open(FILLER, "wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 16))
    soak.wait(4)
    os.unlink(FILLER)


def fill_a_map(soak):
    """Cgroups that there are not, until nothing more goes in: nobody is enrolled until an agent's end makes room."""
    path = next(entry.path for entry in os.scandir("/sys/fs/bpf/telos")) + "/maps/telos_cgroups"
    keys = [" ".join(str(byte) for byte in number.to_bytes(8, "little")) for number in range(1 << 50, (1 << 50) + 8192)]
    for verb, value in (("update", " value 0 0 0 0 0 0 0 0"), ("delete", "")):
        with open("/tmp/batch", "w") as file:
            file.writelines(f"map {verb} pinned {path} key {key}{value}\n" for key in keys)
        command("bpftool", "batch", "file", "/tmp/batch")
        if verb == "update":
            done = telos("run", "--intent", "list files", "--", LS, "/")
            soak.did["enrolments that a full map refused"] += "telos_cgroups" in done.stderr


def replace_the_index(soak):
    with open("/tmp/list", "w") as file:
        file.write(f"n{soak.random.randint(0, 1 << 30)}.example\n")
    for words in (("domains", "import", "/tmp/list", "--as", "blocked"), ("domains", "compile")):
        done = telos(*words)
        check_equal(f"{words}: {done.stderr}", done.returncode, 0)


def records_of(agents):
    """By agent: records of refusals, those of the journal and of the store."""
    found = collections.Counter()
    for line in telos("log", "--json", "--action", "refused", "-n", "5000000").stdout.splitlines():
        record = json.loads(line)
        if record["agent"] in agents:
            found[record["agent"]] += 1
    return found


def adds_up(soak, before):
    """Called when all agents are gone and the daemon lives."""
    status = wait_until(lambda: (now := asked("status")) and not now["agents"] and now, SECONDS, "the agents' end")
    left = {fill["name"]: fill["entries"] for fill in status["maps"]
            if fill["name"] not in LASTING_MAPS and fill["entries"] > before[fill["name"]]}
    check(not left, f"entries of nobody: {left}")
    groups = [name for name in os.listdir("/sys/fs/cgroup/telos.slice") if name.startswith("agent-")]
    check_equal("cgroups of nobody", groups, [])
    # Each refusal that the agents saw has a record, or is counted as one that has none.
    wait_until(lambda: asked("status")["pulse"]["age_ms"] < 2000, SECONDS, "a daemon that gets on")
    time.sleep(3)
    records, dropped = sum(records_of(set(soak.refused)).values()), status["events_dropped"]
    lost = json.loads(telos("log", "verify", "--json").stdout)
    check_equal("faults of the log", lost["faults"], [])
    seen = sum(soak.refused.values())
    print(f"# refused {seen}, in the log {records}, dropped {dropped}, lost {lost['lost']}", flush=True)
    check(records + dropped + lost["lost"] >= seen, f"{seen} refusals, {records} records, {dropped} dropped, {lost['lost']} lost")
    check(records > seen / 20, "next to nothing is in the log")
    # A daemon says as long as it lives that it could not write a record once.
    kill(soak)
    done = telos("status")
    check_equal(f"telos status ({done.stdout[:300]})", done.returncode, 0)
    grown(soak)


def grown(soak):
    life_of(soak, daemon_pid())
    check(len(soak.lives) > 2, "the daemon was not killed")
    (first, opened), (last, still) = soak.lives[0], max(soak.lives[1:])
    print(f"# anonymous memory {first} KiB in the first life, at most {last} later; descriptors {opened}, {still}", flush=True)
    check(last < first * GROWTH_MAX + GROWTH_FREE_KIB, f"memory grew from {first} to {last} KiB")
    check(still < opened + 64, f"descriptors grew from {opened} to {still}")


def main():
    minutes, seed = float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 30)
    print(f"# seed {seed}", flush=True)
    resource.setrlimit(resource.RLIMIT_NOFILE, (65_536, 65_536))
    prepare()
    os.makedirs(STATE, exist_ok=True)
    command("mount", "-t", "tmpfs", "-o", f"size={16 + 8 * minutes}m,mode=700", "tmpfs", STATE)
    the_resolver().addresses[NAME] = WEATHER4
    want_daemon(POLICY)
    before = {fill["name"]: fill["entries"] for fill in ask_daemon("status")["maps"]}
    soak = Soak(minutes, seed)
    threads = [soak.run(work, soak) for work in (agent_comes_and_goes, agent_comes_and_goes, flood_of_refusals, trouble)]
    for thread in threads:
        thread.join()
    faults = list(soak.faults)
    if not faults:
        try:
            adds_up(soak, before)
        except Failure as failure:
            faults.append(str(failure))
    print("# " + ", ".join(f"{name} {count}" for name, count in sorted(soak.did.items())), flush=True)
    for fault in faults:
        print(f"FAIL soak: {fault}", flush=True)
    if not faults:
        print("ok soak", flush=True)
    sys.exit(1 if faults else 0)


main()
