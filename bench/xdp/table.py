# SPDX-License-Identifier: MIT
"""table.py MEASURED: the table of what measure.c printed, and whether a cell is slower than xdp-filter's.

What test_run itself takes is measured in turns with the programs and taken off. ACCEPT=1 writes bench/results.
"""
import os
import re
import sys

RESULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "results")
COMMAND = "make bench-xdp"
FLOOR, OURS, THEIRS = "floor", "telos", "xdp-filter"
# test_run says whole nanoseconds, and each side's median stands a floor's median off: so far apart is not apart.
MARGIN_NS = 2.0


def cpu_slug():
    with open("/proc/cpuinfo") as file:
        model = re.search(r"^model name\s*:\s*(.*)$", file.read(), re.M)[1]
    return model, re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")


def read_cells(path):
    """{row: {side: (median, least, most)}}, in the order of the file."""
    cells = {}
    with open(path) as file:
        for row, side, *values in map(str.split, file):
            cells.setdefault(row, {})[side] = tuple(map(float, values))
    return cells


def net(sides, side):
    return sides[side][0] - sides[FLOOR][0]


def print_table(cells):
    """Returns the rows in which Hyperion is slower."""
    slower = []
    print(f"# {os.uname().release}: nanoseconds a packet above test_run's own (median; least to most as measured)")
    print(f"{'':20}{FLOOR:>7}{OURS:>8}{'':>17}{THEIRS:>12}")
    for row, sides in cells.items():
        line = f"{row:20}{sides[FLOOR][0]:7.1f}{net(sides, OURS):8.1f}{f'({sides[OURS][1]:.0f} to {sides[OURS][2]:.0f})':>17}"
        if THEIRS in sides:
            line += f"{net(sides, THEIRS):12.1f}{f'({sides[THEIRS][1]:.0f} to {sides[THEIRS][2]:.0f})':>17}"
            if net(sides, OURS) > net(sides, THEIRS) + MARGIN_NS:
                slower.append(row)
                line += " SLOWER"
        print(line)
    return slower


def accept(cells):
    model, slug = cpu_slug()
    os.makedirs(os.path.join(RESULTS, slug), exist_ok=True)
    with open(os.path.join(RESULTS, slug, "xdp.tsv"), "w") as file:
        file.write(f"# cpu: {model}\n# kernel: {os.uname().release}\n# command: {COMMAND} ACCEPT=1\n")
        file.write("row\tside\tnanoseconds\tleast\tmost\n")
        for row, sides in cells.items():
            for side, values in sides.items():
                file.write("\t".join([row, side, *(f"{value:.1f}" for value in values)]) + "\n")


def main(path):
    cells = read_cells(path)
    slower = print_table(cells)
    if os.environ.get("ACCEPT") == "1":
        accept(cells)
    print(f"result: bench-xdp cells={sum(map(len, cells.values()))} slower={len(slower)}")
    sys.exit(1 if slower else 0)


main(*sys.argv[1:])
