# SPDX-License-Identifier: MIT
"""run.py WORK ROOT: the cases of programs.py and process.py, in the namespaces of run-all.sh."""
import signal
import subprocess
import sys

import process
import programs
from world import Wrong, World


def run(case, world):
    name = case.__name__
    try:
        case(world)
    except (Wrong, OSError, subprocess.SubprocessError) as error:
        print(f"FAIL {name}: {' '.join(str(error).split())}", flush=True)
        return False
    print(f"ok {name}", flush=True)
    return True


def main():
    # A shell without job control starts what is in the background with SIGINT ignored, and telos dns would inherit that.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    work, root = sys.argv[1:]
    results = []
    with World(work, root) as world:
        for suite in (programs, process):
            results += [run(case, world) for case in suite.CASES]
    passed = sum(results)
    print(f"result: dns-programs passed={passed} failed={len(results) - passed}")
    return 0 if passed == len(results) else 1


sys.exit(main())
