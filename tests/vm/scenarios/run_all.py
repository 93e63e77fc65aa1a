"""All scenarios in one boot. An argument runs only the cases whose name contains it, on whatever kernel."""
import importlib
import os
import sys
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import harness
import machine

THEMES = ["without_daemon", "hyperion", "verbs", "lineage", "joining", "containers", "engines", "image", "exec", "arguments",
          "network", "inherited", "file_labels", "label_holes", "remembered", "taint", "tamper", "names", "expiry",
          "bad_input", "approvals", "policy", "session", "audit", "metrics", "dash", "doctor", "prove", "pages", "mirage",
          "in_place", "server_names", "vulnerable_agent", "clients", "mcp", "launch", "terminal", "nesting", "documented", "daemon",
          "watchdog", "audit_mode"]

# What the kernels differ in is how they call the gates: each case of these themes runs on both. Each other runs on one of
# the two, by a checksum of its name, but for those that are marked: what user space decides, and what the same BPF code
# works out of the same words and ways, needs no second kernel. EACH_KERNEL=1 has all of them run on both, as make matrix does.
BOTH = ["exec", "network", "file_labels", "taint", "tamper"]
ALL = "--each-kernel"


def runs_here(function):
    theme = function.__module__.split(".")[-1]
    older = os.uname().release.startswith("6.1.")
    return (theme in BOTH or hasattr(function, "each_kernel") or ALL in sys.argv[1:]
            or zlib.crc32(function.__name__.encode()) % 2 == older)


def main():
    machine.prepare()
    for theme in THEMES:
        importlib.import_module(f"cases.{theme}")
    names = [word for word in sys.argv[1:] if word != ALL]
    if not names:
        harness.cases[:] = filter(runs_here, harness.cases)
    passed = harness.run_cases(*names)
    sys.exit(0 if passed else 1)


main()
