"""Every call that brings a file's bytes to a program: each gives the first hundred of them."""
import ctypes
import mmap
import os

from acts.libc import syscall

COUNT = 100
OPENAT2, AT_FDCWD, READV, PREADV2 = 437, -100, 19, 327


def _open(path):
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def _from_pipe(fill):
    reader, writer = os.pipe()
    fill(writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        return pipe.read(COUNT).decode()


def read(path):
    return os.read(_open(path), COUNT).decode()


def pread(path):
    return os.pread(_open(path), COUNT, 0).decode()


def readv(path):
    buffer = bytearray(COUNT)
    count = os.readv(_open(path), [buffer])
    return buffer[:count].decode()


def preadv2(path):
    buffer = bytearray(COUNT)
    count = os.preadv(_open(path), [buffer], 0, 0)
    return buffer[:count].decode()


def mapped(path):
    file = _open(path)
    with mmap.mmap(file, 0, prot=mmap.PROT_READ) as memory:
        return memory[:COUNT].decode()


def sendfile(path):
    return _from_pipe(lambda pipe: os.sendfile(pipe, _open(path), 0, COUNT))


def splice(path):
    return _from_pipe(lambda pipe: os.splice(_open(path), pipe, COUNT))


def copy_range(path):
    target = os.open(os.path.dirname(path) + "/copy", os.O_CREAT | os.O_RDWR)
    os.copy_file_range(_open(path), target, COUNT)
    return os.pread(target, COUNT, 0).decode()


def openat2(path):
    how = (ctypes.c_uint64 * 3)(os.O_RDONLY, 0, 0)
    file = syscall(OPENAT2, AT_FDCWD, path.encode(), ctypes.byref(how), ctypes.sizeof(how))
    return os.read(file, COUNT).decode()


def path_descriptor(path):
    return read(f"/proc/self/fd/{os.open(path, os.O_PATH)}")


def through_root(path):
    return read(f"/proc/self/root{path}")


def from_directory(path):
    base = os.open(os.path.dirname(path), os.O_PATH)
    return os.read(os.open(os.path.basename(path), os.O_RDONLY, dir_fd=base), COUNT).decode()


def read_and_write(path):
    return os.read(os.open(path, os.O_RDWR), COUNT).decode()


def stat(path):
    return os.stat(path).st_size


def facts(path):
    status = os.stat(path)
    return [status.st_uid, status.st_gid, status.st_mode, int(status.st_mtime), status.st_size]


def names(path):
    return os.listdir(path)
