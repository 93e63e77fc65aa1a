"""Namespaces, roots and mounts in which a path means something else."""
import ctypes
import os
import stat

from acts.kernel import AT_FDCWD, CLONE_NEWNS, CLONE_NEWUSER, MNT_DETACH, bind
from acts.libc import CLONE3, LIBC, MOUNT_TREE, MOVE_MOUNT, checked, syscall
from acts.processes import _execute, _relay

FSOPEN, FSCONFIG, FSMOUNT, PIVOT_ROOT, CLONE = 430, 431, 432, 155, 56
CLONE_NEWNET, SIGCHLD = 0x40000000, 17
FSCONFIG_CREATE = 6


def _own_mounts():
    """root has the right to it; others get it with a user namespace."""
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        checked(LIBC.unshare(CLONE_NEWNS))
        return
    checked(LIBC.unshare(CLONE_NEWNS | CLONE_NEWUSER))
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def _spawn(path, arguments):
    return _execute(lambda: os.execv(path, [path, *arguments]))


def spawn_under_bind(shadow, path, *arguments):
    """Another file is mounted over the path."""
    def body():
        _own_mounts()
        bind(shadow, path)
        return _spawn(path, arguments)
    return _relay(body)


def spawn_under_moved_mount(shadow, path, *arguments):
    """The same by open_tree() and move_mount()."""
    def body():
        _own_mounts()
        tree = syscall(MOUNT_TREE, AT_FDCWD, ctypes.c_char_p(shadow.encode()), 1)
        syscall(MOVE_MOUNT, tree, ctypes.c_char_p(b""), AT_FDCWD, ctypes.c_char_p(path.encode()), 4)
        return _spawn(path, arguments)
    return _relay(body)


def spawn_in_cloned_tree(directory, name, *arguments):
    """Nothing is attached: a detached clone is enough for execveat()."""
    def body():
        _own_mounts()
        tree = syscall(MOUNT_TREE, AT_FDCWD, ctypes.c_char_p(directory.encode()), 1)
        return _execute(lambda: os.execve(os.open(name, os.O_PATH, dir_fd=tree), [name, *arguments], {}))
    return _relay(body)


def spawn_under_new_tmpfs(source, directory, *arguments):
    """fsopen(), fsmount(), move_mount(): a file system of the attacker's own over a directory."""
    def body():
        _own_mounts()
        context = syscall(FSOPEN, ctypes.c_char_p(b"tmpfs"), 0)
        syscall(FSCONFIG, context, FSCONFIG_CREATE, None, None, 0)
        mount = syscall(FSMOUNT, context, 0, 0)
        syscall(MOVE_MOUNT, mount, ctypes.c_char_p(b""), AT_FDCWD, ctypes.c_char_p(directory.encode()), 4)
        from acts.programs import copy_and_spawn
        return copy_and_spawn(source, f"{directory}/program", *arguments)
    return _relay(body)


def spawn_in_overlay(lower, upper, work, place, name, *arguments):
    """The upper layer shadows a program of the lower one."""
    def body():
        _own_mounts()
        options = f"lowerdir={lower},upperdir={upper},workdir={work}"
        checked(LIBC.mount(b"none", place.encode(), b"overlay", 0, options.encode()))
        return _spawn(f"{place}/{name}", arguments)
    return _relay(body)


def spawn_in_root(root, path, *arguments):
    """chroot(), in a user namespace where that is what it takes."""
    def body():
        if os.geteuid() != 0:
            checked(LIBC.unshare(CLONE_NEWUSER))
        os.chroot(root)
        os.chdir("/")
        return _spawn(path, arguments)
    return _relay(body)


def spawn_in_pivoted_root(root, path, *arguments):
    """root: a mount point already, which only those who made it may use."""
    def body():
        _own_mounts()
        if os.geteuid() != 0:
            bind(root, root)
        os.chdir(root)
        syscall(PIVOT_ROOT, ctypes.c_char_p(b"."), ctypes.c_char_p(b"."))
        LIBC.umount2(b".", MNT_DETACH)
        return _spawn(path, arguments)
    return _relay(body)


def _child(flags, way):
    if way == "clone":
        return syscall(CLONE, flags | SIGCHLD, None, None, None, None)
    fields = (ctypes.c_uint64 * 11)()
    fields[0], fields[4] = flags, SIGCHLD
    return syscall(CLONE3, ctypes.byref(fields), 88)


def user_namespace(way):
    """unshare, clone or clone3."""
    def body():
        if way == "unshare":
            checked(LIBC.unshare(CLONE_NEWUSER))
            return True
        child = _child(CLONE_NEWUSER, way)
        if child == 0:
            os._exit(0)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    return _relay(body)


def raw_socket_in_own_network():
    """In a network namespace of its own anybody may have one."""
    import socket

    def body():
        checked(LIBC.unshare(CLONE_NEWUSER | CLONE_NEWNET))
        socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x300).close()
        return True
    return _relay(body)


def register_format(path, name, magic, interpreter):
    """binfmt_misc: the kernel runs the interpreter for files that begin so."""
    with open(path, "w") as file:
        file.write(f":{name}:M::{magic}::{interpreter}:")
    return True


def read_own_device(path, device):
    """A node of the attacker's own for a disk that has one already."""
    os.mknod(path, 0o600 | stat.S_IFBLK, device)
    with open(path, "rb") as disk:
        return len(disk.read(4096))
