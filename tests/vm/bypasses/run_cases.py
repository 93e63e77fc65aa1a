"""Both phases of the catalogue in one boot: `run_cases.py KERNEL [PART OF A NAME,...]`. First everything is done by
processes that no gate holds, before Telos is started, then the same by agents."""
import glob
import importlib
import os
import resource
import signal
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, f"{HERE}/../scenarios"]

import harness
import machine
import stage
from catalogue import load
from stage import ROOT, WORK, Stage, Through, Troupe

CASE_SECONDS = 60
POLICY = f"{machine.LABELS}  write: [~/, /tmp, /var/tmp, /dev/shm, {WORK}]\n"


class Tally(dict):
    def __init__(self):
        super().__init__(cases=0, refused=0, through=0, controls=0, not_applicable=0)

    def __str__(self):
        return " ".join(f"{name}={count}" for name, count in self.items())

    @property
    def is_good(self):
        return self["through"] == 0 and 0 < self["cases"] == self["refused"] == self["controls"]


def _too_long(*_):
    raise harness.Failure(f"not over after {CASE_SECONDS} s")


def perform(case, user, troupe):
    """What became of it: the word that begins its line, and why."""
    attack = getattr(importlib.import_module(f"attacks.{case.theme}"), case.name)
    signal.alarm(CASE_SECONDS)
    try:
        with Stage(case, user, troupe) as scene:
            try:
                attack(scene)
            except harness.Failure as failure:
                # What follows an act that was let through proves nothing any more.
                if not scene.through:
                    raise failure
            scene.finish()
    except Through as through:
        return "THROUGH", str(through)
    except Exception as error:
        troupe.dismiss()
        kind = "" if isinstance(error, harness.Failure) else f"{type(error).__name__}: "
        return "FAIL", kind + str(error)
    finally:
        signal.alarm(0)
    return "ok", ""


def run_phase(held, kernel, cases, tally):
    troupe = Troupe(held)
    for case in cases:
        for user in case.users:
            if case.why_not(kernel):
                continue
            started = time.monotonic()
            word, why = perform(case, user, troupe)
            name = f"{'gates' if held else 'control'} {case.theme}.{case.name} {user}"
            took = f"({time.monotonic() - started:.1f} s)"
            reason = f": {' '.join(why.split())[:700]}" if why else ""
            print(f"{word} {name}{reason} {took}", flush=True)
            if held:
                tally["cases"] += 1
                tally["refused"] += word == "ok"
                tally["through"] += word == "THROUGH"
            else:
                tally["controls"] += word == "ok"
    troupe.dismiss()


def prepare():
    """What some attacks need of the machine, whoever performs them."""
    machine.prepare()
    os.makedirs(ROOT, mode=0o755)
    os.makedirs(WORK, mode=0o755)
    for module in sorted(glob.glob("/job/modules/*.ko")):
        harness.command("insmod", module)
    for name in ("af_alg", "sctp", "vsock_loopback"):
        harness.command("modprobe", name)
    for setting, text in (("net/ipv4/ping_group_range", "0 2147483647"), ("dev/tty/legacy_tiocsti", "1")):
        if os.path.exists(f"/proc/sys/{setting}"):
            with open(f"/proc/sys/{setting}", "w") as file:
                file.write(text)
    for address in (stage.TRANSLATED6, stage.TUNNELLED6):
        harness.command("ip", "address", "add", f"{address}/128", "dev", "dummy0", "nodad")
    resource.setrlimit(resource.RLIMIT_NPROC, (20000, 20000))


def main():
    kernel, parts = sys.argv[1], "".join(sys.argv[2:3]).split(",")
    cases = [case for case in load() if any(part in f"{case.theme}.{case.name}" for part in parts)]
    tally = Tally()
    for case in cases:
        if why := case.why_not(kernel):
            tally["not_applicable"] += len(case.users)
            print(f"not_applicable {case.theme}.{case.name}: {why}", flush=True)
    signal.signal(signal.SIGALRM, _too_long)
    prepare()
    run_phase(False, kernel, cases, tally)
    machine.want_daemon(POLICY)
    run_phase(True, kernel, cases, tally)
    print(f"result: bypasses kernel={kernel} {tally}", flush=True)
    sys.exit(0 if tally.is_good else 1)


main()
