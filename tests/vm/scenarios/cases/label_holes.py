"""Attacks on labels that go around open(2): another name, another mount, the daemon's own bookkeeping."""
import os
import shutil
import time

from harness import Agent, case, check, command, outsider, telos, wait_until
from machine import POLICY_FILE, SECRET, copy, prepare_files, want_daemon

INTENT = "list files"
CAT = "/usr/bin/cat"
SETTLE_SECONDS = 1


def reading_is_refused(agent, path):
    """Not even a moment later, when the daemon has looked at the change."""
    for _ in range(2):
        outcome = agent.do("files.read", path)
        check(outcome.error is not None, f"NOT REFUSED: {path} gave {outcome.value!r}")
        time.sleep(SETTLE_SECONDS)


@case
def labelled_directory_keeps_its_label_when_its_owner_moves_it():
    want_daemon()
    prepare_files()
    with Agent(INTENT, user="agent") as agent:
        agent.is_refused("file", "file_labelled", "files.read", "/home/agent/.ssh/id_ed25519")
        moved = agent.do("files.rename", "/home/agent/.ssh", "/home/agent/moved")
        try:
            if moved.error is None:
                reading_is_refused(agent, "/home/agent/moved/id_ed25519")
        finally:
            command("mv", "/home/agent/moved", "/home/agent/.ssh")


@case
def file_keeps_its_label_when_it_is_moved_out_of_a_labelled_directory():
    want_daemon()
    prepare_files()
    with Agent(INTENT, user="agent") as agent:
        agent.is_refused("file", "file_labelled", "files.read", "/home/agent/.ssh/id_ed25519")
        moved = agent.do("files.rename", "/home/agent/.ssh/id_ed25519", "/home/agent/key")
        if moved.error is None:
            reading_is_refused(agent, "/home/agent/key")
    prepare_files()


@case
def file_keeps_its_label_under_a_hard_link_outside_the_directory():
    want_daemon()
    prepare_files()
    with Agent(INTENT, user="agent") as agent:
        agent.is_refused("file", "file_labelled", "files.read", "/home/agent/.ssh/id_ed25519")
        linked = agent.do("files.link", "/home/agent/.ssh/id_ed25519", "/home/agent/link")
        if linked.error is None:
            reading_is_refused(agent, "/home/agent/link")


@case
def labelled_file_keeps_its_label_when_a_root_agent_moves_it():
    want_daemon()
    with open("/srv/replaced", "w") as file:
        file.write(SECRET)
    with Agent(INTENT) as agent:
        wait_until(lambda: agent.do("files.read", "/srv/replaced").error == "EPERM", 2, "the label")
        if agent.do("files.rename", "/srv/replaced", "/srv/taken").error is None:
            reading_is_refused(agent, "/srv/taken")


@case
def intent_cannot_reach_a_label_by_an_alias():
    """The ceiling judges the text of a path, the binding follows links: what is granted must be what was judged."""
    want_daemon()
    os.symlink("/etc/shadow", "/srv/plain/innocent")
    for name in ("/srv/plain/innocent", "/proc/self/root/etc/shadow", "/srv/plain/../../etc/shadow"):
        done = telos("run", "--intent", f"read {name}", "--", CAT, "/etc/shadow")
        check("root:" not in done.stdout, f"NOT REFUSED: 'read {name}' read /etc/shadow")


@case
def intent_cannot_grant_telos_own_files():
    want_daemon()
    script = f"echo >>{POLICY_FILE} && echo written"
    done = telos("run", "--intent", f"write {POLICY_FILE}", "--", "/bin/bash", "-c", script)
    check("written" not in done.stdout, f"NOT REFUSED: 'write {POLICY_FILE}' wrote it")
    done = telos("run", "--intent", "read /var/lib/telos/audit.jsonl", "--", CAT, "/var/lib/telos/audit.jsonl")
    check("enrolled" not in done.stdout, "NOT REFUSED: the log was read")


@case
def policy_file_cannot_be_replaced_by_rename():
    want_daemon()
    with open(POLICY_FILE) as file:
        before = file.read()
    outsider().can("files.write", "/etc/probe.new", "a")
    outsider().can("files.rename", "/etc/probe.new", "/etc/probe")
    with Agent(INTENT) as agent:
        agent.can("files.write", "/tmp/new-policy", before + "# changed\n")
        agent.do("files.rename", "/tmp/new-policy", POLICY_FILE)
    with open(POLICY_FILE) as file:
        after = file.read()
    check(after == before, "NOT REFUSED: the agent put its own policy.yaml in place")


@case
def labelled_file_cannot_be_damaged_without_opening_it():
    want_daemon()
    done = []
    for act, arguments in (("truncate", ["/srv/sealed/file"]), ("chmod", ["/srv/sealed/file", 0o777]),
                           ("rename", ["/srv/sealed/file", "/srv/sealed/other"]), ("unlink", ["/srv/sealed/other"]),
                           ("mkdir", ["/etc/telos/made"])):
        with Agent(INTENT) as agent:
            if agent.do(f"files.{act}", *arguments).error is None:
                done.append(act)
    prepare_files()
    command("rmdir", "/etc/telos/made")
    check(not done, f"NOT REFUSED: {', '.join(done)}")



@case
def label_reaches_a_file_system_that_is_mounted_later():
    """A home that is decrypted at login is mounted when the daemon runs already."""
    want_daemon()
    os.makedirs("/srv/later", exist_ok=True)
    command("mount", "-t", "tmpfs", "tmpfs", "/srv/later")
    write_secret("/srv/later/keys/file")
    try:
        is_labelled_soon("/srv/later/keys/file")
    finally:
        command("umount", "/srv/later")


@case
def label_reaches_a_directory_that_is_made_anew():
    want_daemon()
    is_labelled_soon("/srv/anew/secret")
    shutil.rmtree("/srv/anew")
    os.makedirs("/srv/anew")
    time.sleep(SETTLE_SECONDS)
    write_secret("/srv/anew/secret")
    is_labelled_soon("/srv/anew/secret")


def write_secret(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(SECRET)


def is_labelled_soon(path):
    with Agent(INTENT) as agent:
        wait_until(lambda: agent.do("files.read", path).error == "EPERM", 2, f"the label of {path}")


@case
def pattern_of_core_dumps_is_no_way_out():
    """The kernel starts the program of core_pattern itself, outside every agent."""
    want_daemon()
    before = open("/proc/sys/kernel/core_pattern").read()
    tool = copy("/usr/bin/true", "/srv/core/tool")
    with Agent(INTENT) as agent:
        outcome = agent.do("files.write", "/proc/sys/kernel/core_pattern", f"|{tool}\n")
    after = open("/proc/sys/kernel/core_pattern").read()
    outsider().can("files.write", "/proc/sys/kernel/core_pattern", before)
    check(after == before, "NOT REFUSED: a root agent wrote core_pattern", outcome)
