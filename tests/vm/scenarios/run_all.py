"""All scenarios in one boot. An argument runs only the cases whose name contains it."""
import importlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import harness
import machine

THEMES = ["without_daemon", "verbs", "lineage", "exec", "arguments", "network", "inherited", "file_labels",
          "label_holes", "remembered", "taint", "tamper", "names", "expiry", "bad_input", "hyperion", "approvals",
          "policy", "daemon", "audit_mode"]


def main():
    machine.prepare()
    for theme in THEMES:
        importlib.import_module(f"cases.{theme}")
    passed = harness.run_cases(*sys.argv[1:])
    sys.exit(0 if passed else 1)


main()
