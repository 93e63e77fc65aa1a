"""Terminals: typing into one's own, writing to another's."""
import fcntl
import os
import pty
import termios

from acts.processes import _relay

TIOCSCTTY, TIOCSTI = 0x540e, 0x5412
kept = {}


def type_into_own():
    """A character that the terminal's next reader takes for typed."""
    def body():
        _, slave = pty.openpty()
        os.setsid()
        fcntl.ioctl(slave, TIOCSCTTY, 0)
        settings = termios.tcgetattr(slave)
        settings[3] &= ~(termios.ICANON | termios.ECHO)
        termios.tcsetattr(slave, termios.TCSANOW, settings)
        fcntl.ioctl(slave, TIOCSTI, b"x")
        return os.read(slave, 1) == b"x"
    return _relay(body)


def open_pair():
    """A terminal for others to find: its path."""
    kept["master"], kept["slave"] = pty.openpty()
    path = os.ttyname(kept["slave"])
    os.chmod(path, 0o622)
    os.set_blocking(kept["master"], False)
    return path


def shown():
    try:
        return os.read(kept["master"], 1000).decode(errors="replace")
    except BlockingIOError:
        return ""


def write_to(path, text):
    terminal = os.open(path, os.O_WRONLY | os.O_NOCTTY)
    os.write(terminal, text.encode())
    os.close(terminal)


def type_into(path):
    terminal = os.open(path, os.O_RDONLY | os.O_NOCTTY | os.O_NONBLOCK)
    fcntl.ioctl(terminal, TIOCSTI, b"x")


def take_over(path):
    """TIOCSCTTY with force, which only CAP_SYS_ADMIN may."""
    def body():
        os.setsid()
        terminal = os.open(path, os.O_RDONLY | os.O_NOCTTY)
        fcntl.ioctl(terminal, TIOCSCTTY, 1)
        fcntl.ioctl(terminal, TIOCSTI, b"x")
        return True
    return _relay(body)
