"""io_uring by hand: set up, one entry submitted, its completion awaited."""
import ctypes
import errno
import mmap
import os
import socket
import struct
import time

from acts.libc import syscall

SETUP, ENTER, REGISTER = 425, 426, 427
SQPOLL = 1 << 1
GET_EVENTS, SQ_WAKEUP = 1, 2
SQ_RING, CQ_RING, ENTRIES = 0, 0x8000000, 0x10000000
SENDMSG, CONNECT, OPENAT, SEND, MKDIRAT, SOCKET, URING_CMD = 9, 16, 18, 26, 37, 45, 46
REGISTER_FILES, REGISTER_PERSONALITY = 2, 9
FIXED_FILE = 1
AT_FDCWD = -100
SECONDS = 3


class Ring:
    def __init__(self, flags=0, descriptor=None, layout=None):
        """layout: the offsets of a ring that was set up elsewhere."""
        if descriptor is None:
            parameters = ctypes.create_string_buffer(struct.pack("=IIII", 0, 0, flags, 0) + struct.pack("=I", 0), 120)
            struct.pack_into("=I", parameters, 16, 1000)
            descriptor = syscall(SETUP, 8, ctypes.byref(parameters))
            layout = list(struct.unpack("=30I", parameters.raw))
        self.descriptor, self.layout, self.flags = descriptor, layout, flags
        sq_entries, cq_entries = layout[0], layout[1]
        self.sq, self.cq = layout[10:17], layout[20:27]
        self.queue = mmap.mmap(descriptor, self.sq[6] + sq_entries * 4, mmap.MAP_SHARED, offset=SQ_RING)
        self.completions = mmap.mmap(descriptor, self.cq[5] + cq_entries * 16, mmap.MAP_SHARED, offset=CQ_RING)
        self.entries = mmap.mmap(descriptor, sq_entries * 64, mmap.MAP_SHARED, offset=ENTRIES)

    def _word(self, where, offset):
        return struct.unpack_from("=I", where, offset)[0]

    def submit(self, entry):
        """The result of one entry; a negative one is an error."""
        tail = self._word(self.queue, self.sq[1])
        slot = tail & self._word(self.queue, self.sq[2])
        self.entries[slot * 64:(slot + 1) * 64] = entry.ljust(64, b"\0")
        struct.pack_into("=I", self.queue, self.sq[6] + slot * 4, slot)
        head = self._word(self.completions, self.cq[0])
        struct.pack_into("=I", self.queue, self.sq[1], tail + 1)
        if self.flags & SQPOLL:
            syscall(ENTER, self.descriptor, 1, 0, SQ_WAKEUP, None, 0)
            self._await(head)
        else:
            syscall(ENTER, self.descriptor, 1, 1, GET_EVENTS, None, 0)
        index = head & self._word(self.completions, self.cq[2])
        result = struct.unpack_from("=i", self.completions, self.cq[5] + index * 16 + 8)[0]
        struct.pack_into("=I", self.completions, self.cq[0], head + 1)
        if result < 0:
            raise OSError(-result, os.strerror(-result))
        return result

    def _await(self, head):
        deadline = time.monotonic() + SECONDS
        while self._word(self.completions, self.cq[1]) == head:
            if time.monotonic() > deadline:
                raise OSError(errno.ETIME, "no completion")
            time.sleep(0.01)


def _entry(operation, descriptor, address=0, length=0, offset=0, flags=0, personality=0):
    return struct.pack("=BBHiQQIIQHH", operation, flags, 0, descriptor, offset, address, length, 0, 0, 0,
                       personality)


def _send(ring, descriptor, data, flags=0):
    text = ctypes.create_string_buffer(data.encode())
    return ring.submit(_entry(SEND, descriptor, ctypes.addressof(text), len(data), flags=flags))


def _name(host, port):
    return ctypes.create_string_buffer(struct.pack("=H", socket.AF_INET) + struct.pack("!H", port) +
                                       socket.inet_aton(host) + bytes(8))


def _open(ring, path, personality=0):
    text = ctypes.create_string_buffer(path.encode())
    file = ring.submit(_entry(OPENAT, AT_FDCWD, ctypes.addressof(text), personality=personality))
    return os.read(file, 100).decode(errors="replace")


def open_file(path, flags=0):
    return _open(Ring(flags), path)


def connect_and_send(host, port, data):
    ring, name = Ring(), _name(host, port)
    with socket.socket() as end:
        ring.submit(_entry(CONNECT, end.fileno(), ctypes.addressof(name), offset=16))
        _send(ring, end.fileno(), data)


def make_socket_and_connect(host, port, data):
    """IORING_OP_SOCKET: the socket too is made by the ring."""
    ring, name = Ring(), _name(host, port)
    end = ring.submit(_entry(SOCKET, socket.AF_INET, offset=socket.SOCK_STREAM))
    ring.submit(_entry(CONNECT, end, ctypes.addressof(name), offset=16))
    _send(ring, end, data)


def send_message(host, port, data):
    ring, name = Ring(), _name(host, port)
    text = ctypes.create_string_buffer(data.encode())
    vector = ctypes.create_string_buffer(struct.pack("=QQ", ctypes.addressof(text), len(data)))
    message = ctypes.create_string_buffer(struct.pack("=QIIQQQQII", ctypes.addressof(name), 16, 0,
                                                      ctypes.addressof(vector), 1, 0, 0, 0, 0))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        ring.submit(_entry(SENDMSG, end.fileno(), ctypes.addressof(message), 1))


def registered_file(host, port, data):
    """IORING_REGISTER_FILES: the entry names no descriptor of the process."""
    ring, name = Ring(), _name(host, port)
    with socket.socket() as end:
        numbers = (ctypes.c_int * 1)(end.fileno())
        syscall(REGISTER, ring.descriptor, REGISTER_FILES, ctypes.byref(numbers), 1)
        ring.submit(_entry(CONNECT, 0, ctypes.addressof(name), offset=16, flags=FIXED_FILE))
        _send(ring, 0, data, FIXED_FILE)


def registered_credentials(path):
    """IORING_REGISTER_PERSONALITY: opened with credentials that were kept."""
    ring = Ring()
    return _open(ring, path, syscall(REGISTER, ring.descriptor, REGISTER_PERSONALITY, None, 0))


def device_command():
    """IORING_OP_URING_CMD on a socket (SOCKET_URING_OP_SIOCOUTQ); before 6.7 no file that everybody has takes one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        try:
            Ring().submit(_entry(URING_CMD, end.fileno(), offset=1))
        except OSError as error:
            # The ring was there and asked the file, which knows no commands.
            if error.errno not in (errno.EOPNOTSUPP, errno.ENOTCONN, errno.EINVAL):
                raise


def shared():
    """A ring with a kernel thread, for another process: the ring, its layout, where its entries lie here."""
    ring = Ring(SQPOLL)
    return ring, ring.layout, ctypes.addressof(ctypes.c_char.from_buffer(ring.entries))


def make_directory_by_inherited(descriptor, layout, base, path):
    """The thread of whoever made the ring does it, with that one's memory: the path lies in the ring itself, at the
    address that it has there."""
    ring = Ring(SQPOLL, os.dup(descriptor), layout)
    text = path.encode() + b"\0"
    ring.entries[4 * 64:4 * 64 + len(text)] = text
    return ring.submit(_entry(MKDIRAT, AT_FDCWD, base + 4 * 64, 0o755))
