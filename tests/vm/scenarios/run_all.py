"""All scenarios in one boot. An argument runs only the cases whose name contains it, on whatever kernel."""
import importlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import harness
import machine

THEMES = ["without_daemon", "verbs", "lineage", "exec", "arguments", "network", "inherited", "file_labels",
          "label_holes", "remembered", "taint", "tamper", "names", "expiry", "bad_input", "hyperion", "approvals",
          "policy", "session", "launch", "daemon", "audit_mode"]

# What the daemon alone decides is the same on every kernel: each of these runs on one.
ON_6_1 = ["daemon", "policy"]
ON_OTHERS = ["bad_input", "approvals", "session", "launch"]


def themes_here():
    elsewhere = ON_OTHERS if os.uname().release.startswith("6.1.") else ON_6_1
    return [theme for theme in THEMES if theme not in elsewhere]


def main():
    machine.prepare()
    for theme in THEMES if sys.argv[1:] else themes_here():
        importlib.import_module(f"cases.{theme}")
    passed = harness.run_cases(*sys.argv[1:])
    sys.exit(0 if passed else 1)


main()
