"""File gate: what was found out about a file counts no longer than what it rests on."""
import os
import shutil

from harness import Agent, case, check_equal, command, wait_until
from machine import SECRET, want_daemon

INTENT = "list files"
KEPT, PLACE = "/tmp/kept", "/tmp/place/above/dir"
FILE = f"{PLACE}/file"


def prepare():
    want_daemon()
    for directory in (KEPT, "/tmp/place"):
        shutil.rmtree(directory, ignore_errors=True)
    os.makedirs(KEPT)
    os.makedirs(PLACE)
    write(FILE)


def write(path):
    with open(path, "w") as file:
        file.write(SECRET)


def is_read_twice(agent, path):
    """The second time nothing is worked out any more."""
    for _ in range(2):
        check_equal(path, agent.can("files.read", path), SECRET)


def is_refused(agent, path):
    agent.is_refused("file", "file_labelled", "files.read", path)


@case
def file_that_moves_below_a_label_is_refused_and_read_again_when_it_is_back():
    for moved in (FILE, PLACE, os.path.dirname(PLACE)):
        prepare()
        with Agent(INTENT) as agent:
            wait_until(lambda: agent.do("files.mkdir", f"{KEPT}/made").error == "EPERM", 2, "the directory's label")
            is_read_twice(agent, FILE)
            os.rename(moved, f"{KEPT}/moved")
            is_refused(agent, f"{KEPT}/moved{FILE[len(moved):]}")
            os.rename(f"{KEPT}/moved", moved)
            is_read_twice(agent, FILE)


@case
def another_name_of_a_file_that_was_read_is_judged_by_itself():
    prepare()
    with Agent(INTENT) as agent:
        is_read_twice(agent, FILE)
        os.link(FILE, f"{KEPT}/linked")
        for _ in range(2):
            is_refused(agent, f"{KEPT}/linked")
            is_read_twice(agent, FILE)


@case
def file_that_was_read_is_judged_again_through_another_mount():
    """A file system of its own, so that each mount of it has another way to the root."""
    prepare()
    os.makedirs(f"{KEPT}/bound")
    command("mount", "-t", "tmpfs", "tmpfs", PLACE)
    write(FILE)
    try:
        with Agent(INTENT) as agent:
            is_read_twice(agent, FILE)
            command("mount", "--bind", PLACE, f"{KEPT}/bound")
            for _ in range(2):
                is_refused(agent, f"{KEPT}/bound/file")
                is_read_twice(agent, FILE)
    finally:
        command("umount", f"{KEPT}/bound")
        command("umount", PLACE)


@case
def mount_that_moves_below_a_label_takes_its_files_along():
    prepare()
    os.makedirs(f"{KEPT}/moved")
    command("mount", "-t", "tmpfs", "tmpfs", PLACE)
    where = PLACE
    try:
        write(FILE)
        with Agent(INTENT) as agent:
            is_read_twice(agent, FILE)
            done = command("mount", "--move", PLACE, f"{KEPT}/moved")
            check_equal("mount --move", done.returncode, 0)
            where = f"{KEPT}/moved"
            is_refused(agent, f"{where}/file")
    finally:
        command("umount", where)


@case
def file_that_was_read_and_gets_a_label_of_its_own_is_refused():
    """No name of it moves: it only gets another one, which the ceiling labels."""
    prepare()
    path = "/srv/above/kept"
    write(f"{path}.new")
    with Agent(INTENT) as agent:
        is_read_twice(agent, f"{path}.new")
        os.unlink(path)
        os.link(f"{path}.new", path)
        wait_until(lambda: agent.do("files.read", f"{path}.new").error == "EPERM", 2, "the file's own label")
    os.unlink(f"{path}.new")


@case
def file_that_was_read_before_a_tainted_agent_wrote_it_taints():
    prepare()
    with Agent(INTENT) as reader, Agent("read /srv/notes/note") as writer:
        is_read_twice(reader, FILE)
        check_equal("before", reader.state()["taint"], "CLEAN")
        writer.can("files.read", "/srv/notes/note")
        writer.can("files.write", FILE, SECRET)
        reader.can("files.read", FILE)
        check_equal("after", reader.state()["taint"], "LOW")
