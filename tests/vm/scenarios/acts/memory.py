"""Ways to have memory executed that nobody judged as a program."""
import ctypes
import mmap
import os
import signal

from acts.libc import LIBC, checked, syscall
from acts.processes import _relay

MMAP, MPROTECT, PKEY_MPROTECT, PERSONALITY, SHMGET, SHMAT = 9, 10, 329, 135, 29, 30
READ, WRITE, EXECUTE = mmap.PROT_READ, mmap.PROT_WRITE, mmap.PROT_EXEC
SHARED, PRIVATE, ANONYMOUS = 1, 2, 0x20
PAGE = 4096
READ_IMPLIES_EXEC = 0x0400000
SHM_EXEC = 0o100000
PTRACE_TRACEME, PTRACE_POKETEXT, PTRACE_DETACH = 0, 4, 17
# mov eax, 42; ret
CODE = bytes.fromhex("b82a000000c3")


def _map(address, length, protection, flags, descriptor=-1, offset=0):
    return syscall(MMAP, address, length, protection, flags, descriptor, offset)


def _store(address):
    ctypes.memmove(address, CODE, len(CODE))


def _call(address):
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()


def written_and_executable():
    address = _map(0, PAGE, READ | WRITE | EXECUTE, PRIVATE | ANONYMOUS)
    _store(address)
    return _call(address)


def shared_and_executable():
    address = _map(0, PAGE, READ | WRITE | EXECUTE, SHARED | ANONYMOUS)
    _store(address)
    return _call(address)


def written_then_protected():
    address = _map(0, PAGE, READ | WRITE, PRIVATE | ANONYMOUS)
    _store(address)
    syscall(MPROTECT, address, PAGE, READ | EXECUTE)
    return _call(address)


def written_then_protected_by_key():
    address = _map(0, PAGE, READ | WRITE, PRIVATE | ANONYMOUS)
    _store(address)
    syscall(PKEY_MPROTECT, address, PAGE, READ | EXECUTE, -1)
    return _call(address)


def executable_then_writable():
    address = _map(0, PAGE, READ | EXECUTE, PRIVATE | ANONYMOUS)
    syscall(MPROTECT, address, PAGE, READ | WRITE | EXECUTE)
    _store(address)
    return _call(address)


def _mapping(name, end):
    with open("/proc/self/maps") as maps:
        line = next(line for line in maps if name in line)
    return int(line.split()[0].split("-")[end], 16)


def stack_protected():
    address = _mapping("[stack]", 0)
    _store(address)
    syscall(MPROTECT, address, PAGE, READ | WRITE | EXECUTE)
    return _call(address)


def heap_protected():
    """In a child, because the heap is in use."""
    def body():
        address = _mapping("[heap]", 1) - PAGE
        syscall(MPROTECT, address, PAGE, READ | WRITE | EXECUTE)
        _store(address)
        return _call(address)
    return _relay(body)


def library_page_rewritten(path):
    """A private page of a library's code, made writable, written, made executable again."""
    file = os.open(path, os.O_RDONLY)
    address = _map(0, PAGE, READ | WRITE, PRIVATE, file)
    _store(address)
    syscall(MPROTECT, address, PAGE, READ | EXECUTE)
    return _call(address)


def read_implies_execute():
    def body():
        syscall(PERSONALITY, READ_IMPLIES_EXEC)
        address = _map(0, PAGE, READ | WRITE, PRIVATE | ANONYMOUS)
        _store(address)
        return _call(address)
    return _relay(body)


def system_v_segment():
    segment = syscall(SHMGET, 0, PAGE, 0o1700)
    address = syscall(SHMAT, segment, 0, SHM_EXEC)
    _store(address)
    LIBC.shmctl(segment, 0, None)
    return _call(address)


def _code_file(path):
    with open(path, "wb") as file:
        file.write(CODE.ljust(PAGE, b"\x90"))
    return os.open(path, os.O_RDWR)


def own_file(path, kind):
    """A file that holds code of the caller's own making."""
    file = _code_file(path)
    if kind == "private":
        return _call(_map(0, PAGE, READ | EXECUTE, PRIVATE, file))
    if kind == "shared":
        return _call(_map(0, PAGE, READ | EXECUTE, SHARED, file))
    if kind == "writable":
        return _call(_map(0, PAGE, READ | WRITE | EXECUTE, SHARED, file))
    if kind == "deleted":
        os.unlink(path)
        return _call(_map(0, PAGE, READ | EXECUTE, PRIVATE, file))
    address = _map(0, PAGE, READ, PRIVATE, file)
    syscall(MPROTECT, address, PAGE, READ | EXECUTE)
    return _call(address)


def own_memory_file():
    file = os.memfd_create("code")
    os.write(file, CODE.ljust(PAGE, b"\x90"))
    return _call(_map(0, PAGE, READ | EXECUTE, SHARED, file))


def own_memory_file_twice():
    """One view writes, the other executes."""
    file = os.memfd_create("code")
    os.write(file, bytes(PAGE))
    code = _map(0, PAGE, READ | EXECUTE, SHARED, file)
    _store(_map(0, PAGE, READ | WRITE, SHARED, file))
    return _call(code)


def device_of_zeros():
    file = os.open("/dev/zero", os.O_RDWR)
    address = _map(0, PAGE, READ | WRITE | EXECUTE, PRIVATE, file)
    _store(address)
    return _call(address)


def map_program(path):
    """The text of another program."""
    file = os.open(path, os.O_RDONLY)
    return bool(_map(0, PAGE, READ | EXECUTE, PRIVATE, file))


def load_library(path):
    return bool(ctypes.CDLL(path))


def _text_page():
    """An executable page of libc that nothing calls: the last one."""
    with open("/proc/self/maps") as maps:
        line = next(line for line in maps if "libc.so.6" in line and "r-xp" in line)
    return int(line.split()[0].split("-")[1], 16) - PAGE


def own_text_by_proc():
    """/proc/self/mem writes even where the page tables do not (FOLL_FORCE)."""
    def body():
        address = _text_page()
        with open("/proc/self/mem", "r+b", buffering=0) as memory:
            memory.seek(address)
            memory.write(CODE)
        return _call(address)
    return _relay(body)


def text_of_child_by_trace():
    """PTRACE_POKETEXT does the same to a child that asked for it."""
    address = _text_page()
    child = os.fork()
    if child == 0:
        LIBC.ptrace(PTRACE_TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(_call(address))
    os.waitpid(child, os.WUNTRACED)
    word = int.from_bytes(CODE.ljust(8, b"\x90"), "little")
    try:
        checked(LIBC.ptrace(PTRACE_POKETEXT, child, ctypes.c_void_p(address), ctypes.c_void_p(word)))
    except OSError:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise
    checked(LIBC.ptrace(PTRACE_DETACH, child, None, None))
    os.kill(child, signal.SIGCONT)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def text_of_child_by_proc():
    """The same through /proc/PID/mem of a child."""
    address = _text_page()
    child = os.fork()
    if child == 0:
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(_call(address))
    os.waitpid(child, os.WUNTRACED)
    try:
        with open(f"/proc/{child}/mem", "r+b", buffering=0) as memory:
            memory.seek(address)
            memory.write(CODE)
    finally:
        os.kill(child, signal.SIGCONT)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return code
