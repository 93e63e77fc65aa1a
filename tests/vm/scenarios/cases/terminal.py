"""telos run at a person's terminal: as any program without --tty, and with it at a terminal of its own."""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

from harness import PUPPET, case, check, check_equal, fails_in_one_line, outsider, telos
from machine import want_daemon

SECONDS = 30
LISTS = "list files in /srv with ls"
RUN = ("telos", "run", "--intent", LISTS)
PYTHON = "/usr/bin/python3"
INTERRUPT, STOP, QUIT = "\x03", "\x1a", "\x1c"


class Person:
    """Somebody at a terminal, who has started a program in a session of its own."""

    def __init__(self, *words, rows=31, columns=77):
        self.master, self.slave = pty.openpty()
        self.path = os.ttyname(self.slave)
        self.seen = ""
        self.resize(rows, columns)
        self.before = termios.tcgetattr(self.slave)
        self.process = subprocess.Popen(words, stdin=self.slave, stdout=self.slave, stderr=self.slave,
                                        start_new_session=True, preexec_fn=self._take,
                                        env={**os.environ, "PS1": "ready ", "TERM": "dumb"})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.master)
        os.close(self.slave)

    def _take(self):
        fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)

    def resize(self, rows, columns):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text):
        os.write(self.master, text.encode())

    def sees(self, pattern):
        """The next of what is shown that the pattern fits; what was before it is over."""
        deadline = time.monotonic() + SECONDS
        while not (match := re.search(pattern, self.seen)):
            check(time.monotonic() < deadline, f"{pattern!r} was not shown, but {self.seen[-400:]!r}")
            if select.select([self.master], [], [], 0.2)[0]:
                self.seen += os.read(self.master, 4096).decode(errors="replace")
        self.seen = self.seen[match.end():]
        return match

    def ends(self):
        """Its exit status; the terminal is as it was found."""
        deadline = time.monotonic() + SECONDS
        while self.process.poll() is None:
            check(time.monotonic() < deadline, f"it does not end: {self.seen[-400:]!r}")
            if select.select([self.master], [], [], 0.1)[0]:
                self.seen += os.read(self.master, 4096).decode(errors="replace")
        check_equal("the terminal's settings", termios.tcgetattr(self.slave), self.before)
        return self.process.returncode


def program(*lines):
    return (PYTHON, "-c", "\n".join(("import os, signal, sys, time", *lines)))


@case
def jobs_of_a_shell_are_jobs_without_a_terminal_of_their_own():
    want_daemon()
    with Person("/bin/bash", "--norc", "--noediting", "-i") as person:
        person.sees("ready ")
        job = f"telos run --intent '{LISTS}' -- /usr/bin/sleep 100"
        person.type(f"{job}\n")
        person.sees("held to its intent")
        time.sleep(1)
        person.type(STOP)
        person.sees("Stopped.*sleep 100")
        person.sees("ready ")
        person.type("fg\n")
        person.sees("sleep 100")
        time.sleep(1)
        person.type(INTERRUPT)
        person.sees("ready ")
        person.type("echo ended $?\n")
        check_equal("interrupted", person.sees(r"ended (\d+)")[1], "130")
        person.type(f"{job} &\n")
        person.sees("held to its intent")
        time.sleep(1)
        person.type("kill -TERM %1; wait %1; echo ended $?\n")
        check_equal("terminated", person.sees(r"ended (\d+)")[1], "143")
        person.type(f"telos run --intent '{LISTS}' -- /bin/bash -c 'exit 9'; echo ended $?\n")
        check_equal("its own", person.sees(r"ended (\d+)")[1], "9")


@case
def terminal_of_its_own_is_another_of_the_same_size():
    want_daemon()
    told = program("print('at', os.ttyname(0), *os.get_terminal_size(0), os.ttyname(1), os.ttyname(2), flush=True)",
                   "signal.signal(signal.SIGWINCH, lambda *_: print('now', *os.get_terminal_size(0), flush=True))",
                   "print('typed', sys.stdin.readline().strip(), flush=True)", "sys.exit(7)")
    with Person(*RUN, "--tty", "--", *told) as person:
        number = person.sees(r"agent (\d+) is held")[1]
        own, columns, rows, *others = person.sees(r"at (\S+) (\d+) (\d+) (\S+) (\S+)").groups()
        check_equal("size", (columns, rows, others), ("77", "31", [own, own]))
        check(own != person.path, f"NOT REFUSED: it has the person's terminal {own}")
        person.resize(20, 50)
        check_equal("size", person.sees(r"now (\d+) (\d+)").groups(), ("50", "20"))
        person.type("a word\n")
        person.sees("typed a word")
        check_equal(f"status of agent {number}", person.ends(), 7)
    done = telos("run", "--intent", LISTS, "--tty", "--", "/usr/bin/ls", "/srv")
    fails_in_one_line(done, 2, "--tty: standard input is no terminal")


@case
def keys_and_signals_reach_the_program_at_its_own_terminal():
    want_daemon()
    waits = ("print('there', flush=True)", "time.sleep(100)")
    for number, act in ((signal.SIGINT, lambda person: person.type(INTERRUPT)),
                        (signal.SIGQUIT, lambda person: person.type(QUIT)),
                        (signal.SIGTERM, lambda person: person.process.send_signal(signal.SIGTERM)),
                        (signal.SIGHUP, lambda person: person.process.send_signal(signal.SIGHUP))):
        # What Python makes of SIGINT by itself is an exception.
        with Person(*RUN, "--tty", "--", *program("signal.signal(signal.SIGINT, signal.SIG_DFL)", *waits)) as person:
            person.sees("there")
            act(person)
            check_equal(f"status after {number.name}", person.ends(), 128 + number)
    with Person("/bin/bash", "--norc", "--noediting", "-i") as person:
        person.sees("ready ")
        code = "import time; print(chr(33), flush=True); time.sleep(100)"
        person.type(" ".join((*RUN[:3], f"'{LISTS}'", "--tty", "--", PYTHON, "-c", f"'{code}'")) + "\n")
        person.sees(r"\n!\r")
        relay = int(subprocess.run(["pgrep", "-P", str(person.process.pid), "telos"], capture_output=True, text=True).stdout)
        os.kill(relay, signal.SIGTSTP)
        person.sees("Stopped")
        person.sees("ready ")
        person.type("stty -a\n")
        check(" icanon" in person.sees(r"lnext[^$]*?icanon[^\n]*")[0], "the terminal was not restored for the shell")
        person.type("fg\n")
        person.sees("fg\r\n")
        time.sleep(1)
        person.type(INTERRUPT)
        person.sees("KeyboardInterrupt")


@case
def program_at_its_own_terminal_cannot_reach_the_persons():
    want_daemon()
    with Person("/usr/bin/sleep", "100") as person:
        for act in ("terminals.write_to", "terminals.type_into"):
            arguments = [person.path, "typed"] if act == "terminals.write_to" else [person.path]
            check(act != "terminals.write_to" or outsider().do(act, *arguments).error is None, "the control cannot write")
            line = json.dumps([act, *arguments])
            with Person(*RUN, "--tty", "--", *PUPPET, line) as other:
                error = other.sees(r'\{"(error|value)": ([^}]*)\}')
                check_equal(act, error.groups(), ("error", '"EPERM"'))
                check_equal("status", other.ends(), 0)


@case
def last_words_are_shown_whoever_still_has_the_terminal():
    want_daemon()
    script = "sleep 50 & for i in {1..2000}; do echo line $i; done; echo the end; exit 4"
    with Person(*RUN, "--tty", "--", "/bin/bash", "-c", script) as person:
        person.sees("the end")
        check_equal("status", person.ends(), 4)
