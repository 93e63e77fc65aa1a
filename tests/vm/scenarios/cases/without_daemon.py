"""Nothing runs yet: each verb says so in one line."""
import os

from harness import case, check, check_equal, fails_in_one_line, telos


@case
def status_is_off():
    done = telos("status")
    check_equal("exit", done.returncode, 8)
    check("telos: OFF" in done.stdout and "telos start" in done.stdout, done.stdout)


@case
def run_says_that_no_daemon_answers():
    fails_in_one_line(telos("run", "--intent", "list files", "--", "ls"), 4, "telos start")


@case
def declare_says_that_no_daemon_answers():
    fails_in_one_line(telos("declare", "list files"), 4, "telos start")


@case
def stop_has_nothing_to_stop():
    fails_in_one_line(telos("stop"), 1, "nothing to stop")
    check(not os.path.exists("/sys/fs/bpf/telos"), "it made pins")


@case
def log_and_why_say_that_there_is_none():
    fails_in_one_line(telos("log"), 1, "no log yet")
    fails_in_one_line(telos("why"), 1, "nothing was refused")


@case
def start_needs_root():
    fails_in_one_line(telos("start", user="agent"), 3, "needs root")
    fails_in_one_line(telos("stop", user="agent"), 3, "needs root")
