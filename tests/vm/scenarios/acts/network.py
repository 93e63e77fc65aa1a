"""Every way to put a byte on the network that the gates must judge."""
import ctypes
import os
import socket
import struct
import threading

from acts.libc import LIBC, checked, syscall

SECONDS = 3
MSG_FASTOPEN = 0x20000000
SO_ZEROCOPY, MSG_ZEROCOPY = 60, 0x4000000
IO_SETUP, IO_DESTROY, IO_GETEVENTS, IO_SUBMIT, PWRITE = 206, 207, 208, 209, 1
kept = {}


def _family(host):
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _tcp(host):
    connection = socket.socket(_family(host), socket.SOCK_STREAM)
    connection.settimeout(SECONDS)
    return connection


def _udp(host):
    return socket.socket(_family(host), socket.SOCK_DGRAM)


def tcp(host, port, data="x"):
    with _tcp(host) as connection:
        connection.connect((host, port))
        connection.sendall(data.encode())


def udp_from(source, host, port, data):
    with _udp(host) as socket_:
        socket_.bind((source, 0))
        socket_.sendto(data.encode(), (host, port))


def keep_tcp(name, host, port):
    kept[name] = _tcp(host)
    kept[name].connect((host, port))


def keep_udp(name, host, port):
    kept[name] = _udp(host)
    kept[name].connect((host, port))


def keep_descriptor(name, descriptor):
    kept[name] = socket.socket(fileno=descriptor)


def send(name, data="x"):
    kept[name].sendall(data.encode())


def wait(name, seconds):
    """For a byte that nobody sends: how the connection ends, or that it does not."""
    kept[name].settimeout(seconds)
    try:
        return len(kept[name].recv(1))
    except TimeoutError:
        return "open"


def write(name, data="x"):
    os.write(kept[name].fileno(), data.encode())


def writev(name, data="x"):
    os.writev(kept[name].fileno(), [data.encode()])


def sendmsg(name, data="x"):
    kept[name].sendmsg([data.encode()])


def sendmmsg(name, data="x"):
    vector = _Vector(data.encode(), len(data))
    message = _Message(None, 0, ctypes.pointer(vector), 1)
    checked(LIBC.sendmmsg(kept[name].fileno(), ctypes.byref(message), 1, 0))


def send_urgently(name, data="x"):
    kept[name].send(data.encode(), socket.MSG_OOB)


def send_uncopied(name, data="x"):
    kept[name].setsockopt(socket.SOL_SOCKET, SO_ZEROCOPY, 1)
    kept[name].send(data.encode(), MSG_ZEROCOPY)


def submit_write(name, data="x"):
    """io_submit() of IOCB_CMD_PWRITE: the old asynchronous interface."""
    context = ctypes.c_ulong()
    syscall(IO_SETUP, 1, ctypes.byref(context))
    text = ctypes.create_string_buffer(data.encode())
    block = ctypes.create_string_buffer(struct.pack("=QIIHhIQQqQII", 0, 0, 0, PWRITE, 0, kept[name].fileno(),
                                                    ctypes.addressof(text), len(data), 0, 0, 0, 0))
    blocks = (ctypes.c_void_p * 1)(ctypes.addressof(block))
    syscall(IO_SUBMIT, context.value, 1, ctypes.byref(blocks))
    event = (ctypes.c_int64 * 4)()
    syscall(IO_GETEVENTS, context.value, 1, 1, ctypes.byref(event), None)
    syscall(IO_DESTROY, context.value)
    if event[2] < 0:
        raise OSError(-event[2], os.strerror(-event[2]))


def sendfile(name, path):
    source = os.open(path, os.O_RDONLY)
    try:
        return os.sendfile(kept[name].fileno(), source, 0, 100)
    finally:
        os.close(source)


def splice(name, data="x"):
    reader, writer = os.pipe()
    os.write(writer, data.encode())
    try:
        return os.splice(reader, kept[name].fileno(), len(data))
    finally:
        os.close(reader)
        os.close(writer)


def udp_sendto(host, port, data="x"):
    with _udp(host) as sender:
        sender.sendto(data.encode(), (host, port))


def udp_connected(host, port, data="x"):
    with _udp(host) as sender:
        sender.connect((host, port))
        sender.send(data.encode())


def udp_sendmsg(host, port, data="x"):
    with _udp(host) as sender:
        sender.sendmsg([data.encode()], [], 0, (host, port))


class _Vector(ctypes.Structure):
    _fields_ = [("base", ctypes.c_char_p), ("length", ctypes.c_size_t)]


class _Message(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("name_length", ctypes.c_uint), ("vectors", ctypes.POINTER(_Vector)),
                ("vector_count", ctypes.c_size_t), ("control", ctypes.c_void_p), ("control_length", ctypes.c_size_t),
                ("flags", ctypes.c_int), ("sent", ctypes.c_uint)]


def _address(host, port, family=None):
    if ":" in host:
        return struct.pack("=H", family or socket.AF_INET6) + struct.pack("!HI", port, 0) + socket.inet_pton(
            socket.AF_INET6, host) + bytes(4)
    return struct.pack("=H", socket.AF_INET if family is None else family) + struct.pack(
        "!H", port) + socket.inet_aton(host) + bytes(8)


def udp_sendmmsg(host, port, data="x"):
    name = _address(host, port)
    vector = _Vector(data.encode(), len(data))
    message = _Message(name, len(name), ctypes.pointer(vector), 1)
    with _udp(host) as sender:
        checked(LIBC.sendmmsg(sender.fileno(), ctypes.byref(message), 1, 0))


def udp_unspecified(host, port, data="x"):
    """udp_sendmsg() reads AF_UNSPEC as AF_INET."""
    name = _address(host, port, family=socket.AF_UNSPEC)
    with _udp(host) as sender:
        checked(LIBC.sendto(sender.fileno(), data.encode(), len(data), 0, name, len(name)))


def udp_named_on_kept(name, host, port, data="x"):
    kept[name].sendto(data.encode(), (host, port))


def udp_reconnected(granted, granted_port, host, port, data="x"):
    """connect(AF_UNSPEC), then another peer."""
    with _udp(granted) as sender:
        sender.connect((granted, granted_port))
        name = _address("0.0.0.0", 0, family=socket.AF_UNSPEC)
        checked(LIBC.connect(sender.fileno(), name, len(name)))
        sender.connect((host, port))
        sender.send(data.encode())


def fast_open(host, port, data="x"):
    with _tcp(host) as connection:
        connection.setblocking(True)
        connection.sendto(data.encode(), MSG_FASTOPEN, (host, port))


def fast_open_connect(host, port, data="x"):
    """TCP_FASTOPEN_CONNECT: connect() returns before anything is sent."""
    with _tcp(host) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, 30, 1)
        connection.connect((host, port))
        connection.sendall(data.encode())


def create(family, kind, protocol=0):
    socket.socket(family, kind, protocol).close()


def listen(host="127.0.0.1"):
    with _tcp(host) as listener:
        listener.bind((host, 0))
        listener.listen()


def accept_inherited(descriptor):
    connection, _ = socket.socket(fileno=os.dup(descriptor)).accept()
    connection.close()


def look_up(name):
    return sorted({item[4][0] for item in socket.getaddrinfo(name, 80, type=socket.SOCK_STREAM)})


def list_addresses():
    """RTM_GETADDR by hand, as libc does for AI_ADDRCONFIG."""
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as route:
        route.send(struct.pack("=IHHII", 17, 22, 0x301, 1, 0) + b"\0")
        return len(route.recv(65536)) > 0


def add_address():
    """RTM_NEWADDR of 127.0.0.99/32 on lo."""
    body = struct.pack("=BBBBI", 2, 32, 0, 0, 1) + struct.pack("=HH4s", 8, 2, socket.inet_aton("127.0.0.99"))
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as route:
        route.send(struct.pack("=IHHII", 16 + len(body), 20, 0x605, 1, 0) + body)
        answer = route.recv(65536)
        failure = -struct.unpack_from("=i", answer, 16)[0]
        if failure:
            raise OSError(failure, os.strerror(failure))


def unix_conversation():
    """Two threads of one agent talk over a named socket and over a pair."""
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as client:
        listener.bind(f"\0telos-test-{os.getpid()}")
        listener.listen()
        answer = threading.Thread(target=lambda: listener.accept()[0].sendall(b"hello"))
        answer.start()
        client.connect(listener.getsockname())
        text = client.recv(100).decode()
        answer.join()
    left, right = socket.socketpair()
    left.send(b"hello")
    return text == right.recv(100).decode() == "hello"


def start_long_send(name, host, port, count):
    """Returns while the send is waiting for a receiver that does not read; what it sends can still be changed."""
    connection = socket.create_connection((host, port))
    content = bytearray(b"-" * count)
    sender = threading.Thread(target=lambda: _send_all(connection, content), daemon=True)
    sender.start()
    sender.join(1)
    kept[name] = (connection, content)
    return sender.is_alive()


def _send_all(connection, content):
    try:
        connection.sendall(memoryview(content))
    except OSError:
        pass


def put_behind_the_send(name, path):
    with open(path, "rb") as file:
        secret = file.read()
    kept[name][1][-len(secret):] = secret


def join_group4(group, own):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, socket.inet_aton(group) + socket.inet_aton(own))


def join_group6(group, interface):
    request = socket.inet_pton(socket.AF_INET6, group) + struct.pack("=I", socket.if_nametoindex(interface))
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp:
        udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP, request)
