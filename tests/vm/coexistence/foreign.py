"""Somebody else's LSM programs in this guest."""
import json
import os
import shutil
import struct

from harness import check, command, wait_until

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = "/sys/fs/bpf/foreign"
MAPS = "/sys/fs/bpf/foreign_maps"
HOOKS = ("open", "connect", "execute")
NAMES = {f"{kind}_{hook}" for kind in ("restrict", "count") for hook in HOOKS}
TMPFS_MAGIC = 0x01021994


def bpftool(*words):
    done = command("bpftool", *words)
    check(done.returncode == 0, f"bpftool {' '.join(words)}:", done.stderr or done.stdout)
    return done.stdout


def load():
    done = command(f"{HERE}/load", f"{HERE}/restrict.bpf.o", PROGRAMS, MAPS)
    check(done.returncode == 0, "the foreign programs:", done.stderr)


def unload():
    """A link ends with its pin; the kernel lets the program go a moment later."""
    for directory in (PROGRAMS, MAPS):
        if os.path.isdir(directory):
            shutil.rmtree(directory)
    wait_until(lambda: not attached_names() & NAMES, 5, "the end of the foreign programs")


def is_attached():
    return NAMES <= attached_names()


def attached_names():
    """By what the kernel itself says of its links."""
    names = {program["id"]: program.get("name", "") for program in json.loads(bpftool("-j", "prog", "show"))}
    return {names.get(link.get("prog_id"), "") for link in json.loads(bpftool("-j", "link", "show"))}


def restrict(cgroup, program, port):
    _set(os.stat(cgroup).st_ino, TMPFS_MAGIC, os.stat(program).st_ino, port)


def restrict_nobody():
    _set(0, 0, 0, 0)


def _set(*numbers):
    value = [f"{byte:02x}" for byte in struct.pack("<4Q", *numbers)]
    bpftool("map", "update", "pinned", f"{MAPS}/restriction", "key", "hex", "00", "00", "00", "00", "value", "hex", *value)


def calls():
    """How often each hook was called, as the counting programs saw it."""
    seen = {}
    for number, hook in enumerate(HOOKS):
        found = json.loads(bpftool("-j", "map", "lookup", "pinned", f"{MAPS}/calls", "key", str(number), "0", "0", "0"))
        seen[hook] = int.from_bytes(bytes(int(byte, 16) for byte in found["value"]), "little")
    return seen
