"""The verbs, as a person and a script use them."""
import json
import os
import signal
import subprocess
import time

from harness import (AUDIT_LOG, COMMAND_SECONDS, Agent, case, check, check_equal, command, each_kernel, fails_in_one_line,
                     telos, wait_until)
from machine import GRANTED, LABELS, NETWORK_INTENT, WEATHER4, want_daemon

BASH = "/bin/bash"
LIST = ["run", "--intent", "list files", "--"]


@case
def start_lets_go_of_the_pipe_that_it_writes_to():
    """`telos start | tee log` and a CI job's captured output end when start has returned."""
    want_daemon()
    telos("stop", "--kill-agents")
    with subprocess.Popen(["telos", "start"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as start:
        check_equal("status", start.wait(COMMAND_SECONDS), 0)
        os.set_blocking(start.stdout.fileno(), False)

        def has_ended():
            try:
                while os.read(start.stdout.fileno(), 4096):
                    pass
            except BlockingIOError:
                return False
            return True
        wait_until(has_ended, 1, "the end of the pipe")


@case
def exit_status_of_the_program_passes_through():
    want_daemon()
    for script, status in (("exit 7", 7), ("exit 0", 0), ("kill -TERM $$", -signal.SIGTERM)):
        check_equal(script, telos(*LIST, BASH, "-c", script).returncode, status)
    done = command(BASH, "-c", "telos run --intent 'list files' -- /bin/bash -c 'kill -TERM $$'; echo $?")
    check_equal("what a shell sees", done.stdout, "143\n")


@case
def input_output_arguments_and_environment_pass_through():
    want_daemon()
    done = telos(*LIST, BASH, "-c", 'read line; echo "$0 $1 $line $MARK"; echo "to stderr" >&2', "zero", "--ttl",
                 stdin=None, input="hello\n", env={**os.environ, "MARK": "mark"})
    check_equal("stdout", done.stdout, "zero --ttl hello mark\n")
    check(done.stderr.endswith("to stderr\n"), done.stderr)


@case
def signals_reach_the_program():
    want_daemon()
    with subprocess.Popen(["telos", *LIST, BASH, "-c", "trap 'echo caught; exit 9' USR1; echo ready; while :; do :; done"],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        check_equal("first line", process.stdout.readline(), "ready\n")
        process.send_signal(signal.SIGUSR1)
        check_equal("second line", process.stdout.readline(), "caught\n")
        check_equal("status", process.wait(10), 9)


@case
def run_says_what_it_holds_the_program_to():
    want_daemon()
    done = telos("run", "--intent", "download the report from weather.com with curl and nmap", "--ttl", "90s", "--",
                 "/bin/true")
    check_equal("status", done.returncode, 0)
    for text in ("is held to its intent", "curl", "weather.com:80/tcp", "1m30s"):
        check(text in done.stderr, f"{text!r} is not in:", done.stderr)


@case
def explain_changes_nothing_and_speaks_json():
    want_daemon()
    done = telos("explain", "download the weather report from weather.com")
    check_equal("status", done.returncode, 0)
    check("curl" in done.stdout and "weather.com:443/tcp" in done.stdout, done.stdout)
    parsed = json.loads(telos("explain", "--json", "download the weather report from weather.com").stdout)
    check("curl" in json.dumps(parsed), parsed)
    done = telos("explain", "I need to share credentials")
    check_equal("status of a refused one", done.returncode, 5)
    check_equal("as a user", telos("explain", "list files", user="agent").returncode, 0)


@case
@each_kernel
def status_proves_every_gate():
    want_daemon()
    with Agent("list files") as agent:
        done = telos("status")
        check_equal("status", done.returncode, 0)
        check(done.stdout.startswith("telos: ENFORCING\n"), done.stdout)
        check("FAILS" not in done.stdout and f"{agent.id}: " in done.stdout, done.stdout)
        report = json.loads(telos("status", "--json").stdout)
        check_equal("state", report["state"], "ENFORCING")
        check_equal("gates", {act["gate"] for act in report["canary"]["acts"]},
                    {"lineage", "exec", "network", "file", "taint"})
        check_equal("links", report["daemon"]["links_attached"], report["daemon"]["links_expected"])
        check(agent.id in [item["agent_id"] for item in report["daemon"]["agents"]], report["daemon"]["agents"])


@case
def log_shows_what_the_file_holds_and_follows():
    want_daemon()
    with Agent("list files") as agent:
        agent.do("processes.spawn", "/usr/bin/cat", "/etc/hosts")
        agent.record("exec", "exec_not_granted")
        records = [json.loads(line) for line in telos("log", "--json").stdout.splitlines()]
        check_equal("last record", (records[-1]["agent"], records[-1]["reason"]), (agent.id, "exec_not_granted"))
        line = telos("log", "-n", "1").stdout
        check(line.count("\n") == 1 and "/usr/bin/cat" in line and "exec_not_granted" in line, line)
        with subprocess.Popen(["telos", "log", "-f", "-n", "1"], stdout=subprocess.PIPE, text=True) as follower:
            check("/usr/bin/cat" in follower.stdout.readline(), "the last record is not shown first")
            time.sleep(0.5)
            agent.do("processes.spawn", "/usr/bin/tac", "/etc/hosts")
            check("/usr/bin/tac" in follower.stdout.readline(), "the new record is not shown")
            follower.kill()


@case
def why_tells_the_story():
    want_daemon()
    with Agent("list files") as agent:
        agent.do("processes.spawn", "/usr/bin/cat", "/etc/hosts")
        record = agent.record("exec", "exec_not_granted")
    for words in (["why"], ["why", "--last"], ["why", str(record["id"])], ["why", f"#{record['id']}"]):
        done = telos(*words)
        check(done.returncode == 0 and "/usr/bin/cat" in done.stdout and "intent:   list files" in done.stdout,
              words, done.stdout, done.stderr)
    # The child that was to become cat is named as its parent still.
    check(f"process {record['pid']}, started by python3[{record['parent_pid']}] < " in done.stdout, done.stdout)
    check('grant:    "run /usr/bin/cat" in the intent would do; it grants run /usr/bin/cat\n' in done.stdout, done.stdout)
    told = json.loads(telos("why", "--json").stdout)
    check_equal("json", (told["id"], told["narrowest_grant"]["words"]), (record["id"], "run /usr/bin/cat"))
    with Agent(f"list files. {told['narrowest_grant']['words']}") as agent:
        check_equal("cat", agent.can("processes.spawn", "/usr/bin/cat", "/etc/hosts"), 0)


@case
def why_names_the_read_that_tainted_and_the_rule():
    want_daemon()
    with Agent(f"read /srv/vault/token with cat. {NETWORK_INTENT}") as agent:
        agent.can("files.read", "/srv/vault/token")
        taint = agent.record("file", "taint_raised", action="taint")
        agent.is_refused("network", "net_slammed", "network.tcp", WEATHER4, GRANTED)
        told = telos("why", "--last").stdout
        check(f"tainted:  {taint['taint']} since #{taint['id']}: {taint['program']}[{agent.pid}] read /srv/vault/token\n"
              in told, told)
        agent.is_refused("file", "file_labelled", "files.read", "/srv/sealed/file")
    told = telos("why", "--last").stdout
    line = 1 + LABELS.splitlines().index("    - path: /srv/sealed")
    check(f"policy:   /etc/telos/policy.yaml:{line}: filesystem.labels /srv/sealed (" in told, told)
    check("grant:    none would do (" in told, told)


@case
def log_is_roots():
    want_daemon()
    check_equal("mode of the log", oct(os.stat(AUDIT_LOG).st_mode & 0o077), "0o0")
    for verb in ("status", "stop", "log", "why"):
        fails_in_one_line(telos(verb, user="agent"), 3, "root")


@case
def ordinary_user_runs_an_agent():
    want_daemon()
    done = telos(*LIST, BASH, "-c", "ls / >/dev/null && echo listed; id -u", user="agent")
    check_equal("output", done.stdout, "listed\n")


@case
def version_and_help():
    done = telos("version")
    check(done.returncode == 0 and done.stdout.startswith("telos "), done.stdout)
    for words in (["help"], ["--help"]):
        done = telos(*words)
        check(done.returncode == 0, done.stderr)
        for verb in ("start", "stop", "status", "run", "declare", "explain", "log", "why", "version"):
            check(f"  {verb}" in done.stdout, f"{verb} is not in", done.stdout)
        check("canary" not in done.stdout, "the hidden verb is shown")
