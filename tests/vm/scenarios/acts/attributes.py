"""What says something without being a file's content: names, links, times, extended attributes, a task's own words."""
import ctypes
import fcntl
import os
import resource
import struct

from acts.libc import LIBC, checked

PR_SET_NAME = 15
FS_IOC_SETFLAGS, FS_IOC_GETFLAGS, FS_IOC_SETVERSION = 0x40086602, 0x80086601, 0x40087602
FIFREEZE, FITHAW, FS_IMMUTABLE = 0xC0045877, 0xC0045878, 0x10


def set_attribute(path, text, name="user.note"):
    os.setxattr(path, name, text.encode())


def get_attribute(path, name="user.note"):
    return os.getxattr(path, name).decode(errors="replace")


def remove_attribute(path, name="user.note"):
    os.removexattr(path, name)


def set_times(path, seconds):
    os.utime(path, (seconds, seconds))


def get_time(path):
    return int(os.stat(path).st_mtime)


def touch(path):
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o666))


def make_fifo(path):
    os.mkfifo(path)


def make_device(path, kind, major, minor):
    os.mknod(path, kind | 0o666, os.makedev(major, minor))


def names_in(directory):
    return sorted(os.listdir(directory))


def link_body(path):
    return os.readlink(path)


def owner(path, user, group):
    os.chown(path, user, group)


def set_thread_name(text):
    checked(LIBC.prctl(PR_SET_NAME, text.encode(), 0, 0, 0))


def write_thread_name(text):
    with open("/proc/self/comm", "w") as name:
        name.write(text)


def thread_name(pid):
    with open(f"/proc/{pid}/comm") as name:
        return name.read().strip()


def _argument_area():
    """Where the kernel takes /proc/PID/cmdline from (arg_start, arg_end)."""
    with open("/proc/self/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return int(fields[45]), int(fields[46])


def set_arguments(text):
    """No system call at all: the arguments are the process's own memory, and everybody may read them."""
    start, end = _argument_area()
    content = text.encode()[:end - start].ljust(end - start, b"\0")
    ctypes.memmove(start, content, len(content))


def arguments_of(pid):
    with open(f"/proc/{pid}/cmdline", "rb") as arguments:
        return arguments.read().split(b"\0")[0].decode(errors="replace")


def set_limit(number):
    """A number that everybody may read in /proc/PID/limits."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (number, hard))


def limit_of(pid):
    return resource.prlimit(pid, resource.RLIMIT_FSIZE)[0]


def listed_limit_of(pid):
    with open(f"/proc/{pid}/limits") as limits:
        return int(next(line for line in limits if line.startswith("Max file size")).split()[3])


def _flags(path, change):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        flags = struct.unpack("=i", fcntl.ioctl(descriptor, FS_IOC_GETFLAGS, bytes(8))[:4])[0]
        fcntl.ioctl(descriptor, FS_IOC_SETFLAGS, struct.pack("=q", change(flags)))
    finally:
        os.close(descriptor)


def make_immutable(path):
    """chattr +i needs no descriptor that may write."""
    _flags(path, lambda flags: flags | FS_IMMUTABLE)


def make_mutable(path):
    _flags(path, lambda flags: flags & ~FS_IMMUTABLE)


def set_generation(path, number):
    """The generation is part of what the gates know a file by."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, FS_IOC_SETVERSION, struct.pack("=q", number))
    finally:
        os.close(descriptor)


def freeze(directory):
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, FIFREEZE, 0)
    finally:
        os.close(descriptor)


def thaw(directory):
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.ioctl(descriptor, FITHAW, 0)
    finally:
        os.close(descriptor)
