# SPDX-License-Identifier: MIT
"""ten_million.py TELOS WORK: ten million made names from a list to an index, how long that takes and in how much memory.

The names are the same in each run and in no order, as lists by rank are. Memory that mapped files take can be had back at
any time: it is in peak_mb and not in own_mb, which is sampled. WORK is a directory with 2 GB. ACCEPT=1 writes bench/results.
"""
import os
import re
import sys
import tempfile
import time
from pathlib import Path

NAMES = 10_000_000
SYLLABLES = [c + v for c in "bcdfghjklmnprstvwz" for v in "aeiou"]
HEAD = len(SYLLABLES) ** 5
# Coprime to HEAD: no two numbers have the same first five syllables.
STEP = 2_654_435_761
SUFFIXES = ["com", "net", "org", "co.uk", "de", "io", "com.br", "fr"]
SAMPLE_S = 0.01
RESULTS = Path(__file__).resolve().parent.parent / "results"
COMMAND = "make bench-index ACCEPT=1"
# Megabytes of 10^6 octets.
BARS = {"import_own_mb": 64, "compile_own_mb": 96}


def name(number):
    """A label of 10 to 14 letters below a usual suffix; one in three has www before it."""
    mixed = number * STEP
    head = mixed % HEAD
    label = []
    for _ in range(5):
        head, syllable = divmod(head, len(SYLLABLES))
        label.append(SYLLABLES[syllable])
    rest = (mixed ^ mixed >> 15) * 0x9E3779B97F4A7C15 >> 20 & 0xFFFFFF
    rest, more = divmod(rest, 3)
    for _ in range(more):
        rest, syllable = divmod(rest, len(SYLLABLES))
        label.append(SYLLABLES[syllable])
    suffix = SUFFIXES[rest % len(SUFFIXES)]
    return f"{'www.' if mixed % 3 == 0 else ''}{''.join(label)}.{suffix}\n"


def own_kib(pid):
    """Nothing between the process's end and its wait."""
    with open(f"/proc/{pid}/status") as file:
        found = re.search(r"^RssAnon:\s+(\d+) kB$", file.read(), re.M)
    return int(found[1]) if found else 0


def measure(*command):
    """What it printed; its seconds by the clock and of processor; its most memory, with files and without."""
    with tempfile.TemporaryFile("w+") as output:
        begin, own = time.monotonic(), 0
        pid = os.posix_spawn(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, output.fileno(), 1)])
        while True:
            own = max(own, own_kib(pid))
            ended, status, usage = os.wait4(pid, os.WNOHANG)
            if ended:
                break
            time.sleep(SAMPLE_S)
        seconds = time.monotonic() - begin
        if status != 0:
            sys.exit(f"bench-index: {' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
        output.seek(0)
        return output.read().strip(), {
            "s": seconds, "cpu_s": usage.ru_utime + usage.ru_stime, "own_mb": own * 1024 / 1e6,
            "peak_mb": usage.ru_maxrss * 1024 / 1e6}


def run(telos, work):
    """Yields lines; the last one is the result."""
    listed, database, index = work / "names.txt", work / "domains.db", work / "domains.idx"
    with listed.open("w") as lines:
        lines.writelines(map(name, range(NAMES)))
    figures = {}
    for verb, more in (("import", [str(listed)]), ("compile", [])):
        said, measured = measure(
            telos, "domains", verb, "--database", str(database), "--index", str(index), *more)
        yield said.replace(f"{work}/", "")
        figures |= {f"{verb}_{key}": figure for key, figure in measured.items()}
    figures |= {"database_mb": database.stat().st_size / 1e6, "index_mb": index.stat().st_size / 1e6}
    missed = [figure for figure, most in BARS.items() if figures[figure] > most]
    for figure, most in BARS.items():
        yield f"bar {figure} {figures[figure]:.1f} at most {most}: {'MISSED' if figure in missed else 'met'}"
    said = " ".join(f"{figure}={value:.1f}" for figure, value in figures.items())
    yield f"result: bench-index names={NAMES} {said} bars_missed={len(missed)}"


def accept(lines):
    with open("/proc/cpuinfo") as file:
        model = re.search(r"^model name\s*:\s*(.*)$", file.read(), re.M)[1]
    directory = RESULTS / re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")
    directory.mkdir(exist_ok=True)
    load = " ".join(f"{each:.2f}" for each in os.getloadavg())
    about = [f"# cpu: {model}", f"# command: {COMMAND}", f"# load average: {load}, processors: {os.cpu_count()}"]
    (directory / "index.txt").write_text("\n".join([*about, *lines, ""]))


def main(telos, work):
    lines = []
    with tempfile.TemporaryDirectory(dir=work) as directory:
        for line in run(telos, Path(directory)):
            print(line, flush=True)
            lines.append(line)
    if os.environ.get("ACCEPT") == "1":
        accept(lines)
    return 0 if lines[-1].endswith("bars_missed=0") else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
