"""What two processes can both write and read without a socket: shared memory, queues, semaphores, keys, FIFOs."""
import ctypes
import errno
import mmap
import os
import socket
import struct
import time

from acts.libc import syscall

SHMGET, SHMAT, SHMCTL, SHMDT, SEMGET, SEMCTL, MSGGET, MSGSND, MSGRCV, MSGCTL = 29, 30, 31, 67, 64, 66, 68, 69, 70, 71
MQ_OPEN, MQ_UNLINK, MQ_SEND, MQ_RECEIVE = 240, 241, 242, 243
ADD_KEY, REQUEST_KEY, KEYCTL = 248, 249, 250
IPC_CREAT, IPC_RMID, SEM_GETVAL, SEM_SETVAL = 0o1000, 0, 12, 16
KEY_USER_KEYRING, KEYCTL_READ, KEYCTL_SEARCH, KEYCTL_UNLINK, KEYCTL_JOIN = -4, 11, 10, 9, 1
PAGE = 4096
kept = {}


def _put(name, memory, text):
    content = text.encode()
    memory[:len(content)] = content
    kept[name] = memory


def _text(content):
    return bytes(content).split(b"\0")[0].decode(errors="replace")


def map_shared(name, path, writable=True):
    """The mapping stays; what others store into the file shows up in it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT if writable else os.O_RDONLY, 0o666)
    if writable and os.fstat(descriptor).st_size < PAGE:
        os.ftruncate(descriptor, PAGE)
    access = mmap.PROT_READ | (mmap.PROT_WRITE if writable else 0)
    kept[name] = mmap.mmap(descriptor, PAGE, mmap.MAP_SHARED, access)
    os.close(descriptor)


def store(name, text):
    _put(name, kept[name], text)


def load(name):
    return _text(kept[name][:100])


def memfd(name):
    """A shared mapping that only its descriptor leads to."""
    descriptor = os.memfd_create("shared")
    os.ftruncate(descriptor, PAGE)
    kept[name] = mmap.mmap(descriptor, PAGE)
    kept[name + ".descriptor"] = descriptor


def segment_store(key, text):
    identifier = syscall(SHMGET, key, PAGE, IPC_CREAT | 0o666)
    address = syscall(SHMAT, identifier, 0, 0)
    ctypes.memmove(address, text.encode() + b"\0", len(text) + 1)
    syscall(SHMDT, address)


def segment_load(key):
    address = syscall(SHMAT, syscall(SHMGET, key, 0, 0), 0, 0o10000)
    text = ctypes.string_at(address).decode(errors="replace")
    syscall(SHMDT, address)
    return text


def segment_remove(key):
    syscall(SHMCTL, syscall(SHMGET, key, 0, 0), IPC_RMID, 0)


def segment_remove_by_number(identifier):
    """No question is asked of the segment itself but whose it is (ipc/util.c, ipcctl_obtain_check)."""
    syscall(SHMCTL, identifier, IPC_RMID, 0)


def segment_number(key):
    return syscall(SHMGET, key, PAGE, IPC_CREAT | 0o666)


def queue_send(key, text):
    identifier = syscall(MSGGET, key, IPC_CREAT | 0o666)
    message = struct.pack("=q", 1) + text.encode()
    syscall(MSGSND, identifier, message, len(text), 0o4000)


def queue_receive(key):
    buffer = ctypes.create_string_buffer(200)
    count = syscall(MSGRCV, syscall(MSGGET, key, 0), buffer, 150, 0, 0o4000)
    return buffer.raw[8:8 + count].decode(errors="replace")


def queue_remove(key):
    syscall(MSGCTL, syscall(MSGGET, key, 0), IPC_RMID, 0)


def semaphore_set(key, value):
    syscall(SEMCTL, syscall(SEMGET, key, 1, IPC_CREAT | 0o666), 0, SEM_SETVAL, value)


def semaphore_get(key):
    return syscall(SEMCTL, syscall(SEMGET, key, 0, 0), 0, SEM_GETVAL, 0)


def semaphore_remove(key):
    syscall(SEMCTL, syscall(SEMGET, key, 0, 0), 0, IPC_RMID, 0)


def mail_send(name, text):
    """POSIX message queue."""
    attributes = (ctypes.c_long * 8)(0, 4, 256)
    queue = syscall(MQ_OPEN, name.encode(), os.O_WRONLY | os.O_CREAT | os.O_NONBLOCK, 0o666, ctypes.byref(attributes))
    try:
        syscall(MQ_SEND, queue, text.encode(), len(text), 0, 0)
    finally:
        os.close(queue)


def mail_receive(name):
    queue = syscall(MQ_OPEN, name.encode(), os.O_RDONLY | os.O_NONBLOCK, 0, 0)
    buffer = ctypes.create_string_buffer(256)
    try:
        count = syscall(MQ_RECEIVE, queue, buffer, 256, 0, 0)
    finally:
        os.close(queue)
    return buffer.raw[:count].decode(errors="replace")


def mail_create(name):
    """Its name alone says something, even where it is opened only to be read."""
    os.close(syscall(MQ_OPEN, name.encode(), os.O_RDONLY | os.O_CREAT | os.O_NONBLOCK, 0o666, 0))


def mail_open(name):
    os.close(syscall(MQ_OPEN, name.encode(), os.O_RDONLY | os.O_NONBLOCK, 0, 0))


def mail_remove(name):
    syscall(MQ_UNLINK, name.encode())


def key_add(name, text):
    return syscall(ADD_KEY, b"user", name.encode(), text.encode(), len(text), KEY_USER_KEYRING)


def key_read(name):
    key = syscall(KEYCTL, KEYCTL_SEARCH, KEY_USER_KEYRING, b"user", name.encode(), 0)
    buffer = ctypes.create_string_buffer(200)
    count = syscall(KEYCTL, KEYCTL_READ, key, buffer, 200)
    return buffer.raw[:count].decode(errors="replace")


def key_request(name):
    return syscall(REQUEST_KEY, b"user", name.encode(), 0, 0)


def keyring_join(name):
    return syscall(KEYCTL, KEYCTL_JOIN, name.encode(), 0, 0, 0)


def key_remove(name):
    key = syscall(KEYCTL, KEYCTL_SEARCH, KEY_USER_KEYRING, b"user", name.encode(), 0)
    syscall(KEYCTL, KEYCTL_UNLINK, key, KEY_USER_KEYRING)


def open_fifo(name, path):
    """Reading and writing, so that neither side waits for the other."""
    kept[name] = os.open(path, os.O_RDWR | os.O_NONBLOCK)


def open_file(name, path, writable=False):
    kept[name] = os.open(path, os.O_RDWR if writable else os.O_RDONLY)
    return kept[name]


def put(name, text):
    return os.write(kept[name], text.encode())


def get(name):
    return os.read(kept[name], 100).decode(errors="replace")


def get_at_start(name):
    return os.pread(kept[name], 100, 0).decode(errors="replace")


def wait(seconds):
    time.sleep(seconds)


def pass_on(host, port, wanted):
    """Sends what comes in on standard input; EAGAIN when that ends without it."""
    text = b""
    while wanted.encode() not in text:
        more = os.read(0, 1000)
        if not more:
            raise OSError(errno.EAGAIN, f"only {text!r}")
        text += more
    _send(host, port, text)


def _send(host, port, content):
    with socket.create_connection((host, port), 3) as connection:
        connection.sendall(content)


def receive(name):
    """On a connection from before."""
    import acts.network
    try:
        return acts.network.kept[name].recv(100).decode()
    except TimeoutError:
        raise OSError(errno.ETIMEDOUT, "nothing came") from None


def send_loaded(name, host, port):
    """What stands in a mapping, as it is now."""
    _send(host, port, load(name).encode())


def hand_over(name, descriptor=1):
    """SCM_RIGHTS over a socket that was inherited."""
    with socket.socket(fileno=os.dup(descriptor)) as channel:
        socket.send_fds(channel, [b"x"], [kept[name]])


def take_over(name, descriptor=0):
    """EBADF when the message comes without its descriptor: the kernel leaves out what the receiver may not have."""
    text, received, flags = b"x", [], 0
    with socket.socket(fileno=os.dup(descriptor)) as channel:
        while text and not received and not flags & socket.MSG_CTRUNC:
            text, received, flags, _ = socket.recv_fds(channel, 1000, 1)
    if not received:
        raise OSError(errno.EBADF, "no descriptor arrived")
    kept[name] = received[0]


def map_received(name):
    kept[name] = mmap.mmap(kept[name], PAGE)


def map_many(directory, count):
    """As many files, each mapped to be shared once."""
    for number in range(count):
        path = f"{directory}/{number}"
        map_shared("many", path)
        os.unlink(path)
