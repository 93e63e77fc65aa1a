"""On a kernel that was booted without the BPF LSM: every verb says so, nothing is left behind."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import case, check, check_equal, fails_in_one_line, run_cases, telos


@case
def start_names_the_missing_lsm():
    for words in (["start"], ["start", "--foreground"]):
        done = telos(*words)
        fails_in_one_line(done, 6, "bpf is not in the LSM list")
        check("lsm=" in done.stderr and done.stderr.rstrip().endswith(",bpf"), done.stderr)
    check(not os.path.exists("/sys/fs/bpf/telos") and not os.path.exists("/run/telos"), "something was left behind")


@case
def status_is_off_and_says_why():
    done = telos("status")
    check_equal("status", done.returncode, 8)
    check("telos: OFF" in done.stdout and "bpf is not in the LSM list" in done.stdout, done.stdout)


@case
def nothing_runs_unheld():
    fails_in_one_line(telos("run", "--intent", "list files", "--", "/bin/true"), 4, "no daemon")


sys.exit(0 if run_cases() else 1)
