"""What a process may hold when it is to become a part of an agent; kept until it ends."""
import ctypes
import os
import signal
import socket
import subprocess
import threading
import time

from acts.libc import LIBC, checked, syscall
from acts.memory import ANONYMOUS, EXECUTE, PAGE, PRIVATE, READ, SHARED, WRITE, _map
from acts.network import tcp
from acts.processes import PTRACE_ATTACH
from acts.rings import ENTRIES, SETUP, Ring

CLONE_VM = 0x100
CLONE_FILES = 0x400
CLONE_PARENT = 0x8000
STACK_BYTES = 65536
MOMENT_SECONDS = 0.02
kept = []
_go = threading.Event()
_seen = []


def connection(host, port):
    kept.append(socket.create_connection((host, port), 3))


def unix_pair():
    kept.append(socket.socketpair())


def ring():
    kept.append(Ring())


def ring_without_descriptor():
    """Its memory is mapped, its descriptor closed."""
    made = syscall(SETUP, 8, ctypes.byref(ctypes.create_string_buffer(120)))
    _map(0, PAGE, READ | WRITE, SHARED, made, ENTRIES)
    os.close(made)


def file(path, mode):
    kept.append(open(path, mode))


def mapped_file(path):
    """Read through a mapping; the descriptor is closed."""
    with open(path, "rb") as opened:
        _map(0, PAGE, READ, PRIVATE, opened.fileno())


def shared_memory():
    _map(0, PAGE, READ | WRITE, SHARED | ANONYMOUS)


def shared_memory_protected():
    """What is readable now and can be made writable without a question."""
    _map(0, PAGE, READ, SHARED | ANONYMOUS)


def executable_memory():
    _map(0, PAGE, READ | WRITE | EXECUTE, PRIVATE | ANONYMOUS)


def child():
    kept.append(subprocess.Popen(["/usr/bin/sleep", "600"]))
    return kept[-1].pid


def tracee(pid):
    checked(LIBC.ptrace(PTRACE_ATTACH, pid, None, None))
    os.waitpid(pid, 0x40000000)


def relative(flag):
    """A process that shares memory (CLONE_VM) or descriptors (CLONE_FILES) with this one, and is its parent's child."""
    stack = ctypes.create_string_buffer(STACK_BYTES)
    kept.append(stack)
    top = (ctypes.addressof(stack) + STACK_BYTES - 64) & ~15
    pause = ctypes.cast(LIBC.pause, ctypes.c_void_p)
    return checked(LIBC.clone(pause, ctypes.c_void_p(top), flag | CLONE_PARENT | signal.SIGCHLD, None))


def in_waiting_thread(host, port):
    """A thread from now connects when it is told."""
    def wait():
        _go.wait()
        try:
            tcp(host, port)
            _seen.append("connected")
        except OSError as error:
            _seen.append(error.errno)
    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    kept.append(thread)


def let_thread_go():
    _go.set()
    kept[-1].join(10)
    return _seen


def keep_starting(kind, host, port):
    """Threads, or processes, that connect, one after the other; between two processes there is a moment without any."""
    def connect():
        try:
            tcp(host, port)
        except OSError:
            pass

    def start():
        while True:
            if kind == "thread":
                one = threading.Thread(target=connect)
                one.start()
                one.join()
            elif pid := os.fork():
                os.waitpid(pid, 0)
                time.sleep(MOMENT_SECONDS)
            else:
                connect()
                os._exit(0)
    thread = threading.Thread(target=start, daemon=True)
    thread.start()
