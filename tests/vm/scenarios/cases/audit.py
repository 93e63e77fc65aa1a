"""The audit log: nothing that was acknowledged is lost, and what is changed afterwards shows."""
import contextlib
import json
import os
import shutil

from harness import AUDIT_LOG, Agent, audit_records, case, check, check_equal, each_kernel, fails_in_one_line, telos, wait_until
from machine import kill_daemon, restart_daemon, want_daemon

CAT, START = "/usr/bin/cat", "list files in /srv with ls"
STATE = os.path.dirname(AUDIT_LOG)


def findings(*words):
    done = telos("log", "verify", "--json", *words)
    found = json.loads(done.stdout)
    check_equal("status", done.returncode, 1 if found["faults"] else 0)
    return found


@contextlib.contextmanager
def changed_log(change):
    """The daemon writes on into the file that it has open, which is put back."""
    os.rename(AUDIT_LOG, AUDIT_LOG + ".kept")
    try:
        with open(AUDIT_LOG + ".kept", "rb") as before, open(AUDIT_LOG, "wb") as log:
            log.write(b"".join(change(before.read().splitlines(keepends=True))))
        yield
    finally:
        os.rename(AUDIT_LOG + ".kept", AUDIT_LOG)


@case
@each_kernel
def killed_daemon_has_written_all_that_it_told():
    want_daemon()
    with Agent(START) as agent:
        for _ in range(40):
            agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        agent.can("session.call", "declare", START)
        told = audit_records()[-1]["id"]
        kill_daemon()
        restart_daemon()
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
    wait_until(lambda: (findings()["signed_id"] or 0) > told, 30, "the store")
    found = findings()
    check_equal("faults", found["faults"], [])
    check_equal("none is missing", found["last"] - found["first"] + 1 - found["lost"], found["count"])
    check(found["count"] - found["unsealed"] > 40, found)


@case
def log_that_was_changed_is_told_from_one_that_was_not():
    want_daemon()
    with Agent(START) as agent:
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
    id = audit_records()[-1]["id"]
    wait_until(lambda: findings()["signed_id"] == audit_records()[-1]["id"], 30, "the store")
    check_equal("control", findings()["faults"], [])
    with changed_log(lambda lines: [line.replace(b'"agent":', b'"agent":1') for line in lines]):
        check(any("is another in audit.jsonl" in fault for fault in findings()["faults"]), findings())
        said = telos("log", "verify")
        check("the log is NOT as it was written" in said.stdout and said.returncode == 1, said.stdout)
    shutil.copy2(f"{STATE}/audit.pub", "/tmp/audit.pub")
    check_equal("by the key that was kept", findings("--key", "/tmp/audit.pub")["faults"], [])
    fails_in_one_line(telos("log", "verify", "--key", "/etc/hosts"), 1, "/etc/hosts is not a key of the audit log")
    check(f"to {id}" in telos("log", "verify").stdout or findings()["last"] > id, telos("log", "verify").stdout)


@case
def records_are_found_by_what_they_say():
    want_daemon()
    with Agent(START) as agent:
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        number = agent.id
    for words in (["--agent", number, "--action", "refused"], ["--gate", "exec", "--subject", "bin/CAT", "--since", "10m"],
                  ["--reason", "exec_not_granted", "--agent", number]):
        found = [json.loads(line) for line in telos("log", "--json", *map(str, words)).stdout.splitlines()]
        check(found and found[-1]["agent"] == number and found[-1]["subject"] == CAT, words, found)
    record = found[-1]
    check_equal("nothing", telos("log", "--agent", "4000000").stdout, "")
    for words in (["--pid", record["pid"]], ["--host", CAT], [record["id"]]):
        check_equal(f"why {words}", json.loads(telos("why", "--json", *map(str, words)).stdout)["id"], record["id"])
    fails_in_one_line(telos("why", "--host", "nobody.example"), 1, "nothing like that was refused")
    fails_in_one_line(telos("log", "--since", "soon"), 2, "--since")


@case
def agents_neither_read_nor_write_what_is_kept_of_them():
    want_daemon()
    with Agent("read and write files in /var/lib/telos with cat") as agent:
        for name in ("audit.db", "audit.key", "audit.jsonl"):
            check(os.path.exists(f"{STATE}/{name}"), name)
            check_equal(f"read {name}", agent.do("files.read", f"{STATE}/{name}").error, "EPERM")
