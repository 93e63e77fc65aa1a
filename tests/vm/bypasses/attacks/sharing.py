"""Rows 65 to 67: nothing that two agents share takes it from one to the other."""
import os
import socket

from cast import Refused, act, attack, effect, memory_file
from leak import READER, SENDER, TOKEN, WORD, leak, learn
from machine import FORBIDDEN, GRANTED, OTHER4, SECRET, WEATHER4, sinks

KEY = 0x7e105

LEARN = ["files.read", TOKEN]
PASS_ON = ["sharing.pass_on", WEATHER4, GRANTED, WORD]
WAIT = ["sharing.wait", 4]
TAKE = ["sharing.take_over", "end"]


@attack
def shared_memory_by_name(cast):
    """shm_open(3) is a file in /dev/shm."""
    path = "/dev/shm/flow"
    a, b = cast.start(READER), cast.start(SENDER)
    act(a, "sharing.map_shared", "page", path)
    os.chmod(path, 0o666)
    act(b, "sharing.map_shared", "page", path)
    learn(a)
    act(a, "sharing.store", "page", SECRET)
    text = act(b, "sharing.load", "page")
    os.unlink(path)
    leak(b, text)


@attack
def shared_memory_that_outlives_its_first_user(cast):
    """A and B map it; A ends, clean. What B stores then is as much B's as it was A's."""
    path = "/dev/shm/outlives"
    first, b, c = cast.start(SENDER), cast.start(READER), cast.start(SENDER)
    act(first, "sharing.map_shared", "page", path)
    os.chmod(path, 0o666)
    act(b, "sharing.map_shared", "page", path)
    first.end()
    learn(b)
    act(b, "sharing.store", "page", SECRET)
    text = act(c, "files.read", path)
    os.unlink(path)
    leak(c, text)


@attack
def shared_memory_of_system_v(cast):
    a, b = cast.start(READER), cast.start(SENDER)
    learn(a)
    act(a, "sharing.segment_store", KEY, SECRET)
    text = act(b, "sharing.segment_load", KEY)
    act(a, "sharing.segment_remove", KEY)
    leak(b, text)


@attack
def queue_of_system_v(cast):
    a, b = cast.start(READER), cast.start(SENDER)
    learn(a)
    act(a, "sharing.queue_send", KEY, SECRET)
    text = act(b, "sharing.queue_receive", KEY)
    act(a, "sharing.queue_remove", KEY)
    leak(b, text)


@attack
def semaphore_of_system_v(cast):
    """A number at a time."""
    a, b = cast.start(READER), cast.start(SENDER)
    learn(a)
    act(a, "sharing.semaphore_set", KEY, ord(WORD[0]))
    value = act(b, "sharing.semaphore_get", KEY)
    act(a, "sharing.semaphore_remove", KEY)
    effect(chr(value) == WORD[0], f"read {value}")


@attack
def segment_of_somebody_else(cast):
    """One that a process outside has made."""
    owner = cast.bystander()
    number = owner.can("sharing.segment_number", KEY + 1)
    try:
        act(cast.start(), "sharing.segment_store", KEY + 1, WORD)
    finally:
        owner.can("sharing.segment_remove_by_number", number)


@attack
def segment_of_somebody_else_removed(cast):
    number = cast.bystander().can("sharing.segment_number", KEY + 2)
    try:
        act(cast.start(), "sharing.segment_remove_by_number", number)
    except Refused:
        cast.outside("sharing.segment_remove_by_number", number)
        raise


@attack
def queue_of_posix(cast):
    a, b = cast.start(READER), cast.start(SENDER)
    learn(a)
    act(a, "sharing.mail_send", "flow", SECRET)
    text = act(b, "sharing.mail_receive", "flow")
    act(a, "sharing.mail_remove", "flow")
    leak(b, text)


@attack
def name_of_a_posix_queue(cast):
    """Opened to be read only; that it exists says enough."""
    a, b = cast.start(READER), cast.start(SENDER)
    learn(a)
    act(a, "sharing.mail_create", "the.secret")
    act(b, "sharing.mail_open", "the.secret")
    cast.outside("sharing.mail_remove", "the.secret")


@attack
def key_in_the_user_keyring(cast):
    a, b = cast.start(READER), cast.start(SENDER)
    learn(a)
    act(a, "sharing.key_add", "flow", SECRET)
    text = act(b, "sharing.key_read", "flow")
    act(a, "sharing.key_remove", "flow")
    leak(b, text)


@attack
def key_of_somebody_else(cast):
    cast.outside("sharing.key_add", "left", SECRET)
    actor = cast.start(SENDER)
    try:
        leak(actor, act(actor, "sharing.key_read", "left"))
    finally:
        cast.outside("sharing.key_remove", "left")


@attack
def key_asked_for(cast):
    """request_key(2) finds it where a process outside has left it."""
    cast.bystander().can("sharing.key_add", "left", SECRET)
    act(cast.start(), "sharing.key_request", "left")


@attack
def keyring_of_a_session(cast):
    actor = cast.start(SENDER)
    act(actor, "sharing.keyring_join", "flow")


@attack
def fifo_between_agents(cast):
    path = cast.path("fifo")
    os.mkfifo(path)
    os.chmod(path, 0o666)
    a, b = cast.start(READER), cast.start(SENDER)
    act(a, "sharing.open_fifo", "fifo", path)
    act(b, "sharing.open_fifo", "fifo", path)
    learn(a)
    act(a, "sharing.put", "fifo", SECRET)
    leak(b, act(b, "sharing.get", "fifo"))


@attack
def reader_that_waits_already(cast):
    """Its read passed every hook before A was tainted."""
    path = cast.path("waiting")
    os.mkfifo(path)
    os.chmod(path, 0o666)
    a, b = cast.start(READER), cast.start(SENDER)
    act(a, "sharing.open_fifo", "fifo", path)
    act(b, "races.start_reading", "fifo", path)
    learn(a)
    act(a, "sharing.put", "fifo", SECRET)
    leak(b, act(b, "races.what_was_read", "fifo"))


def _piped(cast, first, second, **options):
    """The first prints what it read; the second sends what it hears."""
    sinks[GRANTED].forget()
    cast.pipeline((READER, SENDER), (first, second), **options)
    effect(sinks[GRANTED].got(WORD), "nothing arrived")


@attack
def pipeline_of_two_agents(cast):
    """telos run A | telos run B."""
    _piped(cast, [LEARN], [WAIT, PASS_ON])


@attack
def pipeline_with_a_reader_that_waits(cast):
    """B waits in its read before A has learnt anything."""
    _piped(cast, [WAIT, LEARN], [PASS_ON])


@attack
def socket_pair_of_two_agents(cast):
    """The same with a socketpair, as a supervisor makes it."""
    _piped(cast, [LEARN], [WAIT, PASS_ON], between=socket.socketpair)


@attack
def socket_pair_with_a_reader_that_waits(cast):
    _piped(cast, [WAIT, LEARN], [PASS_ON], between=socket.socketpair)


@attack
def pipe_left_by_its_writer(cast):
    """A has ended when B starts with what is left in the pipe."""
    _piped(cast, [LEARN], [PASS_ON], one_after_the_other=True)


@attack
def socket_pair_left_by_its_writer(cast):
    _piped(cast, [LEARN], [PASS_ON], between=socket.socketpair, one_after_the_other=True)


@attack
def memory_file_of_two_agents(cast):
    """A supervisor's memfd is what A prints to and what B reads."""
    _piped(cast, [LEARN], [WAIT, PASS_ON], between=memory_file)


@attack
def memory_file_left_by_its_writer(cast):
    _piped(cast, [LEARN], [PASS_ON], between=memory_file, one_after_the_other=True)


@attack
def pipe_passed_to_two_agents(cast):
    """Somebody outside gives each of two running agents an end of a pipe."""
    sinks[GRANTED].forget()
    reader, writer = os.pipe()
    pairs = [socket.socketpair() for _ in range(2)]
    for (ours, _), end in zip(pairs, (writer, reader)):
        socket.send_fds(ours, [b"x"], [end])
        os.close(end)
    cast.side_by_side((READER, SENDER),
                      ([TAKE, LEARN, ["sharing.put", "end", SECRET]],
                       [TAKE, WAIT, ["sharing.pass_on_from", "end", WEATHER4, GRANTED, WORD]]),
                      [theirs for _, theirs in pairs])
    for end in (end for pair in pairs for end in pair):
        end.close()
    effect(sinks[GRANTED].got(WORD), "nothing arrived")


@attack
def unix_socket_between_agents(cast):
    path = cast.path("socket")
    a, b = cast.start(READER), cast.start(SENDER)
    act(a, "deputies.serve", "socket", path)
    os.chmod(path, 0o777)
    act(b, "deputies.connect", "socket", path)
    learn(a)
    act(a, "deputies.answer", "socket", SECRET)
    leak(b, act(b, "deputies.hear", "socket"))


@attack
def memory_passed_to_another_agent(cast):
    """A memfd has no name; its descriptor goes over a socketpair that both inherit."""
    sinks[GRANTED].forget()
    first = [["sharing.memfd", "page"], ["sharing.hand_over", "page.descriptor"], LEARN,
             ["sharing.store", "page", SECRET]]
    second = [["sharing.take_over", "page"], ["sharing.map_received", "page"], WAIT,
              ["sharing.send_loaded", "page", WEATHER4, GRANTED]]
    cast.pipeline((READER, SENDER), (first, second), between=socket.socketpair)
    effect(sinks[GRANTED].got(WORD), "nothing arrived")


@attack
def connected_socket_passed_in(cast):
    """A connection of somebody outside, to where this agent may not go."""
    sinks[FORBIDDEN].forget()
    ours, theirs = socket.socketpair()
    with ours, theirs, socket.create_connection((OTHER4, FORBIDDEN)) as connected:
        socket.send_fds(ours, [b"x"], [connected.fileno()])
        cast.run("list files", [["sharing.take_over", "passed"], ["sharing.put", "passed", WORD]], theirs)
    effect(sinks[FORBIDDEN].got(WORD), "nothing arrived")
