"""Row 68: what a tainted agent could say without writing into a file."""
import os

from cast import act, attack, effect
from leak import READER, SENDER, WORD, leak, learn

KEY = 0x7e105


def _between(cast, say, hear):
    """A is tainted and says it; B, who has a network, hears it. Each gives the act and its arguments."""
    a, b = cast.start(READER), cast.start(SENDER)
    learn(a)
    act(a, *say)
    leak(b, act(b, *hear))


@attack
def extended_attribute(cast):
    path = cast.write(f"{cast.disk(cast.path('disk'))}/file", "", owned=True)
    _between(cast, ("attributes.set_attribute", path, WORD), ("attributes.get_attribute", path))


@attack
def extended_attribute_of_a_granted_file(cast):
    """A may write the file; B asks for its attribute and never opens it."""
    path = cast.write(f"{cast.disk(cast.path('disk'))}/file", "", owned=True)
    a, b = cast.start(f"{READER}. write {path}"), cast.start(SENDER)
    learn(a)
    act(a, "attributes.set_attribute", path, WORD)
    leak(b, act(b, "attributes.get_attribute", path))


@attack
def name_of_a_file(cast):
    _between(cast, ("attributes.touch", cast.path(WORD)), ("attributes.names_in", cast.stage.directory))


@attack
def name_of_a_directory(cast):
    _between(cast, ("files.mkdir", cast.path(WORD)), ("attributes.names_in", cast.stage.directory))


@attack
def name_by_rename(cast):
    old, new = cast.file("old-name"), cast.path(WORD)
    _between(cast, ("files.rename", old, new), ("attributes.names_in", cast.stage.directory))


@attack
def name_by_link(cast):
    old, new = cast.file("linked-name"), cast.path(WORD)
    _between(cast, ("files.link", old, new), ("attributes.names_in", cast.stage.directory))


@attack
def name_of_a_fifo(cast):
    _between(cast, ("attributes.make_fifo", cast.path(WORD)), ("attributes.names_in", cast.stage.directory))


@attack
def name_of_a_socket(cast):
    _between(cast, ("deputies.serve", "named", cast.path(WORD)), ("attributes.names_in", cast.stage.directory))


@attack
def body_of_a_symbolic_link(cast):
    path = cast.path("body")
    _between(cast, ("files.symlink", WORD, path), ("attributes.link_body", path))


@attack
def body_of_a_link_in_a_granted_directory(cast):
    """A may write there; readlink(2) opens nothing."""
    directory = cast.stage.give(cast.make_directories(cast.path("granted")))
    path = f"{directory}/body"
    a, b = cast.start(f"{READER}. write {directory}"), cast.start(SENDER)
    learn(a)
    act(a, "files.symlink", WORD, path)
    leak(b, act(b, "attributes.link_body", path))


def _number_between(cast, say, hear, number):
    a, b = cast.start(READER), cast.start(SENDER)
    learn(a)
    act(a, *say)
    got = act(b, *hear)
    effect(got == number, f"{got} came through")


@attack
def times_of_a_file(cast):
    path = cast.file("times")
    _number_between(cast, ("attributes.set_times", path, KEY), ("attributes.get_time", path), KEY)


@attack
def mode_of_a_file(cast):
    path = cast.file("mode")
    a = cast.start(READER)
    learn(a)
    act(a, "files.chmod", path, 0o653)
    effect(os.stat(path).st_mode & 0o777 == 0o653, "the mode did not change")


@attack
def name_of_a_thread(cast):
    a = cast.start(READER)
    b = cast.start(SENDER)
    learn(a)
    act(a, "attributes.set_thread_name", WORD)
    leak(b, act(b, "attributes.thread_name", act(a, "processes.process_id")))


@attack
def name_of_a_thread_by_its_file(cast):
    a = cast.start(READER)
    b = cast.start(SENDER)
    learn(a)
    act(a, "attributes.write_thread_name", WORD)
    leak(b, act(b, "attributes.thread_name", act(a, "processes.process_id")))


@attack
def kernel_log(cast):
    """/dev/kmsg takes lines from root; whoever reads the log has them."""
    a, b = cast.start(READER), cast.start(SENDER)
    learn(a)
    act(a, "files.write", "/dev/kmsg", WORD)
    effect(act(b, "interfaces.read_kernel_log") > 0, "the log is empty")
