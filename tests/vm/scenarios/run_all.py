"""All scenarios in one boot. An argument runs only the cases whose name contains it, on whatever kernel."""
import importlib
import os
import sys
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import harness
import machine

THEMES = ["without_daemon", "hyperion", "verbs", "lineage", "exec", "arguments", "network", "inherited", "file_labels",
          "label_holes", "remembered", "taint", "tamper", "names", "expiry", "bad_input", "approvals", "policy",
          "session", "launch", "daemon", "audit_mode"]

# What programs of user space decide is the same on every kernel: each case of these themes runs on one of the two, by a
# checksum of its name, but for those that are marked.
ONCE = ["without_daemon", "verbs", "names", "expiry", "bad_input", "hyperion", "approvals", "policy", "session", "launch",
        "daemon", "audit_mode"]


def runs_here(function):
    theme = function.__module__.split(".")[-1]
    older = os.uname().release.startswith("6.1.")
    return theme not in ONCE or hasattr(function, "each_kernel") or zlib.crc32(function.__name__.encode()) % 2 == older


def main():
    machine.prepare()
    for theme in THEMES:
        importlib.import_module(f"cases.{theme}")
    if not sys.argv[1:]:
        harness.cases[:] = filter(runs_here, harness.cases)
    passed = harness.run_cases(*sys.argv[1:])
    sys.exit(0 if passed else 1)


main()
