"""telos dash in tmux: what the screen says is what happened, and the terminal is given back as it was."""
import os
import re
import shlex
import signal
import subprocess

import machine
from harness import Agent, case, check, check_equal, command, telos, wait_until
from machine import GRANTED, WEATHER4, copy, want_daemon

LS, CAT = "/usr/bin/ls", "/usr/bin/cat"
SECONDS = 20
COLOUR = re.compile(r"\x1b\[[0-9;]*3[0-7]m")


class Screen:
    """A shell in a terminal of so many cells, in which telos dash runs."""

    def __init__(self, columns=80, rows=24, before="", options=""):
        self.tmux = ["tmux", "-u", "-L", f"dash{os.getpid()}", "-f", "/dev/null"]
        script = f"{before} telos dash {options}; echo ended $?; stty -a; exec cat"
        self._do("new-session", "-d", "-x", str(columns), "-y", str(rows), f"sh -c {shlex.quote(script)}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        subprocess.run([*self.tmux, "kill-server"], check=False)

    def _do(self, *words):
        done = subprocess.run([*self.tmux, *words], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        check_equal(f"tmux {words[0]}: {done.stderr}", done.returncode, 0)
        return done.stdout

    def press(self, *keys):
        self._do("send-keys", *keys)

    def resize(self, columns, rows):
        self._do("resize-window", "-x", str(columns), "-y", str(rows))

    def lines(self, *options):
        return self._do("capture-pane", "-p", *options).splitlines()

    def wait(self, wanted, *, until=True):
        """The lines, once they have what is wanted, or have it no more."""
        wait_until(lambda: any(re.search(wanted, line) for line in self.lines()) == until, SECONDS,
                   f"{wanted!r} to {'come' if until else 'go'}:\n" + "\n".join(self.lines()))
        return self.lines()

    def keep(self, name):
        os.makedirs("/job/out", exist_ok=True)
        with open(f"/job/out/{name}.txt", "w") as file:
            file.write("".join(line.rstrip() + "\n" for line in self.lines()))


def refuse(agent):
    agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")


@case
def agents_words_stand_left_and_what_the_kernel_did_right():
    want_daemon()
    with Agent(f"list files. Then connect to {WEATHER4} port {GRANTED}") as agent, Screen() as screen:
        refuse(agent)
        screen.wait(rf"^ a{agent.id} CLEAN .* 1 refused ")
        lines = screen.wait(rf"│\d\d:\d\d:\d\d a{agent.id} exec refused ")
        check(re.search(r"^ telos  gates (\d+)/\1  1 agents", lines[0]), lines[0])
        check(any(re.match(rf"\d\d:\d\d:\d\d a{agent.id} begins list files", line) for line in lines), lines)
        check(any("drawbridge" in line for line in lines), lines)
        check_equal("size", (len(lines), max(map(len, lines)) <= 80), (24, True))
        screen.keep("dash-80x24")
        screen.resize(150, 40)
        lines = screen.wait(r"exec refused .*\(exec_not_granted\)")
        check_equal("size", (len(lines), max(map(len, lines)) > 100), (40, True))
        screen.keep("dash-150x40")
    with Screen() as screen:
        screen.wait("none runs|^ a")
        check(not any(re.match(rf" a{agent.id} ", line) for line in screen.lines()), "an agent that ended is shown")


@case
def chosen_record_tells_its_story_and_a_filter_leaves_the_others_out():
    want_daemon()
    with Agent("list files") as agent, Screen(120, 30) as screen:
        check_equal("status of ls", agent.can("processes.spawn", LS, "/"), 0)
        refuse(agent)
        screen.wait(f"a{agent.id} exec refused /usr/bin/cat")
        screen.press("Enter")
        lines = screen.wait("^ WHY")
        check(any("why:" in line for line in lines) and any("intent:   list files" in line for line in lines), lines)
        screen.keep("dash-why-120x30")
        screen.press("Escape")
        screen.wait("^ SAID AND DECIDED")
        screen.press("/", "exec ref", "Enter")
        lines = screen.wait('only with "exec ref"')
        check(not any("begins" in line for line in lines) and any("exec refused" in line for line in lines), lines)
        screen.press("Escape")
        screen.wait("begins")


@case
def paused_screen_stands_still_until_it_goes_on():
    want_daemon()
    with Agent("list files") as agent, Screen() as screen:
        screen.wait(f"a{agent.id} begins")
        screen.press("p")
        screen.wait("PAUSED, 0 more")
        refuse(agent)
        lines = screen.wait("PAUSED, 1 more")
        check(not any(f"a{agent.id} exec refused" in line for line in lines), lines)
        screen.press("p")
        screen.wait(f"a{agent.id} exec refused")


@case
def what_an_agent_names_moves_no_cursor():
    want_daemon()
    hostile = copy(CAT, "/srv/hostile/\x1b[2J\x1b[1;1Hgates")
    with Agent("list files") as agent, Screen(160, 24) as screen:
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", hostile, "/etc/hosts")
        lines = screen.wait(r"\\x1B\[2J\\x1B\[1;1Hgates")
        check(lines[0].startswith(" telos  gates "), lines[0])


@case
def colours_are_left_out_when_nobody_wants_them():
    want_daemon()
    with Agent("list files") as agent:
        refuse(agent)
        for before, options, wanted in (("", "", True), ("NO_COLOR=1", "", False), ("", "--no-colour", False)):
            with Screen(before=before, options=options) as screen:
                screen.wait("exec refused")
                coloured = any(COLOUR.search(line) for line in screen.lines("-e"))
                check_equal(f"colours with {before}{options}", coloured, wanted)


@case
def terminal_is_given_back_as_it_was():
    want_daemon()
    for keys in (["q"], ["C-c"]):
        with Screen() as screen:
            screen.wait("SAID AND DECIDED")
            screen.press(*keys)
            lines = screen.wait("ended 0")
            said = " ".join(screen.wait(" icanon"))
            check(" echo " in said and "SAID" not in said, lines)
    done = telos("dash")
    check(done.returncode == 2 and "needs a terminal" in done.stderr, done.stderr)
    done = command("/job/telos", "dash", user=1000)
    check(done.returncode != 0 and "root" in done.stderr, done.stderr)


@case
def daemon_that_dies_is_missed_and_found_again():
    want_daemon()
    with Agent("list files") as agent, Screen() as screen:
        screen.wait(f"a{agent.id} CLEAN")
        machine.end_daemon(signal.SIGKILL)
        lines = screen.wait("NO DAEMON")
        check("pinned gates hold" in lines[0], lines[0])
        machine.restart_daemon()
        screen.wait(r"^ telos  gates (\d+)/\1 ")
        refuse(agent)
        screen.wait(f"a{agent.id} exec refused")
