"""Rows 13 to 15 and 57: ways to make a path mean something else, or to do without paths."""
import os

from harness import command

LS, NC, BUSYBOX = "/usr/bin/ls", "/usr/bin/nc.openbsd", "/usr/bin/busybox"
SHADOW = "/usr/bin/true"


def _reasons(stage):
    """root has the right to mount; everybody else needs a user namespace first."""
    return ["protected_filesystem"] if stage.user == "root" else ["namespace"]


def _attempt(stage, act, *arguments, reasons=None):
    stage.attempt(stage.actor(), f"confinement.{act}", *arguments, reasons=reasons or _reasons(stage))


def bind_over_a_granted_program(stage):
    _attempt(stage, "spawn_under_bind", SHADOW, LS)


def moved_mount_over_a_granted_program(stage):
    _attempt(stage, "spawn_under_moved_mount", SHADOW, LS)


def program_in_a_detached_tree(stage):
    _attempt(stage, "spawn_in_cloned_tree", "/usr/bin", "true",
             reasons=["namespace", "file_detached", "exec_not_granted", "protected_filesystem"])


def new_file_system_over_a_directory(stage):
    _attempt(stage, "spawn_under_new_tmpfs", LS, "/usr/local/lib", "/")


def user_namespace(stage):
    for way in ("unshare", "clone", "clone3"):
        _attempt(stage, "user_namespace", way, reasons=["namespace"])


def _root(stage):
    root = stage.path("root")
    os.makedirs(f"{root}/usr/bin")
    os.makedirs(f"{root}/dev")
    stage.write(f"{root}/dev/null")
    stage.copy(BUSYBOX, f"{root}/usr/bin/true")
    return root


def other_root(stage):
    _attempt(stage, "spawn_in_root", _root(stage), "/usr/bin/true", reasons=["namespace"])


def pivoted_root(stage):
    root = _root(stage)
    command("mount", "--bind", root, root)
    stage.defer(command, "umount", root)
    _attempt(stage, "spawn_in_pivoted_root", root, "/usr/bin/true", reasons=["namespace", "protected_filesystem"])


def overlay_over_programs(stage):
    for name in ("upper", "work", "place", "lower"):
        os.makedirs(stage.volatile(name))
        stage.give(stage.volatile(name))
    stage.copy(LS, stage.volatile("lower/tool"))
    stage.copy(SHADOW, stage.volatile("upper/tool"))
    _attempt(stage, "spawn_in_overlay", *map(stage.volatile, ("lower", "upper", "work", "place")), "tool")


def secret_on_the_raw_disk(stage):
    """All files lie there, whatever their labels."""
    disk = "/dev/vda"
    stage.attempt(stage.actor(), "files.read", disk)
    stage.attempt(stage.actor(), "confinement.read_own_device", stage.path("disk"), os.stat(disk).st_rdev)
