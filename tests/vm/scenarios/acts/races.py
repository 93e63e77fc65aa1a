"""Between the check and the use: somebody else changes what is looked at."""
import contextlib
import ctypes
import errno
import os
import signal
import subprocess
import threading
import time

from acts.files import exchange
from acts.libc import LIBC

kept = {}


def _repeat_in_child(body):
    child = os.fork()
    if child == 0:
        while True:
            body()
    return child


def _end(child):
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _last_error(error):
    raise OSError(error.errno, os.strerror(error.errno))


def hammer(seconds, name, *arguments):
    """An act again and again; its value as soon as it works once."""
    import puppet
    deadline = time.monotonic() + seconds
    attempts = 0
    while time.monotonic() < deadline:
        outcome = puppet.perform(name, arguments)
        attempts += 1
        if "error" not in outcome:
            return outcome["value"]
    raise OSError(getattr(errno, outcome["error"], errno.EIO), f"{attempts} attempts")


def hammer_beside(seconds, command, name, *arguments):
    """The same while a program runs over and over; EIO when that did not work twice, as then there was no race."""
    ending, statuses, started = threading.Event(), [], time.monotonic()

    def run():
        while not ending.is_set():
            null = subprocess.DEVNULL
            statuses.append(subprocess.run(command, stdin=null, stdout=null, stderr=null).returncode)
    thread = threading.Thread(target=run)
    thread.start()
    try:
        return hammer(seconds, name, *arguments)
    finally:
        ending.set()
        thread.join()
        if statuses.count(0) < 2 and time.monotonic() > started + seconds:
            raise OSError(errno.EIO, f"{command} ended with {statuses}")


def flood(count, path):
    """As many refusals as that, then one more attempt that counts."""
    for _ in range(count):
        try:
            os.close(os.open(path, os.O_RDONLY))
        except OSError:
            continue
        return
    os.close(os.open(path, os.O_RDONLY))


def read_swapped(seconds, path, other, wanted):
    """One name, exchanged with another all the time; the content, if it ever is the one that is wanted."""
    swapper = _repeat_in_child(lambda: exchange(path, other))
    deadline, refused = time.monotonic() + seconds, None
    try:
        while time.monotonic() < deadline:
            try:
                with open(path) as file:
                    text = file.read(100)
            except OSError as error:
                refused = error
                continue
            if text == wanted:
                return text
    finally:
        _end(swapper)
    if refused:
        _last_error(refused)
    return None


def write_swapped(seconds, path, other):
    """Writes by a name that leads now here, now there; how often that was refused."""
    swapper = _repeat_in_child(lambda: exchange(path, other))
    deadline, refused = time.monotonic() + seconds, 0
    try:
        while time.monotonic() < deadline:
            try:
                with open(path, "a") as file:
                    file.write("changed\n")
            except OSError:
                refused += 1
    finally:
        _end(swapper)
    return refused


@contextlib.contextmanager
def _unheard():
    """What children print would stand between the puppet's own answers."""
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def execute_rewritten(seconds, words, harmless, harmful, effect):
    """posix_spawn shares the memory of its caller, so that a thread rewrites an argument while execve reads it. The
    word None is the one that is rewritten."""
    texts = [text.encode() + b"\0" for text in (harmless, harmful)]
    rewritten = ctypes.create_string_buffer(max(map(len, texts)))
    buffers = [rewritten if word is None else ctypes.create_string_buffer(word.encode()) for word in words]
    vector = (ctypes.c_void_p * (len(words) + 1))(*map(ctypes.addressof, buffers))
    ending = threading.Event()

    def rewrite():
        while not ending.is_set():
            for text in texts:
                ctypes.memmove(rewritten, text, len(text))
    thread = threading.Thread(target=rewrite)
    thread.start()
    refused, deadline = 0, time.monotonic() + seconds
    try:
        with _unheard():
            while time.monotonic() < deadline and not os.path.exists(effect):
                child = ctypes.c_int()
                failure = LIBC.posix_spawn(ctypes.byref(child), words[0].encode(), None, None, vector, None)
                if failure:
                    refused = failure
                    continue
                os.waitpid(child.value, 0)
    finally:
        ending.set()
        thread.join()
    if not os.path.exists(effect):
        raise OSError(refused, os.strerror(refused))


def start_reading(name, path):
    """A thread that waits in read(2) before anybody writes."""
    descriptor = os.open(path, os.O_RDWR)
    answer = []
    thread = threading.Thread(target=lambda: answer.append(os.read(descriptor, 100).decode()), daemon=True)
    thread.start()
    kept[name] = (thread, answer, descriptor)


def what_was_read(name):
    thread, answer, _ = kept[name]
    thread.join(3)
    if not answer:
        raise OSError(11, "nothing arrived")
    return answer[0]


def crowd(count):
    """So many children and threads at the same time."""
    children = []
    ending = threading.Event()
    threads = [threading.Thread(target=ending.wait) for _ in range(count // 2)]
    try:
        for thread in threads:
            thread.start()
        for _ in range(count // 2):
            child = os.fork()
            if child == 0:
                signal.pause()
                os._exit(0)
            children.append(child)
    finally:
        ending.set()
        for child in children:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
