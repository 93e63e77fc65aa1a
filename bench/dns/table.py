# SPDX-License-Identifier: MIT
"""The table of what was measured, its bars, and Telos' cells against bench/results.

What is compared with the committed run is the ratio to the reference of the same row and run, which a slower machine
leaves alone. ACCEPT=1 writes the cells to bench/results.
"""
import os
import re
from statistics import median

RESULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "results")
COMMAND = "make bench-dns"
# Not what an exception ends with.
MISSED = 3
# The anchors' runs, quiet and loaded, lay as far apart.
REGRESSION_PERCENT = 15.0
# Of one core. Above it, a row measured the neighbours too.
NOISY_PERCENT = 25.0
METRICS = {"cpu_us": 2, "answers_per_s": 0, "p50_us": 2, "p99_us": 2, "p999_us": 2, "rss_mb": 1, "start_ms": 1,
           "others_percent": 0}
# What is compared: (row, side, metric, reference side).
COMPARED = [
    ("deny_tiny", "telos", "cpu_us", "dnsdist"), ("deny_tiny_edns", "telos", "cpu_us", "dnsdist"),
    ("deny_1m", "telos", "cpu_us", "dnsdist"), ("deny_1m", "telos", "rss_mb", "dnsdist"),
    ("cache_hit", "telos", "cpu_us", "dnsdist"), ("miss", "telos", "cpu_us", "dnsdist"),
    ("one_outstanding", "telos_deny", "p50_us", "unbound_cache"), ("one_outstanding", "telos_cache", "p50_us", "unbound_cache"),
    ("tcp_cache_hit", "telos", "cpu_us", "dnsdist"), ("start_1m", "telos", "start_ms", "dnsdist"),
]
# (row, side, metric, factor, reference side) or (row, side, metric, limit, None).
BARS = [
    ("deny_tiny", "telos", "cpu_us", 1, "dnsdist"),
    ("deny_1m", "telos", "cpu_us", 4.0, None),
    ("deny_1m", "telos", "cpu_us", 0.5, "dnsdist"),
    ("cache_hit", "telos", "cpu_us", 1, "dnsdist"),
    ("miss", "telos", "cpu_us", 1, "dnsdist"),
    ("deny_1m", "telos", "rss_mb", 40, None),
    ("one_outstanding", "telos_deny", "p50_us", 1, "unbound_cache"),
    ("one_outstanding", "telos_cache", "p50_us", 1, "unbound_cache"),
]


def middle(cells, row, side, metric):
    values = cells.get((row, side), {}).get(metric)
    return median(values) if values else None


def print_table(cells):
    print(f"\n{'row':16}{'side':15}" + "".join(f"{metric:>15}" for metric in METRICS))
    for (row, side), metrics in cells.items():
        print(f"{row:16}{side:15}" + "".join(
            f"{f'{median(metrics[metric]):.{digits}f}' if metric in metrics else '-':>15}" for metric, digits in METRICS.items()))


def noisy_rows(cells):
    return sorted({row for (row, _), metrics in cells.items() if median(metrics.get("others_percent", [0])) > NOISY_PERCENT})


def judge_bars(cells):
    met = []
    print("\n# bars, medians of one run")
    for row, side, metric, factor, reference in BARS:
        value = middle(cells, row, side, metric)
        base = middle(cells, row, reference, metric) if reference else 1
        name = f"bar {row} {side} {metric} at most {factor:g}{f' x {reference}' if reference else ''}"
        if value is None or base is None:
            met.append(False)
            print(f"{name}: not measured: MISS")
            continue
        met.append(value <= factor * base)
        ratio = f" (x {value / base:.2f} of {base:.2f})" if reference else ""
        print(f"{name}: {value:.2f}{ratio}: {'met' if met[-1] else 'MISS'}")
    return met


def cpu_slug():
    with open("/proc/cpuinfo") as file:
        model = re.search(r"^model name\s*:\s*(.*)$", file.read(), re.M)[1]
    return model, re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")


def committed_path():
    return os.path.join(RESULTS, cpu_slug()[1], "dns.tsv")


def committed():
    """{(row, side): {metric: [median]}} of this kind of processor; times of another say nothing here."""
    cells = {}
    with open(committed_path()) as file:
        lines = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    for row, side, metric, value, *_ in lines[1:]:
        cells.setdefault((row, side), {})[metric] = [float(value)]
    return cells


def compare(cells):
    """How many ratios rose. One that was measured and no longer is counts too."""
    if not os.path.exists(committed_path()):
        print("\n# nothing to compare with for this processor in bench/results: ACCEPT=1 writes it")
        return 0
    before = committed()
    print("\n# against bench/results")
    regressed = 0
    for row, side, metric, reference in COMPARED:
        now, base, then, base_then = (middle(run, row, one, metric) for run in (cells, before) for one in (side, reference))
        if then is None or base_then is None:
            continue
        change = (now / base / (then / base_then) - 1) * 100 if now is not None and base else None
        if change is None or change > REGRESSION_PERCENT:
            regressed += 1
            print(f"REGRESSED {row} {side} {metric}: {f'{change:+.1f} %' if change is not None else 'not measured'}")
        elif change < -REGRESSION_PERCENT:
            print(f"better {row} {side} {metric}: {change:+.1f} %")
    return regressed


def accept(cells, about):
    os.makedirs(os.path.dirname(committed_path()), exist_ok=True)
    with open(committed_path(), "w") as file:
        file.write("".join(f"# {line}\n" for line in (f"cpu: {cpu_slug()[0]}", *about, f"command: {COMMAND} ACCEPT=1")))
        file.write("row\tside\tmetric\tmedian\tleast\tmost\n")
        for (row, side), metrics in cells.items():
            for metric, digits in METRICS.items():
                values = metrics.get(metric)
                if values:
                    cell = "\t".join(f"{value:.{digits}f}" for value in (median(values), min(values), max(values)))
                    file.write(f"{row}\t{side}\t{metric}\t{cell}\n")


def show(cells, void, about):
    """The exit status: 0 if no row is void, no bar missed and nothing regressed, or else MISSED."""
    print_table(cells)
    noisy = noisy_rows(cells)
    for row in noisy:
        print(f"NOISY {row}: others took over {NOISY_PERCENT:.0f} % of a core")
    met, regressed, refused = judge_bars(cells), 0, 0
    if os.environ.get("ACCEPT") != "1":
        regressed = compare(cells)
    elif void or noisy:
        refused = 1
        print("\n# not written to bench/results: some rows are void or noisy")
    else:
        accept(cells, about)
    missed = len(met) - sum(met)
    print(f"result: bench-dns cells={sum(map(len, cells.values()))} void={len(void)} noisy={len(noisy)} "
          f"regressed={regressed} bars_met={sum(met)} bars_missed={missed}")
    return MISSED if void or regressed or refused or missed else 0
