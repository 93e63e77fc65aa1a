"""Ways to start a program, and to look into a process."""
import ctypes
import json
import os
import signal
import subprocess
import threading
import time

from acts.libc import CLONE3, LIBC, PIDFD_GETFD, PIDFD_OPEN, PROCESS_VM_READV, PROCESS_VM_WRITEV, checked, syscall

PTRACE_ATTACH, PTRACE_DETACH = 16, 17
CLONE_INTO_CGROUP = 0x200000000


def _be_silent():
    null = os.open("/dev/null", os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)


def _relay(body):
    """Runs body in a forked child, whose outcome becomes ours."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _report(writer, body)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return _outcome(text)


def _report(writer, body):
    try:
        outcome = [0, body()]
    except OSError as error:
        outcome = [error.errno, None]
    os.write(writer, json.dumps(outcome).encode())
    os._exit(0)


def _outcome(text):
    number, value = json.loads(text)
    if number:
        raise OSError(number, os.strerror(number))
    return value


def _execute(start):
    """start() executes something; our value is that program's exit status."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _be_silent()
            start()
        except OSError as error:
            os.write(writer, str(error.errno).encode())
        os._exit(255)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        failure = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if failure:
        raise OSError(int(failure), os.strerror(int(failure)))
    return status


def spawn(path, *arguments):
    return _execute(lambda: os.execv(path, [path, *arguments]))


def spawn_as(name, path, *arguments):
    return _execute(lambda: os.execv(path, [name, *arguments]))


def spawn_in_grandchild(path, *arguments):
    return _relay(lambda: _relay(lambda: spawn(path, *arguments)))


def spawn_reparented(path, *arguments):
    """Double fork: the one who spawns is init's child."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        if os.fork() == 0:
            while os.getppid() != 1:
                time.sleep(0.01)
            _report(writer, lambda: spawn(path, *arguments))
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        return _outcome(pipe.read())


def spawn_daemonised(path, *arguments):
    def body():
        os.setsid()
        os.chdir("/")
        return spawn_reparented(path, *arguments)
    return _relay(body)


def spawn_posix(path, *arguments):
    """glibc does it by clone(CLONE_VFORK | CLONE_VM)."""
    null = [(os.POSIX_SPAWN_OPEN, descriptor, "/dev/null", os.O_RDWR, 0) for descriptor in (0, 1, 2)]
    child = os.posix_spawn(path, [path, *arguments], {}, file_actions=null)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def spawn_from_thread(path, *arguments):
    """de_thread() makes the thread that executes the leader of its group."""
    def start():
        failure = []

        def execute():
            try:
                os.execv(path, [path, *arguments])
            except OSError as error:
                failure.append(error)
        thread = threading.Thread(target=execute)
        thread.start()
        thread.join()
        raise failure[0]
    return _execute(start)


def spawn_by_descriptor(path, *arguments):
    return _execute(lambda: os.execve(os.open(path, os.O_PATH), [path, *arguments], {}))


def spawn_from_memory(path, *arguments):
    memory = os.memfd_create("program")
    with open(path, "rb") as file:
        os.write(memory, file.read())
    return _execute(lambda: os.execve(memory, [path, *arguments], {}))


def run(*command):
    """Exit status and output of a program, as a shell would see it."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    return [done.returncode, done.stdout + done.stderr]


def in_child(name, *arguments):
    """Another act, in a child."""
    import puppet
    return _relay(lambda: _again(puppet.perform(name, arguments)))


def _again(outcome):
    if "error" in outcome:
        import errno
        raise OSError(getattr(errno, outcome["error"], errno.EIO), outcome["error"])
    return outcome["value"]


def process_id():
    return os.getpid()


def ancestry():
    return os.getppid()


def send_signal(pid, number):
    os.kill(pid, number)


def trace(pid):
    checked(LIBC.ptrace(PTRACE_ATTACH, pid, None, None))
    os.waitpid(pid, 0x40000000)
    checked(LIBC.ptrace(PTRACE_DETACH, pid, None, None))


def _vectors(pid, number):
    local = ctypes.create_string_buffer(8)

    class Vector(ctypes.Structure):
        _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
    remote = Vector(_stack_of(pid) if pid != os.getpid() else ctypes.addressof(local), 8)
    here = Vector(ctypes.addressof(local), 8)
    return syscall(number, pid, ctypes.byref(here), 1, ctypes.byref(remote), 1, 0)


def _stack_of(pid):
    """/proc/PID/stat tells it to those who may know; to others any address does."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return int(stat.read().rpartition(")")[2].split()[25]) or 4096
    except PermissionError:
        return 4096


def read_memory(pid):
    return _vectors(pid, PROCESS_VM_READV)


def write_memory(pid):
    return _vectors(pid, PROCESS_VM_WRITEV)


def open_memory(pid):
    os.close(os.open(f"/proc/{pid}/mem", os.O_RDONLY))


def read_environment(pid):
    with open(f"/proc/{pid}/environ") as environment:
        return len(environment.read())


def take_descriptor(pid, number):
    os.close(syscall(PIDFD_GETFD, syscall(PIDFD_OPEN, pid, 0), number, 0))


def on_own_child(name):
    """One of the acts above, on a child of ours."""
    child = os.fork()
    if child == 0:
        signal.pause()
        os._exit(0)
    try:
        return globals()[name](child)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def clone_into(cgroup):
    directory = os.open(cgroup, os.O_RDONLY | os.O_DIRECTORY)
    arguments = (ctypes.c_uint64 * 11)()
    arguments[0], arguments[4], arguments[10] = CLONE_INTO_CGROUP, signal.SIGCHLD, directory
    child = syscall(CLONE3, ctypes.byref(arguments), 88)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def hold_signals():
    """Those that come stay pending."""
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGRTMIN])


def send_value(pid, number):
    """sigqueue(3): a number goes along with the signal."""
    checked(LIBC.sigqueue(pid, signal.SIGRTMIN, ctypes.c_void_p(number)))


def value_sent():
    """sigtimedwait(2); si_value stands at offset 24 of siginfo_t (include/uapi/asm-generic/siginfo.h)."""
    wanted, info = (ctypes.c_uint64 * 16)(1 << (signal.SIGRTMIN - 1)), ctypes.create_string_buffer(128)
    checked(LIBC.sigtimedwait(wanted, info, (ctypes.c_int64 * 2)(3, 0)))
    return int.from_bytes(info.raw[24:28], "little")
