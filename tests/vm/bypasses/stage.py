"""Where one attack is performed twice: by a process that no gate holds, where it has to succeed, and by an agent,
where it has to be refused as the catalogue says. The attack itself cannot tell which, but for Stage.held."""
import contextlib
import json
import os
import shutil
import subprocess
import time

from harness import AUDIT_LOG, PUPPET, RECORD_SECONDS, Agent, Failure, Outcome, Puppet, ask_daemon, check, wait_until
from catalogue import SILENT

ROOT = "/tmp/bypass"
WORK = "/srv/work"
PROGRAMS = "/job/programs"
AGENT_UID = 1000
EFFECT_SECONDS = 4
SETTLE_SECONDS = 0.2
LISTING = "list files"
# NAT64 (RFC 6052) and 6to4 (RFC 3056) of 192.0.2.66, which this machine has itself.
TRANSLATED6, TUNNELLED6 = "64:ff9b::c000:242", "2002:c000:242::1"


class Through(Failure):
    """The gates let the attack through."""


class AuditTail:
    """Reads each line of the audit log once."""

    def __init__(self):
        self.records = []
        self._rest = b""
        self._offset = 0

    def read(self):
        with contextlib.suppress(FileNotFoundError), open(AUDIT_LOG, "rb") as log:
            log.seek(self._offset)
            text = log.read()
            self._offset += len(text)
            *lines, self._rest = (self._rest + text).split(b"\n")
            self.records += map(json.loads, lines)
        return self.records


class Troupe:
    """Puppets that several cases share, because starting one costs a second here."""

    def __init__(self, held):
        self.held = held
        self.audit = AuditTail()
        self._actors = {}

    def actor(self, intent, user):
        actor = self._actors.get((intent, user))
        if actor is None or actor.process.poll() is not None:
            actor = self._actors[intent, user] = self.start(intent, user)
        return actor

    def start(self, intent, user, **options):
        account = None if user == "root" else user
        if self.held:
            return Agent(intent, user=account, **options)
        words = ["setpriv", f"--reuid={account}", f"--regid={account}", "--clear-groups"] if account else []
        return Puppet(words, **options)

    def dismiss(self):
        """After a case that ended in the middle, nobody knows what its puppets are doing."""
        for actor in self._actors.values():
            actor.__exit__()
        self._actors.clear()


class Stage:
    def __init__(self, case, user, troupe):
        self.case = case
        self.user = user
        self.held = troupe.held
        self.attempts = 0
        self.through = []
        self._troupe = troupe
        self._exits = contextlib.ExitStack()
        self.directory = f"{ROOT}/{case.theme}.{case.name}.{user}"

    def __enter__(self):
        shutil.rmtree(self.directory, ignore_errors=True)
        os.makedirs(self.directory)
        self.give(self.directory)
        return self

    def __exit__(self, *_):
        self._exits.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    # What attacks are made of.

    def path(self, name):
        """A path in a directory of the attacker's own, in which agents may write."""
        return f"{self.directory}/{name}"

    def volatile(self, name):
        """The same on a tmpfs whatever the machine's file systems are: an overlay is no layer, and none made O_TMPFILE until 6.2."""
        return self._owned_directory("/dev/shm") + f"/{name}"

    def outside(self, name):
        """A path of the attacker's own in which agents may not write."""
        return self._owned_directory("/srv") + f"/{name}"

    def inside(self, name):
        """A path in a write area that lies on the same file system as what is outside, so that links lead there."""
        return self._owned_directory(WORK) + f"/{name}"

    def beside(self, program, name):
        """A path of the attacker's own on the file system of an installed program."""
        return self._owned_directory(os.path.dirname(program)) + f"/{name}"

    def home(self, name):
        path = f"{'/root' if self.user == 'root' else '/home/agent'}/{name}.{self.case.name}"
        self.defer(self._remove, path)
        return path

    def _owned_directory(self, parent):
        directory = f"{parent}/bypass/{self.case.theme}.{self.case.name}.{self.user}"
        os.makedirs(directory, exist_ok=True)
        self.give(directory)
        self.defer(shutil.rmtree, directory, ignore_errors=True)
        return directory

    @staticmethod
    def _remove(path):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)

    def write(self, path, content="", mode=0o644):
        with open(path, "wb" if isinstance(content, bytes) else "w") as file:
            file.write(content)
        os.chmod(path, mode)
        return self.give(path)

    def copy(self, source, path):
        """An executable copy with a change time that lies behind the clock's last tick."""
        shutil.copyfile(source, path)
        os.chmod(path, 0o755)
        self.give(path)
        time.sleep(0.02)
        return path

    def give(self, path):
        if self.user != "root":
            os.chown(path, AGENT_UID, AGENT_UID)
        return path

    def defer(self, function, *arguments, **options):
        self._exits.callback(function, *arguments, **options)

    def own(self, context):
        """Ends with the case."""
        return self._exits.enter_context(context)

    def actor(self, intent=LISTING, fresh=False, **options):
        """Who attacks. fresh: for this case alone."""
        if fresh or options:
            return self.own(self._troupe.start(intent, self.user, **options))
        return self._troupe.actor(intent, self.user)

    def bystander(self, user=None, **options):
        """A process that is no agent, of the same user unless another is named."""
        user = user or self.user
        words = [] if user == "root" else ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"]
        return self.own(Puppet(words, **options))

    def with_input(self, source, *acts, intent=LISTING):
        """A process whose standard input this is, which does the acts and ends: its outcomes, none when it did not
        start, and what was said."""
        account = None if self.user == "root" else self.user
        words = ["setpriv", f"--reuid={account}", f"--regid={account}", "--clear-groups"] if account else []
        if self.held:
            words += ["telos", "run", "--intent", intent, "--"]
        done = subprocess.run([*words, *PUPPET, *map(json.dumps, acts)], stdin=source, capture_output=True, text=True,
                              timeout=30)
        return [Outcome(json.loads(line)) for line in done.stdout.splitlines()], done.stderr.strip()

    # How they are judged.

    def attempt(self, actor, act, *arguments, effect=None, errors=None, reasons=None):
        """One act. effect() tells whether it had the effect that the attack is about; without it the act's success is
        the effect. errors, reasons: those of this act, where the case lists several."""
        self.attempts += 1
        what = f"{act} {' '.join(map(str, arguments))}"[:200]
        if not self.held:
            outcome = actor.do(act, *arguments)
            check(outcome.error is None, f"control {what}: {outcome.error}")
            if effect:
                wait_until(effect, EFFECT_SECONDS, f"control {what}: effect")
            return outcome
        seen = len(self._troupe.audit.read())
        counted = self._refusals(actor)
        outcome = actor.do(act, *arguments)
        if self._got_through(outcome, effect):
            self.through.append(f"{what}: {outcome.error or outcome.value!r}")
            return outcome
        errors = errors or self.case.errors
        check(SILENT in errors or outcome.error in errors, f"{what}: {outcome.error}, wanted {errors}")
        self._recorded(actor, what, seen, reasons or self.case.reasons)
        check(self._refusals(actor) > counted, f"{what}: the kernel did not count the refusal")
        return outcome

    def told(self, what, happened, refusal=""):
        """For attacks that no kernel gate refuses: whether it happened, and what was said when it did not."""
        self.attempts += 1
        if not self.held:
            check(happened, f"control {what}: {refusal}")
        elif happened:
            self.through.append(what)

    def setup(self, actor, act, *arguments):
        """What leads up to the attack and must work for everybody."""
        return actor.can(act, *arguments)

    def finish(self):
        check(self.attempts, "nothing was attempted")
        if self.through:
            raise Through("; ".join(self.through))

    def _got_through(self, outcome, effect):
        if effect is None:
            return outcome.error is None
        time.sleep(SETTLE_SECONDS)
        return bool(effect())

    def _refusals(self, actor):
        state = ask_daemon("agent_state", agent_id=actor.id)
        return sum(state[f"refused_{gate}"] for gate in self.case.gates)

    def _recorded(self, actor, what, seen, reasons):
        def find():
            return any(record["agent"] == actor.id and record["action"] == "refused"
                       and record["gate"] in self.case.gates and record["reason"] in reasons
                       for record in self._troupe.audit.read()[seen:])
        try:
            wait_until(find, RECORD_SECONDS, f"{what}: record {self.case.gates} {reasons}")
        except Failure as failure:
            others = [(record["action"], record["gate"], record["reason"], record["subject"])
                      for record in self._troupe.audit.read()[seen:] if record["agent"] == actor.id]
            raise Failure(f"{failure}; there are {others}") from None
