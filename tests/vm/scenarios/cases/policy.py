"""The ceiling: checked, shown and compared as a file; replaced while agents run; proved before a policy is loaded."""
import json
import os
import signal

from harness import Agent, ask_daemon, case, check, check_equal, telos, wait_until
from machine import (GRANTED, LABELS, NETWORK_INTENT, POLICY_FILE, WEATHER4, copy, daemon_pid, end_daemon, restart_daemon,
                     want_daemon, write_policy)

CAT = "/usr/bin/cat"


def log_has(action):
    return [record for record in map(json.loads, telos("log", "--json").stdout.splitlines()) if record["action"] == action]


@case
def check_tells_every_fault_with_line_and_column():
    want_daemon()
    with open("/tmp/faulty.yaml", "w") as file:
        file.write("exec: {}\nnetwork:\n  send: 1\n")
    done = telos("policy", "check", "/tmp/faulty.yaml", user="agent")
    lines = done.stdout.splitlines()
    check_equal("status", done.returncode, 1)
    check(len(lines) == 2 and lines[0].startswith("/tmp/faulty.yaml:1:1: ") and ":3:9: " in lines[1], done.stdout)
    check_equal("the one in force", telos("policy", "check").returncode, 0)


@case
def show_reads_back_and_diff_marks_what_is_wider():
    want_daemon()
    shown = telos("policy", "show", "--profile", "locked", user="agent").stdout
    with open("/tmp/locked.yaml", "w") as file:
        file.write(shown)
    check_equal("shown", telos("policy", "check", "/tmp/locked.yaml").returncode, 0)
    check_equal("again", telos("policy", "diff", "locked", "/tmp/locked.yaml").stdout, "no difference\n")
    check_equal("json", json.loads(telos("policy", "show", "--profile", "locked", "--json").stdout)["network"]["send"], False)
    done = telos("policy", "diff", "locked", "default")
    check("wider     network.send: false -> true\n" in done.stdout, done.stdout)
    check("0 narrower" in done.stdout, done.stdout)
    check_equal("no such profile", telos("policy", "show", "--profile", "x").returncode, 2)


@case
def reload_counts_for_new_intents_and_leaves_agents_their_policy():
    want_daemon()
    with Agent("read /srv/plain/file with cat") as agent:
        try:
            write_policy(LABELS + "execution:\n  denied_programs: [cat]\n")
            done = telos("policy", "reload")
            check_equal("reload", (done.returncode, done.stdout),
                        (0, "narrower  execution.denied_programs: cat is listed now\n"))
            check_equal("the running agent's cat", agent.can("processes.spawn", CAT, "/srv/plain/file"), 0)
            done = telos("run", "--intent", "read /srv/plain/file with cat", "--", CAT, "/srv/plain/file")
            check_equal("a new agent", done.returncode, 5)
            check("cat is listed now" in log_has("reloaded")[-1]["subject"], "the log does not say what changed")
        finally:
            write_policy(LABELS)
            check_equal("back", telos("policy", "reload").returncode, 0)


@case
def new_label_holds_the_agents_that_run():
    want_daemon()
    with Agent("read /srv/plain/file with cat") as agent:
        check_equal("before", agent.can("processes.spawn", CAT, "/srv/plain/file"), 0)
        try:
            write_policy(LABELS + "    - {path: /srv/plain, level: high}\n")
            os.kill(daemon_pid(), signal.SIGHUP)
            wait_until(lambda: agent.do("files.read", "/srv/plain/file").error == "EPERM", 10, "the new label")
        finally:
            write_policy(LABELS)
        # Nobody asks: the daemon sees that the file has changed.
        wait_until(lambda: agent.do("files.read", "/srv/plain/file").error is None, 15, "the label's end")


@case
def faulty_file_changes_nothing_and_is_told():
    want_daemon()
    try:
        write_policy(LABELS + "network:\n  send: maybe\n")
        done = telos("policy", "reload")
        check_equal("status", done.returncode, 1)
        check("the ceiling in force stays" in done.stderr and f"{POLICY_FILE}:" in done.stderr, done.stderr)
        report = json.loads(telos("status", "--json").stdout)
        check(any("policy.yaml as it is now is not in force" in cause for cause in report["causes"]), report["causes"])
        check(":9: send is true or false" in log_has("reload-refused")[-1]["subject"], "the log does not say where")
        with Agent("list files") as agent:
            agent.is_refused("file", "file_labelled", "files.read", "/srv/sealed/file")
    finally:
        write_policy(LABELS)
        check_equal("back", telos("policy", "reload").returncode, 0)


@case
def locked_agent_writes_in_its_workspace_alone():
    want_daemon("profile: locked\n")
    work = "/home/agent/work"
    os.makedirs(work, exist_ok=True)
    os.chown(work, 1000, 1000)
    words = "read /etc/hosts with cat and create the file out.txt with touch"
    script = "touch /home/agent/work/out.txt; touch /home/agent/outside.txt; touch /tmp/outside.txt; true"
    done = telos("run", "--intent", words, "--", "/bin/bash", "-c", script, user="agent", cwd=work)
    check_equal("run", done.returncode, 0)
    check(os.path.exists("/home/agent/work/out.txt"), "the workspace was not written", done.stderr)
    check(not os.path.exists("/home/agent/outside.txt"), "the home was written")
    check(not os.path.exists("/tmp/outside.txt"), "/tmp was written")
    # The negative control: the same act under the built-in ceiling.
    want_daemon()
    done = telos("run", "--intent", words, "--", "/bin/bash", "-c", script, user="agent", cwd=work)
    check(os.path.exists("/home/agent/outside.txt") and os.path.exists("/tmp/outside.txt"), done.stderr)


@case
def link_to_a_secret_is_outside_and_keeps_the_policy_out():
    want_daemon()
    link = "/home/agent/notes.txt"
    if not os.path.islink(link):
        os.symlink("/srv/sealed/file", link)
    before = ask_daemon("status")["outside_ceiling"]
    done = telos("run", "--intent", f"read {link} with cat", "--", CAT, link)
    check(done.returncode == 1 and "outside the ceiling: /srv/sealed/file" in done.stderr, done.stderr)
    check_equal("counted", ask_daemon("status")["outside_ceiling"], before + 1)
    check("/srv/sealed/file" in log_has("outside-ceiling")[-1]["subject"], "the log does not say which")
    os.unlink(link)


@case
def suggestion_from_an_audited_run_covers_it_and_no_more():
    want_daemon("execution:\n  default_mode: audit\n" + LABELS)
    with Agent("read /srv/plain/file with cat") as agent:
        agent.can("processes.spawn", "/usr/bin/wc", "/etc/hosts")
        agent.record("exec", "exec_not_granted", action="audited")
        agent.can("files.read", "/srv/sealed/file")
        agent.record("file", "file_labelled", action="audited")
        number = agent.id
    text = telos("policy", "suggest", str(number)).stdout
    check("# refused   file read /srv/sealed/file: " in text, text)
    with open("/tmp/suggested.yaml", "w") as file:
        file.write(text)
    check_equal("check", telos("policy", "check", "/tmp/suggested.yaml").returncode, 0)
    shown = json.loads(telos("policy", "show", "/tmp/suggested.yaml", "--json").stdout)
    check_equal("programs", shown["execution"]["allowed_programs"], ["cat", "wc"])
    check_equal("hosts", shown["network"]["allowed_hosts"], [])
    check_equal("nobody's", telos("policy", "suggest", "999999").returncode, 1)


@case
def operators_programs_are_known_from_the_next_start_on():
    words = ("explain", "frobnicate the widgets", "--json")
    table = "/etc/telos/programs.txt"
    want_daemon()
    check_equal("nobody knows it", telos(*words).returncode, 5)
    try:
        with open(table, "w") as file:
            file.write("# ours\nfrobctl | None | frobs | frobnicate widget\nwc | Fly | counts |\n")
        done = telos(*words)
        check(done.returncode == 1 and f"{table}:3: there is no trait Fly" in done.stderr, done.stderr)
        with open(table, "w") as file:
            file.write("frobctl | None | frobs | frobnicate widget\n")
        copy("/usr/bin/wc", "/usr/local/bin/frobctl")
        check_equal("explained", [p["program"] for p in json.loads(telos(*words).stdout)["programs"]], ["frobctl"])
        check_equal("the daemon that runs", telos("run", "--intent", words[1], "--", "frobctl", "/etc/hosts").returncode, 5)
        end_daemon(signal.SIGTERM)
        restart_daemon()
        check_equal("the next one", telos("run", "--intent", words[1], "--", "frobctl", "/etc/hosts").returncode, 0)
    finally:
        os.unlink(table)
        os.unlink("/usr/local/bin/frobctl")
        end_daemon(signal.SIGTERM)
        restart_daemon()


@case
def network_is_cut_at_the_taint_that_the_policy_names():
    secret = "read /srv/letters/one with cat. " + NETWORK_INTENT
    labels = "filesystem:\n  labels:\n    - {path: /srv/letters, level: high, grantable: true}\n"
    os.makedirs("/srv/letters", exist_ok=True)
    with open("/srv/letters/one", "w") as file:
        file.write("a letter\n")
    want_daemon(labels + "taint:\n  slam_at: high\n")
    with Agent(secret) as agent:
        agent.can("network.tcp", WEATHER4, GRANTED, "before")
        agent.can("files.read", "/srv/letters/one")
        agent.is_refused("network", "net_slammed", "network.tcp", WEATHER4, GRANTED, "after")
        # What was closed stays closed: no daemon that would go by another level takes over an agent that runs.
        end_daemon(signal.SIGTERM)
        write_policy(labels)
        done = telos("start")
        check(done.returncode == 1 and "taint.slam_at of policy.yaml is critical now" in done.stderr, done.stderr)
        write_policy(labels + "taint:\n  slam_at: high\n")
        restart_daemon()
        agent.is_refused("network", "net_slammed", "network.tcp", WEATHER4, GRANTED, "after the restart")
    # The control: the same reading, and the built-in level.
    want_daemon(labels)
    with Agent(secret) as agent:
        agent.can("files.read", "/srv/letters/one")
        check_equal("taint", agent.state()["taint"], "HIGH")
        agent.can("network.tcp", WEATHER4, GRANTED, "not secret enough")


@case
def agents_are_for_whom_the_policy_lists_and_as_many_as_it_says():
    want_daemon("agents: {per_user: 1, users: [agent]}\n")
    words = ("run", "--intent", "read /etc/hosts with cat", "--", CAT, "/etc/hosts")
    check_equal("the first", telos(*words, user="agent").returncode, 0)
    done = telos(*words, user="1234")
    check(done.returncode == 1 and "agents.users of policy.yaml does not list it" in done.stderr, done.stderr)
    with Agent("read /etc/hosts with cat"):
        done = telos(*words)
        check(done.returncode == 1 and "agents.per_user of policy.yaml allows 1" in done.stderr, done.stderr)
    want_daemon("agents: {per_user: 2}\n")
    check_equal("another", telos(*words, user="1234").returncode, 0)
    with Agent("read /etc/hosts with cat"):
        check_equal("the second", telos(*words).returncode, 0)
