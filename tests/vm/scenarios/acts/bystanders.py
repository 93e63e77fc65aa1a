"""What can be done to a process by its number."""
import ctypes
import fcntl
import os
import signal
import struct

from acts.libc import LIBC, PIDFD_OPEN, checked, syscall

KCMP, PROCESS_MADVISE, PIDFD_SEND_SIGNAL, TGKILL, QUEUE_SIGNAL, QUEUE_THREAD_SIGNAL = 312, 440, 424, 234, 129, 297
PRLIMIT, SET_PRIORITY, SET_AFFINITY, SET_SCHEDULER, SET_ATTRIBUTES, IO_PRIORITY = 302, 141, 203, 144, 314, 251
MIGRATE_PAGES, ROBUST_LIST = 256, 274
PTRACE_POKETEXT, PTRACE_SEIZE, PTRACE_DETACH, PTRACE_INTERRUPT = 4, 0x4206, 17, 0x4207
RLIMIT_NOFILE = 7


def seize(pid):
    checked(LIBC.ptrace(PTRACE_SEIZE, pid, None, None))
    checked(LIBC.ptrace(PTRACE_INTERRUPT, pid, None, None))
    os.waitpid(pid, 0x40000000)
    checked(LIBC.ptrace(PTRACE_DETACH, pid, None, None))


def compare(pid):
    return syscall(KCMP, os.getpid(), pid, 2, 0, 0)


def advise(pid, address):
    """MADV_COLD: its pages go first."""
    vector = struct.pack("=QQ", address, 4096)
    return syscall(PROCESS_MADVISE, syscall(PIDFD_OPEN, pid, 0), vector, 1, 20, 0)


def address_in(pid):
    with open(f"/proc/{pid}/maps") as maps:
        return int(maps.readline().split("-")[0], 16)


def robust_list(pid):
    return syscall(ROBUST_LIST, pid, ctypes.byref(ctypes.c_void_p()), ctypes.byref(ctypes.c_size_t()))


def read_link(pid, what):
    return os.readlink(f"/proc/{pid}/{what}")


def read_about(pid, what):
    with open(f"/proc/{pid}/{what}", "rb") as file:
        return len(file.read(100))


def open_about(pid, what):
    os.close(os.open(f"/proc/{pid}/{what}", os.O_RDONLY))


def open_of(pid, number):
    """A descriptor of another process, opened anew."""
    os.close(os.open(f"/proc/{pid}/fd/{number}", os.O_RDONLY))


def read_below_root_of(pid, path):
    with open(f"/proc/{pid}/root{path}") as file:
        return file.read(100)


def stop(pid):
    os.kill(pid, signal.SIGSTOP)


def stop_by_pidfd(pid):
    syscall(PIDFD_SEND_SIGNAL, syscall(PIDFD_OPEN, pid, 0), signal.SIGSTOP, 0, 0)


def stop_thread(pid):
    syscall(TGKILL, pid, pid, signal.SIGSTOP)


def queue_signal(pid, number=signal.SIGSTOP):
    information = struct.pack("=iii", number, 0, -1).ljust(128, b"\0")
    syscall(QUEUE_SIGNAL, pid, number, information)


def queue_thread_signal(pid, number=signal.SIGSTOP):
    information = struct.pack("=iii", number, 0, -1).ljust(128, b"\0")
    syscall(QUEUE_THREAD_SIGNAL, pid, pid, number, information)


def stop_by_owner(pid):
    """F_SETOWN and F_SETSIG: the kernel sends it when the pipe becomes readable."""
    reader, writer = os.pipe()
    fcntl.fcntl(reader, fcntl.F_SETOWN, pid)
    fcntl.fcntl(reader, 10, int(signal.SIGSTOP))
    fcntl.fcntl(reader, fcntl.F_SETFL, os.O_ASYNC | os.O_NONBLOCK)
    os.write(writer, b"x")
    os.close(reader)
    os.close(writer)


def limit_files(pid):
    """Reads and sets the same limit, so that a control harms nothing."""
    limits = (ctypes.c_uint64 * 2)()
    syscall(PRLIMIT, pid, RLIMIT_NOFILE, 0, ctypes.byref(limits))
    syscall(PRLIMIT, pid, RLIMIT_NOFILE, ctypes.byref(limits), 0)


def lower_priority(pid):
    syscall(SET_PRIORITY, 0, pid, 19)


def bind_to_processor(pid):
    syscall(SET_AFFINITY, pid, 8, ctypes.byref(ctypes.c_uint64(1)))


def schedule_idly(pid):
    syscall(SET_SCHEDULER, pid, 5, ctypes.byref(ctypes.c_int(0)))


def schedule_idly_by_attributes(pid):
    syscall(SET_ATTRIBUTES, pid, struct.pack("=IIQiIQQQ", 48, 5, 0, 0, 0, 0, 0, 0), 0)


def starve_of_disk(pid):
    syscall(IO_PRIORITY, 1, pid, 3 << 13)


def move_memory(pid):
    nodes = ctypes.c_ulong(1)
    return syscall(MIGRATE_PAGES, pid, 64, ctypes.byref(nodes), ctypes.byref(nodes))


def score_out_of_memory(pid):
    with open(f"/proc/{pid}/oom_score_adj", "r+") as score:
        value = score.read()
        score.seek(0)
        score.write(value)


def write_into_traced_child():
    """PTRACE_POKETEXT writes code that the child itself could not: our own child, so that nobody is outside."""
    child = os.fork()
    if child == 0:
        checked(LIBC.ptrace(0, 0, None, None))
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(1)
    os.waitpid(child, 0)
    try:
        with open(f"/proc/{child}/maps") as maps:
            text = next(int(line.split("-")[0], 16) for line in maps if " r-xp " in line)
        checked(LIBC.ptrace(PTRACE_POKETEXT, child, ctypes.c_void_p(text), ctypes.c_void_p(0x90909090)))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
