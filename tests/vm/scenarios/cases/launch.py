"""What telos run itself is told: where the work is, which variables go along, audit, JSON."""
import json
import os

from harness import Agent, case, check, check_equal, fails_in_one_line, telos
from machine import kill_daemon, restart_daemon, want_daemon

ENV, PRINT = "/usr/bin/env", ("--intent", "print the environment with env")


@case
def variables_that_load_or_start_something_are_left_out():
    want_daemon()
    environment = {**os.environ, "LD_PRELOAD": "/tmp/none.so", "PERL5OPT": "-Mstrict", "BASH_ENV": "/tmp/x", "KEPT": "yes"}
    done = telos("run", *PRINT, "--", ENV, env=environment)
    check_equal(f"status ({done.stderr})", done.returncode, 0)
    names = {line.split("=")[0] for line in done.stdout.splitlines()}
    check(not names & {"LD_PRELOAD", "PERL5OPT", "BASH_ENV"} and "KEPT" in names, names)
    check("without BASH_ENV, LD_PRELOAD, PERL5OPT (" in done.stderr, done.stderr)
    done = telos("run", *PRINT, "--env-clean", "false", "--", ENV, env={**environment, "LD_PRELOAD": ""})
    check("PERL5OPT=-Mstrict" in done.stdout and "without" not in done.stderr, done.stdout + done.stderr)


@case
def workspace_is_where_the_words_say_and_not_where_one_stands():
    want_daemon("profile: locked\n")
    work = "/home/agent/project"
    os.makedirs(work, exist_ok=True)
    os.chown(work, 1000, 1000)
    words = ("run", "--intent", "read /etc/hosts with cat and create the file made with touch")
    script = f"touch {work}/made; touch /tmp/strayed; true"
    for options, wanted in (((), False), (("--workspace", work), True)):
        done = telos(*words, *options, "--", "/bin/bash", "-c", script, user="agent", cwd="/")
        check_equal(f"status ({done.stderr})", done.returncode, 0)
        check_equal(f"written with {options} ({done.stderr})", os.path.exists(f"{work}/made"), wanted)
        check(not os.path.exists("/tmp/strayed"), f"NOT REFUSED: written outside: {done.stderr}")
    fails_in_one_line(telos(*words, "--workspace", "/srv/none", "--", ENV), 2, "/srv/none is no directory")


@case
def profile_bounds_each_intent_and_outlives_the_daemon():
    want_daemon()
    with Agent("list files in /srv with ls", launch=("--profile", "locked")) as agent:
        check_equal("ls", agent.can("processes.spawn", "/usr/bin/ls", "/"), 0)
        for restart in (lambda: None, restart_after_kill):
            restart()
            outcome = agent.do("session.call", "declare", "compress /srv/plain/file with gzip")
            check(outcome.error is not None and "IntentRefused" in outcome.error, f"NOT REFUSED: {outcome}")
        agent.can("session.call", "declare", "count the lines of /srv/plain/file with wc")
    with Agent("list files in /srv with ls") as agent:
        agent.can("session.call", "declare", "compress /srv/plain/file with gzip")
    fails_in_one_line(telos("run", *PRINT, "--profile", "none", "--", ENV), 1, "there is no profile none: coding, data")


def restart_after_kill():
    kill_daemon()
    restart_daemon()


@case
def another_user_is_that_user_wholly():
    want_daemon()
    done = telos("run", *PRINT, "--user", "agent", "--", ENV)
    check_equal(f"status ({done.stderr})", done.returncode, 0)
    told = dict(line.split("=", 1) for line in done.stdout.splitlines())
    check_equal("environment", [told.get(name) for name in ("HOME", "USER", "LOGNAME")], ["/home/agent", "agent", "agent"])
    ids = "import os; print(os.getresuid(), os.getresgid(), os.getgroups()); os.setuid(0)"
    done = telos("run", *PRINT, "--user", "1000", "--", "/usr/bin/python3", "-c", ids)
    check_equal("ids", done.stdout.strip(), "(1000, 1000, 1000) (1000, 1000, 1000) [1000]")
    check("PermissionError" in done.stderr, f"NOT REFUSED: it became root again: {done.stderr}")
    fails_in_one_line(telos("run", *PRINT, "--user", "nobody-here", "--", ENV), 2, "no user nobody-here")
    fails_in_one_line(telos("run", *PRINT, "--user", "root", "--", ENV, user="1000"), 3, "only root")


@case
def audit_is_for_root_and_json_is_one_line():
    want_daemon()
    starts = ("--", ENV, "/usr/bin/cat", "/etc/hosts")
    done = telos("run", *PRINT, "--audit", "--json", *starts)
    told = json.loads(done.stderr)
    check_equal("mode", (done.returncode, told["mode"], bool(told["lines"])), (0, "audit", True))
    done = telos("run", *PRINT, "--json", *starts)
    check(done.returncode == 126, f"NOT REFUSED: cat ran without --audit: {done.returncode} {done.stdout}")
    fails_in_one_line(telos("run", *PRINT, "--audit", "--", ENV, user="1000"), 3, "only root")
