"""Both ends of sockets of any kind: an address is [HOST, PORT], [CID, PORT], a path, or @NAME for an abstract one."""
import array
import fcntl
import os
import socket
import struct
import threading
import time

from acts.network import MSG_FASTOPEN

SECONDS = 3
# The sender that packets made by hand name: of nobody here, for the kernel takes its own addresses from no device.
ELSEWHERE = "198.51.100.7"
kept = {}
heard_by = {}


def _address(address):
    if isinstance(address, list):
        return tuple(address)
    return "\0" + address[1:] if address.startswith("@") else address


def _socket(family, kind, protocol=0):
    end = socket.socket(family, kind, protocol)
    end.settimeout(SECONDS)
    return end


def serve(name, family, kind, address, protocol=0):
    """Keeps what arrives. A path is open to everybody."""
    server = socket.socket(family, kind, protocol)
    server.bind(_address(address))
    if isinstance(address, str) and address.startswith("/"):
        os.chmod(address, 0o777)
    heard_by[name] = []
    if kind != socket.SOCK_DGRAM:
        server.listen(8)
    target = _receive if kind == socket.SOCK_DGRAM else _accept
    threading.Thread(target=target, args=(server, heard_by[name]), daemon=True).start()
    kept[name] = server


def _accept(server, heard):
    while True:
        connection, _ = server.accept()
        threading.Thread(target=_receive, args=(connection, heard), daemon=True).start()


def _receive(end, heard):
    while True:
        try:
            text = end.recv(65536)
        except OSError:
            return
        if not text:
            return
        heard.append(text.decode(errors="replace"))


def heard(name):
    return "".join(heard_by[name])


def forget(name):
    heard_by[name].clear()


def stream(family, kind, address, data, protocol=0):
    with _socket(family, kind, protocol) as end:
        end.connect(_address(address))
        end.sendall(data.encode())
        return True


def datagram(family, address, data, protocol=0, kind=socket.SOCK_DGRAM):
    with _socket(family, kind, protocol) as end:
        end.sendto(data.encode(), _address(address))


def connected_datagram(family, address, data):
    with _socket(family, socket.SOCK_DGRAM) as end:
        end.connect(_address(address))
        end.send(data.encode())


def fast_open(family, address, data, protocol):
    with _socket(family, socket.SOCK_STREAM, protocol) as end:
        end.setblocking(True)
        end.sendto(data.encode(), MSG_FASTOPEN, _address(address))


def on_other_family(host, port, data):
    """An IPv4 address on an IPv6 socket: udpv6_sendmsg() hands it to IPv4."""
    import ctypes
    from acts.libc import LIBC, checked
    name = struct.pack("=H", socket.AF_INET) + struct.pack("!H", port) + socket.inet_aton(host) + bytes(8)
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as end:
        checked(LIBC.sendto(end.fileno(), ctypes.c_char_p(data.encode()), len(data), 0, name, len(name)))


def corked(host, port, data):
    """MSG_MORE keeps the datagram back; the send that lets it go names no destination."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        end.sendto(data.encode(), socket.MSG_MORE, (host, port))
        end.sendto(b"", (host, port))


def ping(family, host):
    """An echo request with text of the caller's own, and its answer."""
    kind = 8 if family == socket.AF_INET else 128
    protocol = socket.IPPROTO_ICMP if family == socket.AF_INET else socket.IPPROTO_ICMPV6
    with _socket(family, socket.SOCK_DGRAM, protocol) as end:
        end.sendto(struct.pack("!BBHHH", kind, 0, 0, 0, 1) + b"smuggled", (host, 0))
        return b"smuggled" in end.recv(100)


def _udp(host, port, data):
    return struct.pack("!HHHH", 40000, port, 8 + len(data), 0) + data.encode()


def raw(host, port, data):
    """A UDP datagram by hand."""
    with _socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP) as end:
        end.sendto(_udp(host, port, data), (host, 0))


def raw_header(host, port, data):
    """With the IP header by hand too."""
    text = _udp(host, port, data)
    header = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(text), 1, 0, 64, socket.IPPROTO_UDP, 0,
                         socket.inet_aton(ELSEWHERE), socket.inet_aton(host))
    with _socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as end:
        end.sendto(header + text, (host, 0))


def packet(host, port, data):
    """A frame on the loopback device."""
    text = _udp(host, port, data)
    words = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(text), 1, 0, 64, socket.IPPROTO_UDP, 0,
                        socket.inet_aton(ELSEWHERE), socket.inet_aton(host))
    total = sum(struct.unpack("!10H", words))
    total = (total & 0xffff) + (total >> 16)
    header = words[:10] + struct.pack("!H", ~(total + (total >> 16)) & 0xffff) + words[12:]
    with _socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as end:
        end.bind(("lo", 0x0800))
        end.send(bytes(12) + b"\x08\x00" + header + text)


def _addition():
    """RTM_NEWADDR of 127.0.0.99/32 on lo."""
    body = struct.pack("=BBBBI", 2, 32, 0, 0, 1) + struct.pack("=HH4s", 8, 2, socket.inet_aton("127.0.0.99"))
    return struct.pack("=IHHII", 16 + len(body), 20, 0x605, 2, 0) + body


def change_behind_a_question():
    """RTM_GETLINK, then the change in the same send."""
    question = struct.pack("=IHHII", 20, 18, 0x301, 1, 0) + bytes(4)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as route:
        route.send(question + _addition())


def change_by_ioctl():
    """SIOCSIFADDR of 127.0.0.99 for lo:9, an alias."""
    name = b"lo:9".ljust(16, b"\0") + struct.pack("=HH4s8x", socket.AF_INET, 0, socket.inet_aton("127.0.0.99"))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
        fcntl.ioctl(end.fileno(), 0x8916, name)


def make_tunnel(name):
    """TUNSETIFF: packets by read and write on a descriptor that is no socket."""
    tunnel = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tunnel, 0x400454ca, name.encode().ljust(16, b"\0") + struct.pack("=H22x", 0x1001))
    kept[name] = tunnel


def upper_layer(name, host, port):
    """TCP_ULP asks for a module by name."""
    with socket.create_connection((host, port), SECONDS) as end:
        end.setsockopt(socket.IPPROTO_TCP, 31, name.encode())


def write_to_pipe(pid, descriptor, data):
    """A pipe that another process reads."""
    pipe = os.open(f"/proc/{pid}/fd/{descriptor}", os.O_WRONLY)
    os.write(pipe, data.encode())


def listen(family, host, kind, options=()):
    """On a port of the caller's choice."""
    with _socket(family, kind) as end:
        for option in options:
            end.setsockopt(socket.SOL_SOCKET, option, 1)
        end.bind((host, 45454))
        if kind == socket.SOCK_STREAM:
            end.listen()


def listen_unbound():
    """listen() chooses a port by itself."""
    with _socket(socket.AF_INET, socket.SOCK_STREAM) as end:
        end.listen()
        return end.getsockname()[1] > 0


def listen_by_name(name, path):
    """A unix socket of the caller's own, to which others may connect."""
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    os.chmod(path, 0o777)
    server.listen()
    server.settimeout(SECONDS)
    kept[name] = server


def accept(name, connection):
    kept[connection], _ = kept[name].accept()


def connect(name, path):
    kept[name] = socket.socket(socket.AF_UNIX)
    kept[name].settimeout(SECONDS)
    kept[name].connect(_address(path))


def send(name, data):
    kept[name].sendall(data.encode())


def receive(name):
    return kept[name].recv(65536).decode(errors="replace")


def open_connection(name, host, port):
    """For somebody else to use."""
    kept[name] = socket.create_connection((host, port), SECONDS)


def open_datagrams(name, host, port):
    kept[name] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    kept[name].connect((host, port))


def pair(name):
    kept[name], kept[name + "-other"] = socket.socketpair()


def pass_descriptor(name, other):
    """SCM_RIGHTS: other is a kept socket or a path to open."""
    descriptor = kept[other].fileno() if other in kept else os.open(other, os.O_RDONLY)
    kept[name].sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [descriptor]))])


def take_descriptor(name):
    _, ancillary, _, _ = kept[name].recvmsg(100, 1024)
    numbers = array.array("i")
    for _, _, text in ancillary:
        numbers.frombytes(text[:len(text) - len(text) % numbers.itemsize])
    if not numbers:
        raise OSError(None, "no descriptor arrived")
    return numbers[0]


def take_and_send(name, data):
    """What a descriptor that arrives is good for: its peer hears us."""
    os.write(take_descriptor(name), data.encode())


def take_and_read(name):
    return os.read(take_descriptor(name), 100).decode(errors="replace")


def open_fifo(name, path):
    """Waits for a reader."""
    kept[name] = os.open(path, os.O_WRONLY)


def write_fifo(name, data):
    os.write(kept[name], data.encode())


def read_pipe(name):
    """Who reads, and by which descriptor."""
    heard_by[name] = []
    reader, kept[name] = os.pipe()
    threading.Thread(target=_read, args=(reader, heard_by[name]), daemon=True).start()
    return [os.getpid(), reader]


def read_fifo(name, path):
    """Keeps what arrives, whoever writes."""
    heard_by[name] = []
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(descriptor, True)
    threading.Thread(target=_read, args=(descriptor, heard_by[name]), daemon=True).start()


def _read(descriptor, heard):
    while True:
        text = os.read(descriptor, 65536)
        if text:
            heard.append(text.decode(errors="replace"))
        else:
            time.sleep(0.02)


def send_by_inherited(descriptor, data, way="write"):
    end = socket.socket(fileno=os.dup(descriptor))
    if way == "write":
        os.write(end.fileno(), data.encode())
    elif way == "send":
        end.sendall(data.encode())
    else:
        source = os.open("/etc/hostname", os.O_RDONLY)
        os.sendfile(end.fileno(), source, 0, 100)
