# SPDX-License-Identifier: MIT
"""table.py WORK COLUMNS KERNEL...: the table of what run-all.sh measured, its bars, and each cell against bench/results.

A cell is kernel instructions per call in the batch that took least: others hold a timer's tick, RCU callbacks, a slab's refill.
Its spread is how far the least batches of the rounds lie apart. ACCEPT=1 writes the cells to bench/results; without it one
that rose by more than 1 % and its spread fails.
"""
import glob
import os
import re
import sys
from collections import defaultdict

RESULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "results")
COMMAND = "make bench-lsm"
REGRESSION_PERCENT = 1.0
# The table's base: the stock kernel, which lists the BPF LSM, before Telos was ever started. "none" is without bpf.
BASE = "idle"
BARS_KERNEL = "6.12"
# (column, operation, bar, unit): how much a call may cost above the base, in instructions or percent.
BARS = [
    *(("loaded", row, 0, "") for row in ("read", "write", "stat", "open+close", "udp_connect", "tcp_connect", "sendto",
                                         "unix_pair", "fork+exit", "fork+exec")),
    *(("beside", row, 0, "") for row in ("read", "write", "stat", "sendto")),
    ("beside", "open+close", 4.5, "%"), ("beside", "fork+exec", 0.5, "%"),
    ("beside", "udp_connect", 230, ""), ("beside", "tcp_connect", 230, ""),
    ("agent", "read", 0, ""), ("agent", "write", 0, ""),
    ("agent", "open+close", 10, "%"), ("agent", "fork+exec", 1, "%"),
    ("agent", "udp_connect", 300, ""), ("agent", "tcp_connect", 300, ""),
]


class Cell:
    def __init__(self, rounds, calls):
        self.instructions = min(rounds) / calls
        self.spread = (max(rounds) - min(rounds)) / min(rounds) * 100


def read_rows(work):
    with open(f"{work}/rows") as file:
        return {int(row): (name, int(calls), int(batches)) for row, name, calls, batches in map(str.split, file)}


def read_cells(work, kernel, columns, rows):
    """{(operation, column): Cell}; a call that was refused has none."""
    batches = defaultdict(list)
    for path in sorted(glob.glob(f"{work}/{kernel}.*.counts")):
        with open(path) as file:
            for tag, count in map(str.split, file):
                batches[int(tag) >> 16, int(tag) & 0xffff].append(int(count))
    refused = read_refusals(work, kernel)
    cells = {}
    for (column, row), counts in batches.items():
        name, calls, batches_a_round = rows[row]
        if (name, columns[column]) in refused:
            continue
        if len(counts) % batches_a_round:
            raise SystemExit(f"FAIL {kernel}: {name} of {columns[column]} has {len(counts)} batches")
        rounds = [min(counts[i:i + batches_a_round]) for i in range(0, len(counts), batches_a_round)]
        cells[name, columns[column]] = Cell(rounds, calls)
    return cells


def read_refusals(work, kernel):
    refused = {}
    for line in said(work, kernel):
        match = re.fullmatch(r"(\w+) refused (\S+) ?(\S*)", line)
        if match:
            refused[match[2], match[1]] = match[3]
    return refused


def said(work, kernel):
    for path in sorted(glob.glob(f"{work}/{kernel}.*.said")):
        with open(path) as file:
            yield from file.read().splitlines()


def print_table(work, kernel, columns, rows, cells):
    refused = read_refusals(work, kernel)
    print(f"\n# {kernel}: kernel instructions per call; (+N): above {BASE}; ~: largest spread of the row, in percent")
    print(f"{'':18}" + "".join(f"{column:>17}" for column in columns) + "      ~")
    for name, *_ in rows.values():
        base = cells.get((name, BASE)) or cells.get((name, "none"))
        line = f"{name:18}"
        for column in columns:
            cell = cells.get((name, column))
            if cell and column != BASE:
                line += f"{cell.instructions:9.0f}{f'({cell.instructions - base.instructions:+.0f})':>8}"
            else:
                line += f"{f'{cell.instructions:.0f}' if cell else refused.get((name, column), '-'):>17}"
        print(line + f"{max((cells[name, c].spread for c in columns if (name, c) in cells), default=0):7.2f}")


def judge_bars(cells):
    """Whether each bar is met. Half an instruction a call is what a batch's own begin and end may differ by."""
    met = []
    print(f"\n# bars on {BARS_KERNEL}, above {BASE}")
    for column, name, bar, unit in BARS:
        cell, base, without = (cells.get((name, c)) for c in (column, BASE, "none"))
        if not (cell and base and without):
            met.append(False)
            print(f"bar {column:7} {name:12} at most {bar}{unit}: not measured: MISS")
            continue
        extra, above_none = (cell.instructions - other.instructions for other in (base, without))
        if unit == "%":
            extra, above_none = extra / base.instructions * 100, above_none / without.instructions * 100
        met.append(extra <= bar + (0 if unit else 0.5))
        print(f"bar {column:7} {name:12} at most +{bar}{unit}: {extra:+.1f}{unit} ({above_none:+.1f}{unit} above none): "
              f"{'met' if met[-1] else 'MISS'}")
    return met


def cpu_slug():
    with open("/proc/cpuinfo") as file:
        model = re.search(r"^model name\s*:\s*(.*)$", file.read(), re.M)[1]
    return model, re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")


def committed(kernel):
    """(path, cells) to compare with. The guest's processor is emulated: another host's file says the same."""
    own = os.path.join(RESULTS, cpu_slug()[1], f"lsm-{kernel}.tsv")
    path = next((p for p in [own, *sorted(glob.glob(f"{RESULTS}/*/lsm-{kernel}.tsv"))] if os.path.exists(p)), None)
    if not path:
        return None, {}
    with open(path) as file:
        lines = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return path, {(name, column): (float(value), float(spread)) for name, column, value, spread in lines[1:]}


def compare(kernel, cells):
    """How many cells regressed. A cell that is missing was measured once and no longer is: that counts too."""
    path, before = committed(kernel)
    if not path:
        print(f"\n# {kernel}: nothing to compare with in bench/results: ACCEPT=1 writes it")
        return len(cells)
    print(f"\n# {kernel}: against {os.path.relpath(path, os.path.join(RESULTS, '..', '..'))}")
    regressed = 0
    for key in sorted(before.keys() | cells.keys()):
        now, (then, spread) = cells.get(key), before.get(key, (None, 0))
        change = (now.instructions / then - 1) * 100 if now and then else None
        # What its own rounds differ by, a cell may differ by from run to run: nothing at all, for most.
        if change is None or change > REGRESSION_PERCENT + max(spread, now.spread):
            regressed += 1
            print(f"REGRESSED {key[0]} of {key[1]}: {f'{change:+.2f} %' if change is not None else 'not in both'}")
        elif change < -REGRESSION_PERCENT:
            print(f"better {key[0]} of {key[1]}: {change:+.2f} %")
    return regressed


def accept(work, kernel, columns, rows, cells):
    model, slug = cpu_slug()
    release = next(line.split()[-1] for line in said(work, kernel) if line.startswith("# kernel "))
    os.makedirs(os.path.join(RESULTS, slug), exist_ok=True)
    with open(os.path.join(RESULTS, slug, f"lsm-{kernel}.tsv"), "w") as file:
        file.write(f"# cpu: {model}, emulated by QEMU TCG under -icount\n# kernel: {release}\n# command: {COMMAND} ACCEPT=1\n")
        file.write("# columns: see bench/lsm_bench/README.md\n")
        file.write("operation\tcolumn\tinstructions\tspread_percent\n")
        for name, *_ in rows.values():
            for column in columns:
                if (name, column) in cells:
                    cell = cells[name, column]
                    file.write(f"{name}\t{column}\t{cell.instructions:.1f}\t{cell.spread:.2f}\n")


def decisions(work):
    with open(f"{work}/decided") as file:
        return [line.split() for line in file]


def print_decisions(work):
    print(f"\n# natively on {os.uname().release}: nanoseconds per decision (least to most of nine runs)")
    for name, median, least, most in decisions(work):
        print(f"{name:24}{median:>9}  ({least} to {most})")


def accept_decisions(work):
    model, slug = cpu_slug()
    with open(os.path.join(RESULTS, slug, "decisions.tsv"), "w") as file:
        file.write(f"# cpu: {model}\n# kernel: {os.uname().release}\n# command: {COMMAND} ACCEPT=1\n")
        file.write("decision\tnanoseconds\tleast\tmost\n")
        file.writelines("\t".join(row) + "\n" for row in decisions(work))


def main(work, columns, *kernels):
    columns, rows = columns.split(","), read_rows(work)
    measured = {kernel: read_cells(work, kernel, columns, rows) for kernel in kernels}
    regressed, met = 0, []
    for kernel, cells in measured.items():
        print_table(work, kernel, columns, rows, cells)
        if os.environ.get("ACCEPT") == "1":
            accept(work, kernel, columns, rows, cells)
        else:
            regressed += compare(kernel, cells)
    print_decisions(work)
    if os.environ.get("ACCEPT") == "1":
        accept_decisions(work)
    if BARS_KERNEL in measured:
        met = judge_bars(measured[BARS_KERNEL])
    print(f"result: bench-lsm kernels={len(kernels)} cells={sum(map(len, measured.values()))} regressed={regressed} "
          f"bars_met={sum(met)} bars_missed={len(met) - sum(met)}")
    sys.exit(1 if regressed else 0)


main(*sys.argv[1:])
