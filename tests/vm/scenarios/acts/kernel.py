"""Ways around the gates: bpf(2), mounts, namespaces."""
import ctypes
import os

from acts.libc import BPF, LIBC, MOUNT_TREE, MOVE_MOUNT, checked, syscall

BPF_MAP_CREATE, BPF_MAP_LOOKUP_ELEM, BPF_MAP_UPDATE_ELEM, BPF_OBJ_GET, BPF_PROG_GET_NEXT_ID = 0, 1, 2, 7, 11
MS_BIND, MNT_DETACH, AT_FDCWD, CLONE_NEWNS, CLONE_NEWUSER = 4096, 2, -100, 0x20000, 0x10000000


def bpf_create_map():
    attributes = (ctypes.c_uint32 * 32)(2, 4, 4, 1)
    os.close(syscall(BPF, BPF_MAP_CREATE, ctypes.byref(attributes), ctypes.sizeof(attributes)))


def bpf_next_program():
    attributes = (ctypes.c_uint32 * 32)()
    syscall(BPF, BPF_PROG_GET_NEXT_ID, ctypes.byref(attributes), ctypes.sizeof(attributes))


def _open_pin(path):
    text = ctypes.create_string_buffer(path.encode())
    attributes = (ctypes.c_uint64 * 16)(ctypes.addressof(text))
    return syscall(BPF, BPF_OBJ_GET, ctypes.byref(attributes), ctypes.sizeof(attributes))


def bpf_open_pin(path):
    os.close(_open_pin(path))


def bpf_exchange_word(path, key, offset, value):
    """Puts a word of 32 bits into the entry of a pinned map, whose value is at most a page; the word that was there."""
    descriptor, where = _open_pin(path), ctypes.c_uint32(key)
    entry = ctypes.create_string_buffer(4096)
    attributes = (ctypes.c_uint64 * 16)(descriptor, ctypes.addressof(where), ctypes.addressof(entry))
    try:
        syscall(BPF, BPF_MAP_LOOKUP_ELEM, ctypes.byref(attributes), ctypes.sizeof(attributes))
        before = int.from_bytes(entry[offset:offset + 4], "little")
        entry[offset:offset + 4] = value.to_bytes(4, "little")
        syscall(BPF, BPF_MAP_UPDATE_ELEM, ctypes.byref(attributes), ctypes.sizeof(attributes))
    finally:
        os.close(descriptor)
    return before


def mount(kind, path):
    checked(LIBC.mount(b"none", path.encode(), kind.encode(), 0, None))


def bind(source, path):
    checked(LIBC.mount(source.encode(), path.encode(), None, MS_BIND, None))


def unmount(path):
    checked(LIBC.umount2(path.encode(), MNT_DETACH))


def mount_namespace():
    return os.readlink("/proc/self/ns/mnt")


def clone_mount(source, path):
    tree = syscall(MOUNT_TREE, AT_FDCWD, source.encode(), 1)
    syscall(MOVE_MOUNT, tree, b"", AT_FDCWD, path.encode(), 4)


def mount_in_own_namespace(path):
    child = os.fork()
    if child == 0:
        try:
            checked(LIBC.unshare(CLONE_NEWUSER | CLONE_NEWNS))
            mount("tmpfs", path)
        except OSError as error:
            os._exit(error.errno)
        os._exit(0)
    number = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if number:
        raise OSError(number, os.strerror(number))
