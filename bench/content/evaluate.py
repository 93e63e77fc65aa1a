# SPDX-License-Identifier: MIT
"""What telos scan finds in the pages of the browser extension's evaluation, without a browser, beside the bars.

evaluate.py [--self-test] TELOS PAGES. --self-test: that the measure notices a scan that takes a page for plain text, to which
nothing is hidden. ACCEPT=1 keeps the figures in bench/results/content.txt. Ends in "result: eval-content ...".
"""
import glob
import json
import os
import re
import subprocess
import sys

RESULTS = "bench/results/content.txt"
RECALL_MIN = 0.95
LEVELS = ["LOW", "MEDIUM", "HIGH", "CRITICAL"]
WANTED = {"critical": "CRITICAL", "high": "HIGH", "medium": "MEDIUM", "clean": "LOW"}
# What a script makes, or another document has, is not in the page.
ELSEWHERE = re.compile(r"<script(?![^>]*json)|<iframe[^>]*\ssrc=")


def judged(telos, path, words):
    done = subprocess.run([telos, "scan", "--json", *words, path], capture_output=True, text=True, timeout=60, check=False)
    verdict = json.loads(done.stdout)
    level = verdict["level"]
    if done.returncode != (10 if LEVELS.index(level) >= LEVELS.index("HIGH") else 0) or not verdict["complete"]:
        sys.exit(f"{path}: exit {done.returncode} with {level}: {done.stderr}")
    return level


def rows_of(telos, pages, words):
    rows = []
    for path in sorted(glob.glob(f"{pages}/*/*/*.html")):
        part, kind, name = path.split("/")[-3:]
        with open(path, encoding="utf-8") as file:
            needs_browser = ELSEWHERE.search(file.read()) is not None
        rows.append({"part": part, "kind": kind, "name": name, "needs_browser": needs_browser, "level": judged(telos, path, words)})
    return rows


def share(rows):
    """Of those that are found at their level or above: what is hidden and was found as if it were not has been missed."""
    found = [row for row in rows if LEVELS.index(row["level"]) >= LEVELS.index(WANTED[row["kind"]])]
    return len(found) / len(rows) if rows else 0.0


def figures_of(rows):
    poisoned = [row for row in rows if row["kind"] in ("critical", "high")]
    clean = [row["level"] for row in rows if row["kind"] == "clean"]
    medium = [row for row in rows if row["kind"] == "medium"]
    return {
        "pages": len(rows),
        "poisoned": len(poisoned),
        "needing_a_browser": sum(row["needs_browser"] for row in poisoned),
        "clean": len(clean),
        "recall": share([row for row in poisoned if not row["needs_browser"]]),
        "recall_of_all": share(poisoned),
        "medium": sum(row["level"] == "MEDIUM" for row in medium) / len(medium),
        "false_high": sum(LEVELS.index(level) >= LEVELS.index("HIGH") for level in clean),
        "false_medium": clean.count("MEDIUM"),
    }


def line(figures):
    return " ".join(f"{name}={figure:.3f}" if isinstance(figure, float) else f"{name}={figure}" for name, figure in figures.items())


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = re.search(r"model name\s*:\s*(.*)", file.read())
    return [f"# cpu: {model[1] if model else 'unknown'}", "# command: ACCEPT=1 make eval-content"]


def main():
    is_self_test = sys.argv[1] == "--self-test"
    telos, pages = sys.argv[-2:]
    rows = rows_of(telos, pages, ["--type", "text"] if is_self_test else [])
    if is_self_test:
        figures = figures_of(rows)
        is_noticed = figures["recall"] < RECALL_MIN
        print(f"blind: {line(figures)}")
        print(f"result: eval-content-self-test passed={int(is_noticed)} failed={int(not is_noticed)}")
        return is_noticed
    for row in rows:
        if row["level"] != WANTED[row["kind"]]:
            why = " (needs a browser)" if row["needs_browser"] else ""
            print(f"{row['part']}/{row['kind']}/{row['name']}: {row['level']}, wanted {WANTED[row['kind']]}{why}")
    parts = {part: figures_of([row for row in rows if row["part"] == part]) for part in ("dev", "held")}
    every = figures_of(rows)
    bars = [*((f"{part} recall >= {RECALL_MIN}", figures["recall"] >= RECALL_MIN) for part, figures in parts.items()),
            ("false_high = 0", every["false_high"] == 0), ("medium = 1", every["medium"] == 1)]
    met = sum(is_met for _, is_met in bars)
    lines = [*(f"{part}: {line(figures)}" for part, figures in parts.items()),
             *(f"bar {bar}: {'met' if is_met else 'MISSED'}" for bar, is_met in bars),
             f"result: eval-content pages={every['pages']} poisoned={every['poisoned']} recall={every['recall']:.3f} "
             f"recall_of_all={every['recall_of_all']:.3f} false_high={every['false_high']} passed={met} failed={len(bars) - met}"]
    print("\n".join(lines))
    if os.environ.get("ACCEPT") == "1":
        with open(RESULTS, "w", encoding="utf-8") as file:
            file.write("\n".join([*machine(), *lines, ""]))
    return met == len(bars)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
