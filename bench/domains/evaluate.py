# SPDX-License-Identifier: MIT
"""evaluate.py TELOS DATA CACHE: has TELOS judge names of which is known what they are (README.md), and prints what it caught.
evaluate.py --self-test: whether the evaluation itself can tell a good judge from a bad one.

What was judged wrongly goes to eval-domains-wrong.tsv beside TELOS.
line: "result: eval-domains parts=N bars_met=N bars_missed=N"
"""
import hashlib
import json
import os
import subprocess
import sys

import rows as names
import self_test
import table

DEADLINE_S = 600


def judge(telos, rows):
    """A verdict for each row, in order."""
    asked = "".join(row.name + "\n" for row in rows)
    done = subprocess.run([telos, "domain", "--stdin"], input=asked, capture_output=True, encoding="utf-8", timeout=DEADLINE_S)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(answers) != len(rows):
        sys.exit(f"eval-domains: {telos} ended with {done.returncode} and {len(answers)} answers to {len(rows)} names: "
                 f"{done.stderr.strip()}")
    return answers


def verdict_of(answer):
    return table.NO_NAME if "error" in answer else answer["verdict"]


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_wrong(path, rows, answers):
    with open(path, "w", encoding="utf-8") as file:
        file.write("part\tlabel\ttechnique\tname\tverdict\tscore\timitates\tfound\treasons\n")
        for row, answer in zip(rows, answers, strict=True):
            verdict = verdict_of(answer)
            if (verdict == "ALLOW") if row.label in table.SQUATS else verdict in ("DENY", "ESCALATE"):
                file.write("\t".join([*row, verdict, str(answer["score"]), answer.get("imitates", ""),
                                      answer.get("technique", ""), ",".join(answer["reasons"])]) + "\n")


def evaluate(telos, data, cache):
    """The exit status: 0 if no bar is missed."""
    rows, said, absent = names.read(data, cache)
    about = [f"telos: sha256 {sha256(telos)}", *said]
    print("".join(f"# {line}\n" for line in about), flush=True)
    answers = judge(telos, rows)
    counts = table.count(rows, map(verdict_of, answers))
    table.show(counts)
    write_wrong(os.path.join(os.path.dirname(telos), "eval-domains-wrong.tsv"), rows, answers)
    parts = {row.part for row in rows}
    self_test.check_blind(rows, table.bars_of(parts))
    if os.environ.get("ACCEPT") == "1":
        if absent:
            sys.exit("eval-domains: not written to bench/results, as a part is not there")
        table.accept(counts, about)
    met = [table.is_met(bar, counts) for bar in table.bars_of(parts)]
    print(f"result: eval-domains parts={len(parts)} {''.join(f'{part}=absent ' for part in absent)}"
          f"bars_met={sum(met)} bars_missed={len(met) - sum(met)}")
    return 0 if met and all(met) else 1


def main(arguments):
    if arguments == ["--self-test"]:
        print(f"# self-test: {self_test.run()} cases hold")
    elif len(arguments) == 3:
        sys.exit(evaluate(*arguments))
    else:
        sys.exit(__doc__.strip())


main(sys.argv[1:])
