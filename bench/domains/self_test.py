# SPDX-License-Identifier: MIT
"""The evaluation's negative controls: a judge that lets everything through, or nothing, has to miss the bars."""
import os
import tempfile

import rows as names
import table
from rows import Row


def check_blind(rows, bars):
    """On the very rows of the evaluation. A bar that a blind judge meets says nothing."""
    for verdict, misses in (("ALLOW", ("caught",)), ("DENY", ("DENY",)), ("ESCALATE", ("ESCALATE",))):
        counts = table.count(rows, [verdict] * len(rows))
        met = [bar for bar in bars if bar.metric in misses and table.is_met(bar, counts)]
        if met:
            raise AssertionError(f"who answers {verdict} to everything meets {met}")


def squats(verdicts):
    """A row of each class and technique that a bar is about, and their verdicts."""
    keys = {bar[:3] for bar in table.BARS if bar.technique not in ("", table.WEIGHTED)}
    keys |= {("typosquat", "squat", technique) for _, techniques in table.CLASSES for technique in techniques}
    keys |= {("typosquat", "idn-unsafe", "x"), ("typosquat", "benign", "x"), ("popular", "popular", "x")}
    rows = [Row(*key, "example.com") for key in sorted(keys)]
    return rows, [verdicts[row.label in table.SQUATS] for row in rows]


def bars_met(rows, verdicts):
    counts = table.count(rows, verdicts)
    return sum(table.is_met(bar, counts) for bar in table.BARS)


def test_good_judge_meets_all():
    assert bars_met(*squats(("ALLOW", "DENY"))) == len(table.BARS)
    assert bars_met(*squats(("ALLOW", "ESCALATE"))) == len(table.BARS)


def test_blind_judges_miss():
    recall = sum(bar.metric == "caught" for bar in table.BARS)
    assert bars_met(*squats(("ALLOW", "ALLOW"))) == len(table.BARS) - recall
    # All that a bar on ESCALATE is about was denied.
    assert bars_met(*squats(("DENY", "DENY"))) == recall + 1
    check_blind(squats(("ALLOW", "DENY"))[0], table.BARS)


def test_check_blind_sees_a_bar_that_all_meet():
    rows, _ = squats(("ALLOW", "DENY"))
    try:
        check_blind(rows, [table.Bar("typosquat", "squat", "omission", "caught", 0.0)])
    except AssertionError:
        return
    raise ValueError("a bar of 0 % was let pass")


def test_nothing_judged_meets_nothing():
    assert bars_met([], []) == 0
    assert bars_met(*squats((table.NO_NAME, table.NO_NAME))) == 0


def test_limits_are_met_by_what_lies_on_them():
    bar = table.Bar("typosquat", "squat", "omission", "caught", 99.0)
    rows = [Row("typosquat", "squat", "omission", "example.com")] * 100
    assert table.is_met(bar, table.count(rows, ["DENY"] * 98 + ["ESCALATE", "ALLOW"]))
    assert not table.is_met(bar, table.count(rows, ["DENY"] * 97 + ["ESCALATE", "ALLOW", "ALLOW"]))
    # Two that no host can have do not count.
    assert table.is_met(bar, table.count(rows, ["DENY"] * 98 + [table.NO_NAME] * 2))


def test_weights_are_shares_of_all():
    assert abs(sum(share for share, _ in table.CLASSES) - 100) < 1e-9
    rows, verdicts = squats(("ALLOW", "DENY"))
    missed = ["ALLOW" if row.technique == "combosquat" else verdict for row, verdict in zip(rows, verdicts)]
    assert abs(table.weighted(table.count(rows, missed), "typosquat", "caught") - 68) < 1e-9


def test_typosquat_rows_are_read():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "typosquat.tsv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("domain\tlabel\ttechnique\ttarget\tsource\n"
                       "g00gle.com\tsquat\tascii-homoglyph\tgoogle.com\tx\nevil.com\tphish-nolookalike\tnone\t\tx\n"
                       "xn--a.com\tidn-unsafe\tidn-unicode:\"a.com\t\tx\n")
        assert list(names.of_typosquat(path)) == [Row("typosquat", "squat", "homoglyph", "g00gle.com"),
                                                  Row("typosquat", "idn-unsafe", "idn-unicode", "xn--a.com")]


def test_filters_name_their_sites():
    with tempfile.TemporaryDirectory() as folder:
        for name in names.FILTERS:
            os.makedirs(os.path.dirname(f"{folder}/{name}"), exist_ok=True)
            with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
                file.write("! no.example##.ad\n" if name != names.FILTERS[0] else
                           "a.example,~b.example##.ad\n||ads.example^$script,domain=c.example|~d.example\n||e.example^\n##.ad\n")
        assert [site for site in names.filtered_sites(folder) if site] == ["a.example", "~b.example", "c.example", "~d.example"]


def test_known_names_are_left_out_with_all_below():
    assert names.is_known("a.github.io", {"github.io"}) and names.is_known("github.io", {"github.io"})
    assert not names.is_known("mygithub.io", {"github.io"})


def run():
    """How many cases there are; the first that does not hold ends the program."""
    cases = [case for name, case in sorted(globals().items()) if name.startswith("test_")]
    for case in cases:
        case()
    return len(cases)
