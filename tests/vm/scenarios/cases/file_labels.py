"""File gate: a label covers a file and what lies below a directory, by whatever way one gets there."""
import os

from harness import Agent, case, check, check_equal, command, telos, wait_until
from machine import SECRET, prepare_files, want_daemon, want_no_daemon

PLAIN = "/srv/plain/file"
INTENT = "list files"


@case
def labelled_file_is_refused_and_others_are_not():
    want_daemon()
    with Agent(INTENT) as agent:
        check_equal("plain file", agent.can("files.read", PLAIN), SECRET)
        record = agent.is_refused("file", "file_labelled", "files.read", "/etc/shadow")
        check_equal("subject", record["subject"], "read /etc/shadow")
        check_equal("taint", agent.state()["taint"], "CLEAN")


@case
def label_of_a_directory_covers_its_subtree():
    want_daemon()
    with Agent(INTENT) as agent:
        for path in ("/srv/sealed/file", "/srv/sealed/deep/er/file", "/home/agent/.ssh/id_ed25519"):
            agent.is_refused("file", "file_labelled", "files.read", path)
        agent.is_refused("file", "file_labelled", "files.write", "/srv/sealed/deep/er/file", SECRET)


@case
def aliases_of_a_labelled_file_are_refused():
    want_daemon()
    os.symlink("/srv/sealed/deep", "/srv/plain/symlink")
    os.link("/etc/shadow", "/srv/plain/shadow-link")
    with Agent(INTENT) as agent:
        for path in ("/srv/plain/symlink/er/file", "/srv/plain/shadow-link", "/proc/self/root/srv/sealed/file",
                     "/srv/plain/../sealed/deep/er/file"):
            agent.is_refused("file", "file_labelled", "files.read", path)
        agent.is_refused("file", "file_labelled", "files.read_at", "/srv/sealed/deep", "er/file")
        agent.is_refused("file", "file_labelled", "files.read_from", "/srv/sealed/deep/er", "file")
        agent.is_refused("file", "file_labelled", "files.read_by_path_descriptor", "/srv/sealed/file")
    os.unlink("/srv/plain/shadow-link")


@case
def bind_mounts_of_and_below_a_labelled_directory_are_covered():
    want_daemon()
    os.makedirs("/srv/sealed/mounted", exist_ok=True)
    os.makedirs("/srv/sealed/bound", exist_ok=True)
    command("mount", "--bind", "/srv/sealed/deep", "/srv/bind")
    command("mount", "-t", "tmpfs", "tmpfs", "/srv/sealed/mounted")
    command("mount", "--bind", "/srv/plain", "/srv/sealed/bound")
    with open("/srv/sealed/mounted/file", "w") as file:
        file.write(SECRET)
    try:
        with Agent(INTENT) as agent:
            for path in ("/srv/bind/er/file", "/srv/sealed/mounted/file", "/srv/sealed/bound/file"):
                agent.is_refused("file", "file_labelled", "files.read", path)
            check_equal("the same file outside", agent.can("files.read", PLAIN), SECRET)
    finally:
        for path in ("/srv/bind", "/srv/sealed/mounted", "/srv/sealed/bound"):
            command("umount", path)


@case
def file_that_root_replaces_is_labelled_again():
    """passwd(1) writes a new file and renames it."""
    want_daemon()
    with Agent(INTENT) as agent:
        agent.is_refused("file", "file_labelled", "files.read", "/srv/replaced")
        with open("/srv/replaced.new", "w") as file:
            file.write(SECRET)
        os.rename("/srv/replaced.new", "/srv/replaced")
        wait_until(lambda: agent.do("files.read", "/srv/replaced").error == "EPERM", 2, "the new file's label")


def put_by_creation(path):
    with open(path, "w") as file:
        file.write(SECRET)


def put_by_rename(path):
    put_by_creation(f"{path}.new")
    os.rename(f"{path}.new", path)


def put_by_link(path):
    put_by_creation(f"{path}.new")
    os.link(f"{path}.new", path)
    os.unlink(f"{path}.new")


def put_by_symlink(path):
    put_by_creation(f"{path}.new")
    os.symlink(f"{path}.new", path)


def put_by_mknod(path):
    os.mknod(path, 0o600)


def put_by_exchange_of_directories(path):
    """The directory above the path goes, and another with a file of that name comes in its place."""
    above = os.path.dirname(path)
    os.makedirs(f"{above}.new")
    put_by_creation(f"{above}.new/{os.path.basename(path)}")
    os.rename(above, f"{above}.old")
    os.rename(f"{above}.new", above)


@case
def whatever_comes_to_have_a_labelled_name_is_labelled():
    want_daemon()
    ways = (put_by_creation, put_by_rename, put_by_link, put_by_symlink, put_by_mknod, put_by_exchange_of_directories)
    with Agent(INTENT) as agent:
        for way in ways:
            path = "/srv/above/kept"
            if os.path.lexists(path):
                os.unlink(path)
            way(path)
            wait_until(lambda: agent.do("files.read", path).error == "EPERM", 2, f"the label after {way.__name__}")
            check_equal("a file beside it", agent.can("files.read", PLAIN), SECRET)
    command("rm", "-r", "/srv/above.old")


@case
def path_that_changes_while_there_is_no_agent_has_its_label_when_one_comes():
    """Nobody watches then: no program is attached."""
    want_no_daemon()
    want_daemon()
    put_by_rename("/srv/replaced")
    with Agent(INTENT) as agent:
        agent.is_refused("file", "file_labelled", "files.read", "/srv/replaced")
        check_equal("a file beside it", agent.can("files.read", PLAIN), SECRET)


@case
def labelled_path_that_appears_later_is_labelled():
    want_daemon()
    with Agent(INTENT) as agent:
        os.makedirs("/root/.ssh")
        with open("/root/.ssh/id", "w") as file:
            file.write(SECRET)
        wait_until(lambda: agent.do("files.read", "/root/.ssh/id").error == "EPERM", 2, "the new directory's label")
    command("rm", "-r", "/root/.ssh")


@case
def path_too_deep_to_judge_is_refused():
    want_daemon()
    deep = "/tmp/deep" + "/d" * 60
    os.makedirs(deep, exist_ok=True)
    with open(f"{deep}/file", "w") as file:
        file.write(SECRET)
    with Agent(INTENT) as agent:
        agent.is_refused("file", "file_too_deep", "files.read", f"{deep}/file")
        shallow = "/tmp/deep" + "/d" * 20
        agent.can("files.write", f"{shallow}/file")


@case
def grantable_file_that_the_intent_names_is_read_and_taints():
    want_daemon()
    with Agent("read /srv/vault/token") as agent:
        check_equal("content", agent.can("files.read", "/srv/vault/token"), SECRET)
        agent.record("file", "taint_raised", action="taint")
        check_equal("taint", agent.state()["taint"], "CRITICAL")
        agent.is_refused("file", "file_labelled", "files.write", "/srv/vault/token", SECRET)
        agent.is_refused("file", "file_labelled", "files.append", "/srv/vault/token")
    with Agent(INTENT) as stranger:
        stranger.is_refused("file", "file_labelled", "files.read", "/srv/vault/token")
    prepare_files()


@case
def grant_of_one_file_covers_no_other():
    want_daemon()
    prepare_files()
    with open("/srv/vault/other", "w") as file:
        file.write(SECRET)
    with Agent("read /srv/vault/token") as agent:
        agent.is_refused("file", "file_labelled", "files.read", "/srv/vault/other")
        check_equal("taint", agent.state()["taint"], "CLEAN")


@case
def low_taint_rises_and_never_falls():
    want_daemon()
    with Agent("read /srv/notes/note and read /srv/vault/token") as agent:
        for name, taint in (("notes/note", "LOW"), ("vault/token", "CRITICAL"), ("notes/note", "CRITICAL")):
            agent.can("files.read", f"/srv/{name}")
            check_equal("taint", agent.state()["taint"], taint)


@case
def own_files_of_telos_are_guarded():
    want_daemon()
    with Agent(INTENT) as agent:
        agent.can("files.read", "/etc/telos/policy.yaml")
        for path in ("/etc/telos/policy.yaml", "/run/telos/daemon.log"):
            agent.is_refused("file", "file_labelled", "files.append", path, control=False)
        agent.is_refused("file", "file_labelled", "files.read", "/var/lib/telos/audit.jsonl")


@case
def refused_intent_cannot_name_a_label_that_is_not_grantable():
    want_daemon()
    done = telos("run", "--intent", "read /etc/shadow", "--", "/bin/true")
    check_equal("status", done.returncode, 5)
    check("/etc/shadow is labelled CRITICAL" in done.stderr, done.stderr)
