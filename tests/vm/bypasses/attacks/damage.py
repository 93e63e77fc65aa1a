"""Rows 60 and 61: damage without a descriptor that may write, and ways to a disk below its file system."""
import os

from cast import act, attack, effect
from leak import SENDER, leak
from machine import SECRET


def _damage(cast, name, *arguments):
    """Each by itself: what may not be written may not be changed in any other way either."""
    path = cast.stage.write(cast.stage.outside("target"), SECRET)
    before = _state(path)
    act(cast.start(), name, path, *arguments)
    effect(_state(path) != before, "nothing has changed")


def _state(path):
    if not os.path.lexists(path):
        return None
    status = os.stat(path)
    with open(path, "rb") as file:
        content = file.read()
    names = os.listxattr(path)
    return content, status.st_mode, status.st_uid, status.st_mtime, status.st_nlink, sorted(names)


@attack
def file_outside_written(cast):
    _damage(cast, "files.write")


@attack
def file_outside_truncated(cast):
    _damage(cast, "files.truncate")


@attack
def file_outside_unlinked(cast):
    _damage(cast, "files.unlink")


@attack
def file_outside_renamed(cast):
    _damage(cast, "files.rename", cast.stage.outside("elsewhere"))


@attack
def file_outside_made_executable(cast):
    _damage(cast, "files.chmod", 0o777)


@attack
def file_outside_given_away(cast):
    _damage(cast, "attributes.owner", 65534, 65534)


@attack
def file_outside_given_an_attribute(cast):
    """On ext4: tmpfs knows them only since 6.6."""
    path = cast.write(f"{cast.disk('/srv/attributes')}/target", SECRET, owned=True)
    act(cast.start(), "attributes.set_attribute", path, "changed")
    effect(os.listxattr(path), "it has none")


@attack
def file_outside_deprived_of_an_attribute(cast):
    path = cast.write(f"{cast.disk('/srv/deprived')}/target", SECRET, owned=True)
    os.setxattr(path, "user.note", b"kept")
    act(cast.start(), "attributes.remove_attribute", path)
    effect(not os.listxattr(path), "it has one still")


@attack
def file_outside_given_other_times(cast):
    _damage(cast, "attributes.set_times", 1)


@attack
def file_outside_linked_inside(cast):
    """A second name in a write area, through which it could be written."""
    _damage(cast, "files.link", cast.stage.inside("alias"))


@attack
def file_outside_made_immutable(cast):
    """chattr +i asks for no descriptor that may write."""
    path = cast.stage.write(cast.stage.outside("target"), SECRET)
    act(cast.start(), "attributes.make_immutable", path)
    try:
        os.truncate(path, 0)
    except PermissionError:
        cast.outside("attributes.make_mutable", path)
        return
    effect(False, "it can be changed still")


@attack
def file_outside_created(cast):
    path = cast.stage.outside("new")
    actor = cast.start()
    act(actor, "files.write", path)
    effect(os.path.exists(path), "it is not there")


@attack
def directory_outside_made(cast):
    path = cast.stage.outside("directory")
    actor = cast.start()
    act(actor, "files.mkdir", path)
    os.rmdir(path)


@attack
def link_outside_made(cast):
    path = cast.stage.outside("link")
    actor = cast.start()
    act(actor, "files.symlink", "/etc/passwd", path)
    os.unlink(path)


@attack
def device_in_a_write_area(cast):
    """The disk under another name, below which no label is found."""
    path = cast.path("disk")
    number = os.stat("/dev/vda").st_rdev
    actor = cast.start()
    act(actor, "attributes.make_device", path, 0o060000, os.major(number), os.minor(number))
    effect(act(actor, "interfaces.read_file_start", path) == 4096, "nothing was read")


@attack
def disk_read_directly(cast):
    actor = cast.start()
    effect(act(actor, "interfaces.read_file_start", "/dev/vda") == 4096, "nothing was read")


@attack
def generation_of_a_labelled_directory(cast):
    """ext4 lets its owner set the number that is part of the file's identity."""
    vault = cast.disk("/srv/vault")
    cast.stage.give(vault)
    cast.write(f"{vault}/token", SECRET)
    cast.label_settled()
    a, b = cast.start(f"read {vault}"), cast.start(SENDER)
    act(a, "attributes.set_generation", vault, 4711)
    leak(b, act(b, "files.read", f"{vault}/token"))


@attack
def names_in_a_secret_directory(cast):
    effect(act(cast.start(), "attributes.names_in", "/srv/sealed") != [], "nothing was listed")


@attack
def generation_of_its_own_file(cast):
    """The file would no longer be the one that was recorded as written by a tainted agent."""
    path = cast.write(f"{cast.disk(cast.path('disk'))}/file", "", owned=True)
    act(cast.start(), "attributes.set_generation", path, 4711)
