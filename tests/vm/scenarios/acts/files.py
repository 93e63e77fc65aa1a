"""Ways to a file's content, and ways to change it."""
import mmap
import os

from acts.libc import syscall

RENAMEAT2, AT_FDCWD, RENAME_EXCHANGE = 316, -100, 2
kept = {}


def read(path):
    with open(path, "rb") as file:
        return file.read(100).decode(errors="replace")


def read_at(directory, name):
    base = os.open(directory, os.O_PATH | os.O_DIRECTORY)
    file = os.open(name, os.O_RDONLY, dir_fd=base)
    return os.read(file, 100).decode(errors="replace")


def read_by_path_descriptor(path):
    """O_PATH needs no permission; opening it again through /proc does."""
    return read(f"/proc/self/fd/{os.open(path, os.O_PATH)}")


def read_from(directory, name):
    os.chdir(directory)
    try:
        return read(name)
    finally:
        os.chdir("/")



def write(path, text="changed\n"):
    with open(path, "w") as file:
        file.write(text)


def append(path):
    with open(path, "a") as file:
        file.write("changed\n")


def truncate(path):
    os.truncate(path, 0)


def rename(old, new):
    os.rename(old, new)


def exchange(path, other):
    syscall(RENAMEAT2, AT_FDCWD, path.encode(), AT_FDCWD, other.encode(), RENAME_EXCHANGE)


def link_link(old, new):
    """Another name of a symbolic link itself."""
    os.link(old, new, follow_symlinks=False)


def link(old, new):
    os.link(old, new)


def symlink(target, path):
    os.symlink(target, path)


def unlink(path):
    os.unlink(path)


def mkdir(path):
    os.mkdir(path)


def rmdir(path):
    os.rmdir(path)


def chmod(path, mode):
    os.chmod(path, mode)


def keep_mapping(name, path):
    file = os.open(path, os.O_RDWR)
    kept[name] = mmap.mmap(file, 0)
    os.close(file)
    kept[name][0] = kept[name][0]
