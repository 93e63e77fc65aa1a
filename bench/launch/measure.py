# SPDX-License-Identifier: MIT
"""Starts true by itself, under bubblewrap and as an agent, in turn, and compares the medians (milliseconds)."""
import os
import resource
import statistics
import subprocess
import time

TURNS = 25
TRUE = "/usr/bin/true"
WAYS = {
    "true": [TRUE],
    "bwrap": ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--unshare-all", "--die-with-parent", TRUE],
    "telos": ["telos", "run", "--intent", "print the date with date", "--", TRUE],
    "version": ["telos", "version"],
}
COST_MS_MAX = 8


def once(words):
    """Wall and processor milliseconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall * 1e3, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1e3


def main():
    os.makedirs("/etc/telos", exist_ok=True)
    subprocess.run(["telos", "start"], check=True)
    taken = {name: [] for name in WAYS}
    for _ in range(TURNS):
        for name, words in WAYS.items():
            taken[name].append(once(words))
    wall = {name: statistics.median(each[0] for each in times) for name, times in taken.items()}
    spent = {name: statistics.median(each[1] for each in times) for name, times in taken.items()}
    cost = wall["telos"] - wall["true"]
    bars = {"cost_ms": cost <= COST_MS_MAX, "less_than_bwrap": wall["telos"] < wall["bwrap"]}
    figures = [f"{name}_ms={value:.1f}" for name, value in wall.items()]
    figures += [f"{name}_cpu_ms={value:.1f}" for name, value in spent.items()]
    print(f"result: bench-launch {' '.join(figures)} cost_ms={cost:.1f} times_bwrap={wall['telos'] / wall['bwrap']:.2f}"
          f" bars_met={sum(bars.values())} bars_missed={len(bars) - sum(bars.values())}")


main()
