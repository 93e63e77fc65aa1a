"""More ways to start a program: through system calls, environments and other programs."""
import ctypes
import errno
import os
import shutil
import subprocess

from acts.libc import CLONE3, syscall
from acts.processes import _execute

EXECVEAT = 322
AT_EMPTY_PATH = 0x1000
CLONE_PARENT = 0x8000
REFUSED = os.strerror(errno.EPERM)


def command(environment, *words):
    """Output of a program; an error as it told it."""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=30, env={"PATH": "/usr/sbin:/usr/bin", **environment})
    if REFUSED in done.stdout:
        raise PermissionError(errno.EPERM, REFUSED)
    if done.returncode:
        raise OSError(None, f"exit {done.returncode}: {done.stdout}"[-300:])
    return done.stdout


def command_whatever(environment, *words):
    """The same, when what counts is what it did on the way."""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=30, env={"PATH": "/usr/sbin:/usr/bin", **environment})
    return [done.returncode, done.stdout[-200:]]


def perform(program, *arguments):
    """A program whose exit status is the errno of what it tried."""
    done = subprocess.run([program, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, timeout=50)
    if done.returncode:
        raise OSError(done.returncode if done.returncode > 0 else errno.EFAULT, os.strerror(done.returncode))
    return done.stdout.decode()


def copy_and_spawn(source, target, *arguments):
    shutil.copyfile(source, target)
    os.chmod(target, 0o755)
    return _execute(lambda: os.execv(target, [target, *arguments]))


def link_and_spawn(source, target, *arguments):
    os.link(source, target)
    return _execute(lambda: os.execv(target, [target, *arguments]))


def _vector(words):
    return (ctypes.c_char_p * (len(words) + 1))(*(word.encode() for word in words), None)


def _execveat(directory, name, words, flags):
    syscall(EXECVEAT, directory, ctypes.c_char_p(name), _vector(words), _vector([]), flags)


def spawn_at(directory, name, *arguments):
    """execveat() of a name in a directory that is open as O_PATH."""
    base = os.open(directory, os.O_PATH | os.O_DIRECTORY)
    return _execute(lambda: _execveat(base, name.encode(), [name, *arguments], 0))


def spawn_empty_path(path, *arguments):
    file = os.open(path, os.O_PATH)
    return _execute(lambda: _execveat(file, b"", [path, *arguments], AT_EMPTY_PATH))


def spawn_deleted(source, path, *arguments):
    """A file without a name, whose last descriptor is executed."""
    shutil.copyfile(source, path)
    os.chmod(path, 0o755)
    file = os.open(path, os.O_RDONLY)
    os.unlink(path)
    return _execute(lambda: os.execve(file, [path, *arguments], {}))


def spawn_unnamed(source, directory, *arguments):
    """O_TMPFILE: the file never had a name."""
    writer = os.open(directory, os.O_TMPFILE | os.O_RDWR, 0o755)
    with open(source, "rb") as file:
        os.write(writer, file.read())
    reader = os.open(f"/proc/self/fd/{writer}", os.O_RDONLY)
    os.close(writer)
    return _execute(lambda: os.execve(reader, ["program", *arguments], {}))


def spawn_memory_by_name(source, *arguments):
    memory = os.memfd_create("program", 0)
    with open(source, "rb") as file:
        os.write(memory, file.read())
    path = f"/proc/{os.getpid()}/fd/{memory}"
    reader = os.open(path, os.O_RDONLY)
    os.close(memory)
    return _execute(lambda: os.execv(f"/proc/self/fd/{reader}", ["program", *arguments]))


def spawn_sibling(path, *arguments):
    """clone(CLONE_PARENT): the parent of what executes is the caller's own parent."""
    def start():
        fields = (ctypes.c_uint64 * 11)()
        fields[0] = CLONE_PARENT
        reader, writer = os.pipe()
        if syscall(CLONE3, ctypes.byref(fields), 88) == 0:
            try:
                os.execv(path, [path, *arguments])
            except OSError as error:
                os.write(writer, str(error.errno).encode())
            os._exit(0)
        os.close(writer)
        failure = os.read(reader, 20)
        if failure:
            raise OSError(int(failure), os.strerror(int(failure)))
        os._exit(0)
    return _execute(start)


def spawn_with_pid(wanted, path, *arguments):
    """By the child that gets this number; whoever is near it forks until then."""
    for _ in range(60):
        child = os.fork()
        if child == 0:
            _exit_with(lambda: os.getpid() == wanted and os.execv(path, [path, *arguments]))
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if child == wanted:
            if code:
                raise OSError(code, os.strerror(code))
            return child
    raise OSError(errno.EAGAIN, "somebody else has the number")


def _exit_with(start):
    try:
        start()
    except OSError as error:
        os._exit(error.errno)
    os._exit(0)


def _alias(path):
    base, _, name = path.rpartition("/")
    return base or "/", name


def spawn_by_alias(kind, path, *arguments):
    """Other names that /proc has for a file."""
    directory, name = _alias(path)
    if kind == "cwd":
        os.chdir(directory)
    aliases = {"root": f"/proc/self/root{path}", "pid_root": f"/proc/{os.getpid()}/root{path}",
               "thread_root": f"/proc/thread-self/root{path}", "cwd": f"/proc/self/cwd/{name}",
               "fd": f"/proc/self/fd/{os.open(path, os.O_PATH)}",
               "dir_fd": f"/proc/self/fd/{os.open(directory, os.O_PATH)}/{name}",
               "dots": f"{directory}/../{os.path.basename(directory)}/./{name}"}
    try:
        return _execute(lambda: os.execv(aliases[kind], [path, *arguments]))
    finally:
        os.chdir("/")

