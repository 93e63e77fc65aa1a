"""Ways into the kernel itself, and to the machine's clock, memory, modules and namespaces."""
import ctypes
import fcntl
import os
import resource
import struct
import time

from acts.libc import BPF, LIBC, checked, syscall

INIT_MODULE, DELETE_MODULE, FINIT_MODULE, KEXEC_LOAD = 175, 176, 313, 246
PERF_EVENT_OPEN, IOPL, IOPERM, USERFAULTFD, SYSLOG, ACCT, REBOOT = 298, 172, 173, 323, 103, 163, 169
SETTIMEOFDAY, CLOCK_SETTIME, ADJTIMEX, CLOCK_ADJTIME = 164, 227, 159, 305
UNSHARE, SETNS, PIVOT_ROOT, CLONE, CLONE3 = 272, 308, 155, 56, 435
NAME_TO_HANDLE, OPEN_BY_HANDLE = 303, 304
FANOTIFY_INIT, FANOTIFY_MARK, SWAPON, SWAPOFF, SETHOSTNAME, MOUNT_SETATTR = 300, 301, 167, 168, 170, 442
FSOPEN, FSCONFIG, FSMOUNT, FSPICK, OPEN_TREE, MOVE_MOUNT = 430, 431, 432, 433, 428, 429
CLONE_NEWNS, CLONE_NEWNET, SIGCHLD = 0x20000, 0x40000000, 17
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
MS_REMOUNT, MS_BIND, MS_RDONLY, MS_PRIVATE, MS_REC = 32, 4096, 1, 1 << 18, 16384
TIMEX_BYTES, ADJ_TICK = 208, 0x4000
DEVICE_USERFAULTFD_NEW, BPF_MAP_GET_NEXT_ID = 0xAA00, 12


def insert_module(path):
    with open(path, "rb") as module:
        image = module.read()
    syscall(INIT_MODULE, image, len(image), b"")


def insert_module_file(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        syscall(FINIT_MODULE, descriptor, b"", 0)
    finally:
        os.close(descriptor)


def remove_module(name):
    syscall(DELETE_MODULE, name.encode(), os.O_NONBLOCK)


def load_kernel():
    """Nothing to load, so that it only asks for the right to."""
    syscall(KEXEC_LOAD, 0, 0, 0, 0)


def count_instructions(pid=0):
    """perf_event_open of PERF_COUNT_SW_TASK_CLOCK: every machine has it."""
    attributes = (ctypes.c_uint64 * 16)(1 | 128 << 32, 1)
    os.close(syscall(PERF_EVENT_OPEN, ctypes.byref(attributes), pid, -1, -1, 0))


def sample_machine():
    attributes = (ctypes.c_uint64 * 16)(1 | 128 << 32, 0)
    os.close(syscall(PERF_EVENT_OPEN, ctypes.byref(attributes), -1, 0, -1, 0))


def open_ports():
    syscall(IOPERM, 0x80, 1, 1)
    syscall(IOPERM, 0x80, 1, 0)


def raise_privilege_of_ports():
    syscall(IOPL, 3)
    syscall(IOPL, 0)


def open_memory_device(path="/dev/mem"):
    os.close(os.open(path, os.O_RDONLY))


def read_file_start(path):
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return len(os.read(descriptor, 4096))
    finally:
        os.close(descriptor)


def fault_handler(flags=1):
    os.close(syscall(USERFAULTFD, flags))


def fault_handler_of_device():
    device = os.open("/dev/userfaultfd", os.O_RDWR)
    try:
        os.close(fcntl.ioctl(device, DEVICE_USERFAULTFD_NEW, 1))
    finally:
        os.close(device)


def list_maps():
    attributes = (ctypes.c_uint32 * 32)()
    syscall(BPF, BPF_MAP_GET_NEXT_ID, ctypes.byref(attributes), ctypes.sizeof(attributes))


def read_kernel_log():
    buffer = ctypes.create_string_buffer(4096)
    return syscall(SYSLOG, 3, buffer, 4096)


def account(path):
    syscall(ACCT, path.encode())
    syscall(ACCT, 0)


def forbid_reboot_by_key():
    """reboot(2), as harmless as it gets: what Ctrl-Alt-Del does."""
    syscall(REBOOT, ctypes.c_long(0xFEE1DEAD), 672274793, 0, 0)


def set_clock_of_day():
    now = time.time()
    syscall(SETTIMEOFDAY, struct.pack("=qq", int(now), int(now % 1 * 1e6)), 0)


def set_clock():
    now = time.time_ns()
    syscall(CLOCK_SETTIME, 0, struct.pack("=qq", now // 10**9, now % 10**9))


def set_zone():
    syscall(SETTIMEOFDAY, 0, struct.pack("=ii", 0, 0))


def _tick():
    """struct timex with modes ADJ_TICK and the tick that is usual."""
    timex = bytearray(TIMEX_BYTES)
    struct.pack_into("=I", timex, 0, ADJ_TICK)
    struct.pack_into("=q", timex, 88, 10000)
    return (ctypes.c_char * TIMEX_BYTES).from_buffer(timex)


def adjust_clock():
    syscall(ADJTIMEX, _tick())


def adjust_clock_by_number():
    syscall(CLOCK_ADJTIME, 0, _tick())


def step_clock():
    """ADJ_SETOFFSET by nothing."""
    timex = bytearray(TIMEX_BYTES)
    struct.pack_into("=I", timex, 0, 0x100)
    syscall(ADJTIMEX, (ctypes.c_char * TIMEX_BYTES).from_buffer(timex))


def _in_child(body):
    """Its errno becomes ours; whatever it changed ends with it."""
    child = os.fork()
    if child == 0:
        number = 0
        try:
            body()
        except OSError as error:
            number = error.errno
        os._exit(number)
    number = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if number:
        raise OSError(number, os.strerror(number))


def new_namespace(flags):
    _in_child(lambda: syscall(UNSHARE, flags))


def child_in_new_namespace(flags):
    child = syscall(CLONE, flags | SIGCHLD, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def child_in_new_namespace_by_clone3(flags):
    arguments = (ctypes.c_uint64 * 11)(flags, 0, 0, 0, SIGCHLD)
    child = syscall(CLONE3, ctypes.byref(arguments), 88)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def enter_namespace(pid, kind):
    def body():
        descriptor = os.open(f"/proc/{pid}/ns/{kind}", os.O_RDONLY)
        syscall(SETNS, descriptor, 0)
    _in_child(body)


def enter_namespaces_by_pidfd(pid, flags=CLONE_NEWNET):
    _in_child(lambda: syscall(SETNS, os.pidfd_open(pid), flags))


def enter_namespace_of_file(path):
    def body():
        syscall(SETNS, os.open(path, os.O_RDONLY), 0)
    _in_child(body)


def change_root(path):
    _in_child(lambda: os.chroot(path))


def pivot_root(new, old):
    """In mounts of its own, so that nobody else loses a root."""
    def body():
        syscall(UNSHARE, CLONE_NEWNS)
        syscall(PIVOT_ROOT, new.encode(), old.encode())
    _in_child(body)


def make_private(path):
    checked(LIBC.mount(b"none", path.encode(), None, MS_PRIVATE | MS_REC, None))


def mount_read_only(path):
    """mount_setattr(2) asks no security module; undone by the same call."""
    for attributes in ((ctypes.c_uint64 * 4)(1, 0, 0, 0), (ctypes.c_uint64 * 4)(0, 1, 0, 0)):
        syscall(MOUNT_SETATTR, AT_FDCWD, path.encode(), 0, ctypes.byref(attributes), 32)


def remount_read_only(path):
    checked(LIBC.mount(b"none", path.encode(), None, MS_REMOUNT | MS_BIND | MS_RDONLY, None))
    checked(LIBC.mount(b"none", path.encode(), None, MS_REMOUNT | MS_BIND, None))


def reconfigure(path):
    """fspick and fsconfig: a remount without mount(2)."""
    context = syscall(FSPICK, AT_FDCWD, path.encode(), 0)
    try:
        syscall(FSCONFIG, context, 7, 0, 0, 0)
    finally:
        os.close(context)


def mount_by_steps(kind, path):
    """fsopen, fsmount, move_mount."""
    context = syscall(FSOPEN, kind.encode(), 0)
    syscall(FSCONFIG, context, 6, 0, 0, 0)
    tree = syscall(FSMOUNT, context, 0, 0)
    syscall(MOVE_MOUNT, tree, b"", AT_FDCWD, path.encode(), 4)


def read_in_detached_mount(directory, name):
    """open_tree(OPEN_TREE_CLONE): a mount that hangs below nothing."""
    tree = syscall(OPEN_TREE, AT_FDCWD, directory.encode(), 1 | AT_RECURSIVE)
    try:
        return os.read(os.open(name, os.O_RDONLY, dir_fd=tree), 100).decode(errors="replace")
    finally:
        os.close(tree)


def read_in_new_mount_of(device, kind, path):
    """The same file system once more, in a mount that hangs below nothing (fsmount)."""
    context = syscall(FSOPEN, kind.encode(), 0)
    syscall(FSCONFIG, context, 1, b"source", device.encode(), 0)
    syscall(FSCONFIG, context, 6, 0, 0, 0)
    tree = syscall(FSMOUNT, context, 0, 0)
    return os.read(os.open(path, os.O_RDONLY, dir_fd=tree), 100).decode(errors="replace")


def read_by_handle(path, mount="/"):
    """open_by_handle_at(2): from a number, not from a name."""
    handle = ctypes.create_string_buffer(8 + 128)
    struct.pack_into("=Ii", handle, 0, 128, 0)
    number = ctypes.c_int()
    syscall(NAME_TO_HANDLE, AT_FDCWD, path.encode(), handle, ctypes.byref(number), 0)
    base = os.open(mount, os.O_RDONLY | os.O_DIRECTORY)
    try:
        descriptor = syscall(OPEN_BY_HANDLE, base, handle, os.O_RDONLY)
    finally:
        os.close(base)
    try:
        return os.read(descriptor, 100).decode(errors="replace")
    finally:
        os.close(descriptor)


def watch_opens(path):
    """Everybody who opens something below that mount waits for our answer, the daemon too."""
    group = syscall(FANOTIFY_INIT, 4, os.O_RDONLY)
    try:
        syscall(FANOTIFY_MARK, group, 1 | 0x10, ctypes.c_ulong(0x10000), AT_FDCWD, path.encode())
    finally:
        os.close(group)


def swap_to(path):
    syscall(SWAPON, path.encode(), 0)
    syscall(SWAPOFF, path.encode())


def name_host(name):
    before = os.uname().nodename
    syscall(SETHOSTNAME, name.encode(), len(name))
    syscall(SETHOSTNAME, before.encode(), len(before))


def write_own_code():
    """/proc/self/mem writes where the memory itself may not be written; the byte stays what it was."""
    address = ctypes.cast(LIBC.getpid, ctypes.c_void_p).value
    descriptor = os.open("/proc/self/mem", os.O_RDWR)
    try:
        os.pwrite(descriptor, os.pread(descriptor, 1, address), address)
    finally:
        os.close(descriptor)


def allow_core_files():
    """Python's own function has an error of its own for EPERM."""
    everything = (ctypes.c_uint64 * 2)(resource.RLIM_INFINITY & (1 << 64) - 1, resource.RLIM_INFINITY & (1 << 64) - 1)
    checked(LIBC.setrlimit(resource.RLIMIT_CORE, everything))


def open_to_read(path):
    os.close(os.open(path, os.O_RDONLY))


def watch(path):
    """inotify(7): every name that is used there."""
    descriptor = checked(LIBC.inotify_init1(os.O_CLOEXEC))
    try:
        checked(LIBC.inotify_add_watch(descriptor, path.encode(), 0xfff))
    finally:
        os.close(descriptor)
