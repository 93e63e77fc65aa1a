"""Attacks that take several steps, and several agents: whichever step is refused, the attack has failed."""
import contextlib
import functools
import json
import os
import re
import select
import shutil
import socket
import subprocess
import threading
import time

from catalogue import DATAPLANE, SILENT
from harness import PUPPET, RECORD_SECONDS, Failure, Puppet, ask_daemon, check, command, outsider, wait_until
from stage import AGENT_UID, LISTING, AuditTail

DISK_BYTES = 8 << 20
LABEL_SECONDS = 2
PIPELINE_SECONDS = 40
_audit = AuditTail()
_devices = {}


class Refused(Failure):
    """A step was refused, as the catalogue wants it."""


class NoEffect(Failure):
    """Every step worked, and yet nothing came of it."""


def attack(function):
    """function(cast) performs the steps; when it returns the attack has had its effect."""
    @functools.wraps(function)
    def perform(stage):
        cast = Cast(stage)
        stage.attempts += 1
        try:
            function(cast)
        except Refused:
            return
        except NoEffect as nothing:
            if not cast.held or SILENT not in stage.case.errors:
                raise
            cast.is_recorded(str(nothing))
            return
        if cast.held:
            stage.through.append(stage.case.attack)
    return perform


def pipe():
    return [os.fdopen(end, mode) for end, mode in zip(os.pipe(), "rw")]


def memory_file():
    """A memfd opened twice, each with a position of its own."""
    descriptor = os.memfd_create("shared")
    return open(f"/proc/self/fd/{descriptor}"), os.fdopen(descriptor, "w")


def act(actor, name, *arguments):
    """One step: its value, or the end of the attack."""
    outcome = actor.puppet.do(name, *arguments)
    if outcome.error is None:
        return outcome.value
    what = f"{name} {' '.join(map(str, arguments))}"[:200]
    actor.cast.is_refusal(what, outcome.error)
    raise Refused(what)


def effect(happened, otherwise):
    if not happened:
        raise NoEffect(str(otherwise))


class Actor:
    def __init__(self, cast, puppet):
        self.cast = cast
        self.puppet = puppet

    @property
    def pid(self):
        return self.puppet.pid

    def end(self):
        """Its last process is gone, and the daemon knows."""
        self.puppet.process.kill()
        self.puppet.process.wait()
        if self.cast.held:
            wait_until(lambda: self.puppet.id not in [each["agent_id"] for each in ask_daemon("status")["agents"]],
                       RECORD_SECONDS, "the agent's end")


class Server(threading.Thread):
    """A unix socket of somebody outside, who keeps what it is told and says yes."""

    def __init__(self, path, kind):
        super().__init__(daemon=True)
        self.path = path
        self.heard = b""
        self._socket = socket.socket(socket.AF_UNIX, kind)
        self._socket.bind("\0" + path[1:] if path.startswith("@") else path)
        if not path.startswith("@"):
            os.chmod(path, 0o777)
        if kind != socket.SOCK_DGRAM:
            self._socket.listen()
        self._over, self._ending = socket.socketpair()

    def run(self):
        while True:
            ready, _, _ = select.select([self._socket, self._over], [], [])
            if self._over in ready:
                return
            self.serve()

    def serve(self):
        if self._socket.type == socket.SOCK_DGRAM:
            self.heard += self._socket.recv(1000)
            return
        connection, _ = self._socket.accept()
        with connection:
            connection.settimeout(3)
            with contextlib.suppress(OSError):
                self.answer(connection)

    def answer(self, connection):
        self.heard += connection.recv(1000)
        connection.send(b"yes")

    def got(self, text):
        with contextlib.suppress(Failure):
            return bool(wait_until(lambda: text.encode() in self.heard, 2, "the order"))
        return False

    def close(self):
        self._ending.close()
        self.join()
        self._over.close()
        self._socket.close()
        if os.path.exists(self.path):
            os.unlink(self.path)


class Cast:
    """Everybody who takes part in one attack."""

    def __init__(self, stage):
        self.stage = stage
        self.held = stage.held
        self.actors = []
        self.numbers = []
        self.counted = {}
        self.seen = len(_audit.read()) if self.held else 0
        self.home = "/home/agent" if stage.user == "agent" else "/root"

    # Who.

    def start(self, intent=LISTING, **options):
        """An agent, or what takes its place in the control; one that has learnt nothing is shared between cases."""
        puppet = self.stage.actor(intent, fresh=intent != LISTING, **(options if self.held else {}))
        if self.held:
            self.numbers.append(puppet.id)
            self.counted.setdefault(puppet.id, self._refusals(puppet.id))
        actor = Actor(self, puppet)
        self.actors.append(actor)
        return actor

    def declare(self, actor, text):
        if self.held:
            status, said = actor.puppet.can("processes.run", "/usr/local/bin/telos", "declare", text)
            check(status == 0, f"declare: {said}")

    def bystander(self, user=None, words=()):
        """words: what starts it, as root."""
        return self.stage.own(Puppet(words)) if words else self.stage.bystander(user)

    def outside(self, name, *arguments):
        """Done by root, whom no gate holds."""
        return outsider().can(name, *arguments)

    def server(self, path, kind):
        kinds = {"stream": socket.SOCK_STREAM, "datagram": socket.SOCK_DGRAM, "sequence": socket.SOCK_SEQPACKET}
        if not path.startswith("@"):
            self.make_directories(os.path.dirname(path))
            if os.path.lexists(path):
                os.unlink(path)
        server = Server(path, kinds[kind])
        server.start()
        self.stage.defer(server.close)
        return server

    def pipeline(self, intents, acts, between=pipe, one_after_the_other=False):
        """first | second, as a shell or a supervisor starts them; the outcome of the second's last act."""
        reader, writer = between()
        with reader, writer:
            first = self._launch(intents[0], acts[0], stdin=subprocess.DEVNULL, stdout=writer)
            if one_after_the_other:
                self._over(first)
                writer.close()
            second = self._launch(intents[1], acts[1], stdin=reader, stdout=subprocess.PIPE)
        if not one_after_the_other:
            self._over(first)
        self._judge("the second", self._over(second))

    def side_by_side(self, intents, acts, sources):
        """Two agents, each with something handed to it as its standard input; the outcome of the second's acts."""
        both = [self._launch(*each, stdin=source, stdout=subprocess.PIPE)
                for *each, source in zip(intents, acts, sources)]
        self._over(both[0])
        self._judge("the second", self._over(both[1]))

    def run(self, intent, acts, source):
        """One agent that does its acts with this as its standard input."""
        self._judge("it", self._over(self._launch(intent, acts, stdin=source, stdout=subprocess.PIPE)))

    def _over(self, process):
        said, errors = process.communicate(timeout=PIPELINE_SECONDS)
        self.numbers += [int(number) for number in re.findall(r"telos: agent (\d+)", errors)]
        return said, errors

    def _judge(self, who, outcome):
        lines = (outcome[0] or "").splitlines()
        check(lines, f"{who} did nothing: {outcome[1]}")
        for error in filter(None, (json.loads(line).get("error") for line in lines)):
            self.is_refusal(who, error)
            raise Refused(who)

    def _launch(self, intent, acts, **streams):
        words = [] if self.stage.user == "root" else ["setpriv", "--reuid=agent", "--regid=agent", "--clear-groups"]
        words += ["telos", "run", "--intent", intent, "--"] if self.held else []
        lines = (json.dumps(line) for line in acts)
        return subprocess.Popen([*words, *PUPPET, *lines], stderr=subprocess.PIPE, text=True, **streams)

    # Where.

    def path(self, name):
        return self.stage.path(name)

    def file(self, name, text="", mode=0o666):
        return self.stage.write(self.path(name), text, mode)

    def page(self, name):
        return self.file(name, "\0" * 4096)

    def write(self, path, text, owned=False, mode=0o644):
        self.make_directories(os.path.dirname(path))
        with open(path, "w") as file:
            file.write(text)
        os.chmod(path, mode)
        return self.stage.give(path) if owned else path

    def copy(self, source, path):
        """root's own, as an installed program is."""
        self.make_directories(os.path.dirname(path))
        shutil.copyfile(source, path)
        os.chmod(path, 0o755)
        time.sleep(0.02)
        return path

    def make_directories(self, path):
        """Those that are missing below a home belong to its owner."""
        missing = []
        while not os.path.isdir(path):
            missing.append(path)
            path = os.path.dirname(path)
        for directory in reversed(missing):
            os.mkdir(directory)
            if directory.startswith(("/home/agent/", "/run/user/1000")):
                os.chown(directory, AGENT_UID, AGENT_UID)
        return missing[0] if missing else path

    def label_settled(self):
        """The daemon has looked at what was mounted or made meanwhile."""
        if self.held:
            time.sleep(LABEL_SECONDS)

    def mount_point(self, kind=None):
        path = self.make_directories(f"/srv/mounts/{self.stage.case.name}")
        self.stage.defer(command, "umount", "-l", path)
        if kind:
            self.outside("kernel.mount", kind, path)
        return path

    def disk(self, path):
        """An ext4 file system of its own, of the older kind, whose inode generations can be set. Each case has its own
        device: two file systems on one have roots of one identity, with its labels and its taint."""
        self.make_directories(path)
        device = _devices.setdefault(self.stage.case.name, f"/dev/loop{len(_devices)}")
        image = f"/run/{self.stage.case.name}.image"
        with open(image, "wb") as file:
            file.truncate(DISK_BYTES)
        steps = (("modprobe", "-a", "loop", "ext4"), ("mkfs.ext4", "-q", "-O", "^metadata_csum", image),
                 ("losetup", device, image), ("mount", device, path))
        for words in steps:
            done = command(*words)
            check(done.returncode == 0, done.stderr)
        self.stage.defer(os.unlink, image)
        self.stage.defer(command, "losetup", "-d", device)
        self.stage.defer(command, "umount", path)
        return path

    def pinned_map(self):
        """Something in bpffs that is not Telos'."""
        path = "/sys/fs/bpf/probe"
        if not os.path.exists(path):
            done = command("bpftool", "map", "create", path, "type", "array", "key", "4", "value", "4", "entries",
                           "1", "name", "probe")
            check(done.returncode == 0, done.stderr)
        self.stage.defer(lambda: os.path.exists(path) and os.unlink(path))
        return path

    # How it ended.

    def is_refusal(self, what, error):
        if not self.held:
            raise Failure(f"control {what}: {error}")
        errors = self.stage.case.errors
        check(error in errors, f"{what}: {error}, wanted {'|'.join(errors)}")
        self.is_recorded(what)

    def is_recorded(self, what):
        """About anyone of the cast: the kernel counted it, and the log tells why."""
        case = self.stage.case
        if SILENT in case.gates:
            return

        def find():
            return [record for record in _audit.read()[self.seen:]
                    if record["agent"] in self.numbers and record["action"] in ("refused", "cut")
                    and record["gate"] in case.gates and record["reason"] in case.reasons]
        try:
            found = wait_until(find, RECORD_SECONDS, f"{what}: record {case.gates} {case.reasons}")[0]
        except Failure as failure:
            others = [(record["action"], record["gate"], record["reason"], record["subject"])
                      for record in _audit.read()[self.seen:] if record["agent"] in self.numbers]
            raise Failure(f"{failure}; there are {others[-6:]}") from None
        # An agent that was the end of a pipeline is gone, and its counters with it. What was cut is the daemon's own
        # doing, and the attack got no further.
        before = self.counted.get(found["agent"])
        if before is not None and found["action"] == "refused" and found["gate"] != DATAPLANE:
            check(self._refusals(found["agent"]) > before, f"{what}: the kernel did not count the refusal")

    def _refusals(self, number):
        """Of the gates that may refuse this attack; an actor that is shared has some from other cases."""
        state = ask_daemon("agent_state", agent_id=number)
        return sum(state[f"refused_{gate}"] for gate in self.stage.case.gates if gate not in (SILENT, DATAPLANE))
