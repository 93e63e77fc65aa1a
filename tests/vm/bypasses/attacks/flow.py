"""Rows 53 to 59 and 69: what an agent learnt leaves by no older descriptor, by no mapping, and by no file."""
import os
import socket
import time

from cast import act, attack, effect
from harness import command
from leak import BOTH, READER, SENDER, TOKEN, WORD, leak, learn
from machine import GRANTED, GRANTED_UDP, NETWORK_INTENT, SECRET, WEATHER4, sinks

PUSHED = 5005


def _open_before(cast, ways, port=GRANTED):
    """Connected first, then tainted, then each way of sending."""
    actor = cast.start(BOTH)
    act(actor, "network.keep_tcp", "tcp", WEATHER4, GRANTED)
    act(actor, "network.keep_udp", "udp", WEATHER4, GRANTED_UDP)
    learn(actor)
    for name, *arguments in ways:
        sinks[port].forget()
        act(actor, name, *arguments)
        effect(sinks[port].got(WORD), "nothing arrived")


@attack
def send_on_a_connection_from_before(cast):
    _open_before(cast, [("network.send", "tcp", WORD)])


@attack
def write_to_a_connection_from_before(cast):
    _open_before(cast, [("network.write", "tcp", WORD)])


@attack
def sendfile_to_a_connection_from_before(cast):
    _open_before(cast, [("network.sendfile", "tcp", TOKEN)])


@attack
def splice_to_a_connection_from_before(cast):
    _open_before(cast, [("network.splice", "tcp", WORD)])


@attack
def splice_to_a_datagram_socket_from_before(cast):
    _open_before(cast, [("network.splice", "udp", WORD)], GRANTED_UDP)


@attack
def grant_ends_under_a_connection(cast):
    _outlive(cast, "network.keep_tcp", "kept", WEATHER4, GRANTED)


@attack
def grant_ends_under_a_datagram_socket(cast):
    _outlive(cast, "network.keep_udp", "kept", WEATHER4, GRANTED_UDP)


def _outlive(cast, connect, name, host, port):
    """Sends as long as it works; what is sent after the grant's end must not arrive."""
    actor = cast.start(NETWORK_INTENT, ttl="3s")
    act(actor, connect, name, host, port)
    act(actor, "network.send", name, "within its time")
    effect(sinks[port].got("within its time"), "the connection does not work")
    time.sleep(3.5)
    sinks[port].forget()
    for _ in range(10):
        act(actor, "network.send", name, WORD)
        time.sleep(0.1)
    effect(sinks[port].got(WORD), "nothing arrived")


@attack
def grant_ends_under_a_receiver(cast):
    """It sends nothing itself, so that no packet of its own is judged."""
    with socket.create_server((WEATHER4, PUSHED)) as listener:
        actor = cast.start(f"connect to weather.com port {PUSHED}", ttl="3s")
        act(actor, "network.keep_tcp", "kept", WEATHER4, PUSHED)
        with listener.accept()[0] as connection:
            time.sleep(4)
            connection.sendall(WORD.encode())
            effect(act(actor, "sharing.receive", "kept") == WORD, "nothing arrived")


@attack
def narrower_policy_under_a_connection(cast):
    actor = cast.start(NETWORK_INTENT)
    act(actor, "network.keep_tcp", "kept", WEATHER4, GRANTED)
    cast.declare(actor, "list files")
    sinks[GRANTED].forget()
    for _ in range(10):
        act(actor, "network.send", "kept", WORD)
        time.sleep(0.1)
    effect(sinks[GRANTED].got(WORD), "nothing arrived")


@attack
def file_opened_before_the_taint(cast):
    """B reads by a descriptor from before what the tainted A then writes."""
    path = cast.page("opened")
    a, b = cast.start(f"{READER}. write {path}"), cast.start(SENDER)
    act(b, "sharing.open_file", "file", path)
    learn(a)
    act(a, "files.write", path, SECRET)
    leak(b, act(b, "sharing.get_at_start", "file"))


@attack
def writer_opened_before_the_taint(cast):
    """A's own descriptor is older than its taint."""
    path = cast.page("writer")
    a, b = cast.start(READER), cast.start(SENDER)
    act(a, "sharing.open_file", "file", path, True)
    learn(a)
    act(a, "sharing.put", "file", SECRET)
    leak(b, act(b, "files.read", path))


@attack
def mapping_made_before_the_taint(cast):
    """Both map it; no store shows anywhere."""
    path = cast.path("mapping")
    a, b = cast.start(READER), cast.start(SENDER)
    act(a, "sharing.map_shared", "page", path)
    os.chmod(path, 0o666)
    act(b, "sharing.map_shared", "page", path)
    learn(a)
    act(a, "sharing.store", "page", SECRET)
    leak(b, act(b, "sharing.load", "page"))


@attack
def reader_maps_before_the_writer(cast):
    """B's mapping cannot write, and is older than A's."""
    path = cast.page("reader")
    a, b = cast.start(READER), cast.start(SENDER)
    act(b, "sharing.map_shared", "page", path, False)
    act(a, "sharing.map_shared", "page", path)
    learn(a)
    act(a, "sharing.store", "page", SECRET)
    leak(b, act(b, "sharing.load", "page"))


@attack
def reader_maps_before_a_granted_write(cast):
    """A writes where its own policy says so; B has had the file mapped all the time."""
    path = cast.page("granted")
    a, b = cast.start(f"{READER}. write {path}"), cast.start(SENDER)
    act(b, "sharing.map_shared", "page", path, False)
    learn(a)
    act(a, "files.append", path)
    act(a, "sharing.open_file", "file", path, True)
    act(a, "sharing.put", "file", SECRET)
    leak(b, act(b, "sharing.load", "page"))


@attack
def tainted_write_to_a_shared_file(cast):
    path = cast.page("report")
    a, b = cast.start(READER), cast.start(SENDER)
    learn(a)
    act(a, "files.write", path, SECRET)
    leak(b, act(b, "files.read", path))


@attack
def tainted_write_for_an_unmanaged_reader(cast):
    path = cast.path("outbox")
    a = cast.start(READER)
    learn(a)
    act(a, "files.write", path, SECRET)
    with open(path) as file:
        effect(WORD in file.read(), "nothing was written")


@attack
def granted_file_read_by_another_agent(cast):
    path = cast.page("output")
    a, b = cast.start(f"{READER}. write {path}"), cast.start(SENDER)
    learn(a)
    act(a, "files.write", path, SECRET)
    leak(b, act(b, "files.read", path))


@attack
def granted_file_renamed_by_another_agent(cast):
    path, other = cast.page("moved"), cast.path("moved-on")
    a, b = cast.start(f"{READER}. write {path}"), cast.start(SENDER)
    learn(a)
    act(a, "files.write", path, SECRET)
    act(b, "files.rename", path, other)
    leak(b, act(b, "files.read", other))


@attack
def hard_link_of_a_secret(cast):
    path = cast.stage.inside("link")
    actor = cast.start(SENDER)
    act(actor, "files.link", "/srv/sealed/file", path)
    leak(actor, act(actor, "files.read", path))


@attack
def labelled_directory_watched(cast):
    """inotify tells each name that somebody uses there."""
    act(cast.start(), "interfaces.watch", "/srv/vault")


@attack
def rename_of_a_secret(cast):
    secret, path = f"{cast.home}/.ssh/id_flow", f"{cast.home}/renamed"
    cast.write(secret, SECRET, owned=True)
    cast.stage.defer(command, "rm", "-f", secret, path)
    actor = cast.start(SENDER)
    act(actor, "files.rename", secret, path)
    leak(actor, act(actor, "files.read", path))


@attack
def rename_of_a_secret_directory(cast):
    directory, other = f"{cast.home}/.aws", f"{cast.home}/moved"
    cast.stage.defer(command, "rm", "-rf", directory, other)
    cast.write(f"{directory}/credentials", SECRET, owned=True)
    actor = cast.start(SENDER)
    act(actor, "files.rename", directory, other)
    leak(actor, act(actor, "files.read", f"{other}/credentials"))


@attack
def path_descriptor_opened_again(cast):
    actor = cast.start(SENDER)
    leak(actor, act(actor, "files.read_by_path_descriptor", "/srv/sealed/file"))


@attack
def secret_by_file_handle(cast):
    """tmpfs makes handles on both kernels, overlayfs does not everywhere."""
    cast.outside("kernel.mount", "tmpfs", cast.make_directories("/srv/later"))
    cast.stage.defer(command, "umount", "-l", "/srv/later")
    cast.write("/srv/later/keys/file", SECRET)
    cast.label_settled()
    actor = cast.start(SENDER)
    leak(actor, act(actor, "interfaces.read_by_handle", "/srv/later/keys/file", "/srv/later"))


@attack
def secret_in_a_detached_new_mount(cast):
    """fsopen and fsmount of the same file system: nothing lies above its root."""
    disk = cast.disk("/srv/later")
    cast.write(f"{disk}/keys/file", SECRET)
    cast.label_settled()
    device = f"/dev/loop{os.minor(os.stat(disk).st_dev)}"
    actor = cast.start(SENDER)
    leak(actor, act(actor, "interfaces.read_in_new_mount_of", device, "ext4", "keys/file"))


@attack
def secret_in_a_detached_mount(cast):
    actor = cast.start(SENDER)
    leak(actor, act(actor, "interfaces.read_in_detached_mount", "/srv/sealed/deep", "er/file"))
