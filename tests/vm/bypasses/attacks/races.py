"""Rows 84 to 87: between the check and the use."""
import os

from cast import act, attack, effect
from machine import SECRET
from stage import LISTING


@attack
def link_swapped_between_check_and_use(cast):
    """One name is now a harmless file, now a link to the secret."""
    path, other = cast.file("swapped", "harmless\n"), cast.path("swapping")
    os.symlink("/srv/sealed/file", other)
    text = act(cast.start(), "races.read_swapped", 4, path, other, SECRET)
    effect(text == SECRET, "it never was the secret")


@attack
def link_swapped_under_a_write(cast):
    path, other = cast.file("written", "harmless\n"), cast.path("writing")
    victim = cast.write("/srv/plain/victim", SECRET, owned=True)
    os.symlink(victim, other)
    act(cast.start(), "races.write_swapped", 4, path, other)
    with open(victim) as file:
        effect(file.read() != SECRET, "it was never written")


@attack
def argument_rewritten_during_execve(cast):
    mark = cast.path("rewritten")
    words = ["/usr/bin/find", "/etc/hostname", None, "/usr/bin/touch", mark, ";"]
    actor = cast.start("find files and run touch")
    act(actor, "races.execute_rewritten", 8, words, "-newer", "-exec", mark)


@attack
def policy_changed_under_hammering(cast):
    """Grants go and come; in no moment between may anything else work."""
    actor = cast.start()
    command = ["/usr/local/bin/telos", "declare", LISTING] if cast.held else ["/usr/bin/true"]
    act(actor, "races.hammer_beside", 6, command, "files.read", "/srv/sealed/file")


@attack
def exec_policy_changed_under_hammering(cast):
    actor = cast.start()
    command = ["/usr/local/bin/telos", "declare", LISTING] if cast.held else ["/usr/bin/true"]
    act(actor, "races.hammer_beside", 6, command, "processes.spawn", "/usr/bin/cat", "/etc/hostname")


@attack
def ring_flooded(cast):
    """So many refusals that the log cannot hold them: the next one is refused all the same."""
    actor = cast.start()
    act(actor, "races.flood", 20000, "/srv/sealed/file")
