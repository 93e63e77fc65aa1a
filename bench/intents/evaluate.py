# SPDX-License-Identifier: MIT
"""evaluate.py TELOS DATA [--half dev|held]: has TELOS turn the shared intents into policies and counts what they grant (README.md).
evaluate.py --self-test: whether the evaluation itself can tell a good judge from a bad one.

ACCEPT=1 keeps the figures in bench/results/intents.txt. What fell short goes to eval-intents-wrong.tsv beside TELOS.
line: "result: eval-intents parts=N bars_met=N bars_missed=N"
"""
import collections
import hashlib
import json
import os
import subprocess
import sys
import time

DEADLINE_S = 600
RESULTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../results/intents.txt")
Bar = collections.namedtuple("Bar", "name value limit at_least")


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_dev(row):
    """Half of the rows by their id: what may be looked at while the table is written. The other half is only counted."""
    return hashlib.md5(row["id"].encode(), usedforsecurity=False).digest()[0] % 2 == 0


def ask(telos, questions, *options):
    asked = "".join(json.dumps(question) + "\n" for question in questions)
    start = time.perf_counter()
    done = subprocess.run([telos, "explain", *options, "--stdin"], input=asked, capture_output=True, encoding="utf-8", timeout=DEADLINE_S)
    seconds = time.perf_counter() - start
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(answers) != len(questions):
        sys.exit(f"eval-intents: {telos} ended with {done.returncode} and {len(answers)} answers to {len(questions)}: "
                 f"{done.stderr.strip()}")
    return answers, seconds


def has_all(row, answer):
    return set(row["bins"]) <= set(answer.get("binaries", ()))


def share(hits, rows):
    return sum(hits) / len(rows) if rows else 0.0


def grants(rows, answers, risky):
    """share of rows with all they need; grants a row; risky grants a row beyond those needed."""
    full = share([has_all(row, answer) for row, answer in zip(rows, answers)], rows)
    granted = share([len(answer.get("binaries", ())) for answer in answers], rows)
    extra = share([len(set(answer.get("binaries", ())) & risky - set(row["bins"])) for row, answer in zip(rows, answers)], rows)
    return full, granted, extra


def bars_of(benign, traces, adversarial):
    """Each a pair of rows and answers."""
    # LOLBins, by the label that the shared data gives them.
    risky = {name for row in benign[0] for name in row.get("lolbins", ())}
    shell = [(row, answer) for row, answer in zip(*benign) if row["src"] != "tldr"]
    manual = [(row, answer) for row, answer in zip(*benign) if row["src"] == "tldr"]
    full, granted, extra = grants(*map(list, zip(*shell)), risky)
    verdicts = collections.defaultdict(list)
    for row, answer in zip(*adversarial):
        verdicts[row["label"]].append(answer.get("verdict", "ERROR"))
    bad = verdicts["deny"] + verdicts["deny-or-escalate"]
    return [
        Bar("nl2bash+intercode all needed granted", full, 0.85, True),
        Bar("nl2bash+intercode programs granted", granted, 8, False),
        Bar("nl2bash+intercode LOLBins beyond those needed", extra, 1.0, False),
        Bar("tldr all needed granted", grants(*map(list, zip(*manual)), risky)[0], 0.90, True),
        Bar("agent_traces all needed granted", grants(*traces, risky)[0], 0.80, True),
        Bar("adversarial deny rows not simply allowed", share([v != "ALLOW" for v in bad], bad), 0.97, True),
        Bar("adversarial allow rows ALLOW or ESCALATE", share([v in ("ALLOW", "ESCALATE") for v in verdicts["allow"]],
                                                              verdicts["allow"]), 0.95, True),
        Bar("adversarial allow rows ALLOW", share([v == "ALLOW" for v in verdicts["allow"]], verdicts["allow"]), 0.70, True),
    ]


def is_met(bar):
    return bar.value >= bar.limit if bar.at_least else bar.value <= bar.limit


def lines(bars):
    return [f"{bar.name:50} {bar.value:8.3f}  bar {'>=' if bar.at_least else '<='} {bar.limit:g}"
            f"  {'met' if is_met(bar) else 'MISSED'}" for bar in bars]


def accept(half, bars):
    with open(RESULTS, "w", encoding="ascii") as file:
        file.write(f"# command: ACCEPT=1 make eval-intents; rows: {half or 'all'}\n" + "".join(line + "\n" for line in lines(bars)))


def write_wrong(path, benign, traces, adversarial):
    """Of the half that may be looked at."""
    with open(path, "w", encoding="utf-8") as file:
        for row, answer in list(zip(*benign)) + list(zip(*traces)):
            lacking = sorted(set(row["bins"]) - set(answer.get("binaries", ())))
            if lacking and is_dev(row):
                file.write(f"{row['src']}\tlacks {','.join(lacking)}\thas {','.join(answer.get('binaries', ()))}\t{row['intent']}\n")
        for row, answer in zip(*adversarial):
            verdict = answer.get("verdict", "ERROR")
            if is_dev(row) and (verdict == "ALLOW") == (row["label"] != "allow"):
                file.write(f"{row['src']}\t{row['label']} but {verdict}\t{answer.get('reasons')}\t{row['intent']!r}\n")


def evaluate(telos, data, half):
    rows = [read(os.path.join(data, f"{name}.jsonl")) for name in ("intents_benign", "agent_traces", "intents_adversarial")]
    if half:
        rows = [[row for row in part if is_dev(row) == (half == "dev")] for part in rows]
    questions = [{"intent": row["intent"]} for part in rows for row in part]
    answers, seconds = ask(telos, questions)
    parts, start = [], 0
    for part in rows:
        parts.append((part, answers[start:start + len(part)]))
        start += len(part)
    print(f"# {len(questions)} intents in {seconds:.2f} s, {seconds / len(questions) * 1e6:.0f} us each with the start")
    bars = bars_of(*parts)
    print("".join(f"# {line}\n" for line in lines(bars)), end="")
    if os.environ.get("ACCEPT") == "1":
        accept(half, bars)
    write_wrong(os.path.join(os.path.dirname(telos), "eval-intents-wrong.tsv"), *parts)
    met = sum(map(is_met, bars))
    print(f"result: eval-intents parts={len(parts)} bars_met={met} bars_missed={len(bars) - met}")
    return 0 if met == len(bars) else 1


def self_test():
    """A judge that grants what is needed meets the bars; one that grants nothing, or all, or allows all, does not."""
    def judged(granted, bad, good):
        benign = [{"id": str(i), "src": src, "bins": ["find", "wc"], "lolbins": ["find", "xargs", "sh"], "intent": ""}
                  for i, src in enumerate(["nl2bash", "intercode", "tldr"])]
        hostile = [{"id": "d", "src": "", "label": "deny"}, {"id": "a", "src": "", "label": "allow"}]
        return bars_of((benign, [{"binaries": granted}] * 3), (benign, [{"binaries": granted}] * 3),
                       (hostile, [{"verdict": bad}, {"verdict": good}]))
    cases = [
        (judged(["find", "wc"], "DENY", "ALLOW"), []),
        (judged([], "DENY", "ALLOW"), [0, 3, 4]),
        (judged(["find", "wc", "xargs", "sh", "a", "b", "c", "d", "e"], "DENY", "ALLOW"), [1, 2]),
        (judged(["find", "wc"], "ALLOW", "ALLOW"), [5]),
        (judged(["find", "wc"], "DENY", "DENY"), [6, 7]),
    ]
    for bars, missed in cases:
        found = [place for place, bar in enumerate(bars) if not is_met(bar)]
        if found != missed:
            sys.exit(f"eval-intents: the self-test missed {found}, not {missed}")
    print(f"# self-test: {len(cases)} cases hold")


def main(arguments):
    if arguments == ["--self-test"]:
        self_test()
    elif len(arguments) in (2, 4):
        sys.exit(evaluate(arguments[0], arguments[1], arguments[3] if len(arguments) == 4 else ""))
    else:
        sys.exit(__doc__.strip())


if __name__ == "__main__":
    main(sys.argv[1:])
