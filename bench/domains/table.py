# SPDX-License-Identifier: MIT
"""What was caught of each technique, what was not to be, and the bars (README.md)."""
import os
from collections import Counter
from typing import NamedTuple

RESULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../results/domains-eval.tsv")
COMMAND = "make eval-domains ACCEPT=1"
VERDICTS = ("DENY", "ESCALATE", "ALLOW")
# The program has an answer for it, but no verdict: no host can have that name.
NO_NAME = "NO_NAME"
SQUATS = ("squat", "idn-unsafe", "pkg-squat")
WEIGHTED = "weighted"

# Shares of the squats that were found in the wild, in percent, and the techniques that each stands for. The data's README
# has 11.6 % within one edit, 30.7 % within two, 22.0 % at three to four, 32.0 % brand plus word, 10.5 % typo plus word;
# what is left goes to the other techniques.
CLASSES = [
    (11.6, ("homoglyph", "omission", "insertion", "addition", "repetition", "hyphenation", "transposition", "replacement")),
    (19.1, ("edit2",)),
    (22.0, ("edit3-4",)),
    (32.0, ("combosquat",)),
    (10.5, ("typo+combo",)),
    (4.8, ("idn", "idn+typo", "idn+combo", "levelsquat", "tld-swap", "target-embedding")),
]


class Bar(NamedTuple):
    part: str
    label: str
    # Empty: all of the label.
    technique: str
    # caught: at least; DENY and ESCALATE: at most.
    metric: str
    percent: float


BARS = [
    *(Bar(part, "squat", technique, "caught", 99.0) for part in ("typosquat", "dnstwist")
      for technique in ("homoglyph", "omission", "transposition", "insertion", "replacement", "bitsquat", "idn")
      if (part, technique) != ("typosquat", "bitsquat")),
    Bar("typosquat", "idn-unsafe", "", "caught", 99.0),
    Bar("typosquat", "squat", "combosquat", "caught", 95.0),
    Bar("dnstwist", "squat", "combosquat", "caught", 95.0),
    Bar("typosquat", "squat", WEIGHTED, "caught", 90.0),
    Bar("typosquat", "benign", "", "DENY", 0.5),
    Bar("popular", "popular", "", "DENY", 0.01),
    Bar("popular", "popular", "", "ESCALATE", 0.2),
]


def count(rows, verdicts):
    """{(part, label, technique): Counter of verdicts}, and under an empty technique those of all the label."""
    counts = {}
    for row, verdict in zip(rows, verdicts, strict=True):
        for technique in {row.technique, ""}:
            counts.setdefault((row.part, row.label, technique), Counter())[verdict] += 1
    return counts


def judged(counter):
    return sum(counter[verdict] for verdict in VERDICTS)


def percent(counter, metric):
    """None: nothing was judged."""
    number = counter["DENY"] + counter["ESCALATE"] if metric == "caught" else counter[metric]
    return 100 * number / judged(counter) if judged(counter) else None


def weighted(counts, part, metric):
    """None when a class has no rows: its share would be nobody's."""
    total = 0
    for share, techniques in CLASSES:
        pooled = sum((counts.get((part, "squat", technique), Counter()) for technique in techniques), Counter())
        value = percent(pooled, metric)
        if value is None:
            return None
        total += share * value / 100
    return total


def value_of(bar, counts):
    if bar.technique == WEIGHTED:
        return weighted(counts, bar.part, bar.metric)
    return percent(counts.get((bar.part, bar.label, bar.technique), Counter()), bar.metric)


def is_met(bar, counts):
    value = value_of(bar, counts)
    return value is not None and (value >= bar.percent if bar.metric == "caught" else value <= bar.percent)


def bars_of(parts):
    return [bar for bar in BARS if bar.part in parts]


def bars_said(bars, key, counts):
    return " ".join(f"{bar.metric}{'>=' if bar.metric == 'caught' else '<='}{bar.percent:g}%:"
                    f"{'met' if is_met(bar, counts) else 'MISS'}" for bar in bars if bar[:3] == key) or "-"


def share(value):
    return "-" if value is None else f"{value:.2f}" if value >= 1 or value == 0 else f"{value:.3f}"


def lines(counts):
    """Fields of a table of all that was judged, its head first."""
    parts = {part for part, _, _ in counts}
    yield ["part", "label", "technique", "rows", *VERDICTS, NO_NAME, "caught_percent", "deny_percent", "bars"]
    for key in sorted(counts):
        counter = counts[key]
        part, label, technique = key
        yield [part, label, technique or "(all)", str(sum(counter.values())),
               *(str(counter[verdict]) for verdict in (*VERDICTS, NO_NAME)), share(percent(counter, "caught")),
               share(percent(counter, "DENY")), bars_said(bars_of(parts), key, counts)]
    for bar in bars_of(parts):
        if bar.technique == WEIGHTED:
            yield [bar.part, bar.label, WEIGHTED, *["-"] * 5, share(weighted(counts, bar.part, "caught")),
                   share(weighted(counts, bar.part, "DENY")), bars_said([bar], bar[:3], counts)]


def show(counts):
    for part, label, technique, *numbers, bars in lines(counts):
        print(f"{part:11}{label:12}{technique:18}" + "".join(f"{number:>15}" for number in numbers) + f"  {bars}")


def accept(counts, about):
    with open(RESULTS, "w", encoding="ascii") as file:
        file.write("".join(f"# {line}\n" for line in (f"command: {COMMAND}", *about)))
        file.writelines("\t".join(line) + "\n" for line in lines(counts))
