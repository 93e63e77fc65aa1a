"""Cases, and what they are made of: agents, the control outside, the audit log, the daemon's own view."""
import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = "/usr/bin/python3"
PUPPET = [PYTHON, "-S", "-B", f"{HERE}/puppet.py"]
AUDIT_LOG = "/var/lib/telos/audit.jsonl"
CONTROL_SOCKET = "/run/telos/control.sock"
RECORD_SECONDS = 5
COMMAND_SECONDS = 120

cases = []


class Failure(Exception):
    pass


def case(function):
    cases.append(function)
    return function


def each_kernel(function):
    """On every kernel, in a theme whose other cases run on one each (run_all.py)."""
    function.each_kernel = True
    return function


def check(condition, *explanation):
    if not condition:
        raise Failure(" ".join(str(part) for part in explanation))


def check_equal(what, got, wanted):
    check(got == wanted, f"{what}: got {got!r}, wanted {wanted!r}")


def wait_until(condition, seconds, what):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        check(time.monotonic() < deadline, f"{what}: not within {seconds} s")
        time.sleep(0.02)
    return value


def command(*words, user=None, **options):
    """A finished process. user: an account of the guest."""
    if user:
        words = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *words]
    return subprocess.run(words, capture_output=True, text=True, timeout=COMMAND_SECONDS,
                          **{"stdin": subprocess.DEVNULL, **options})


def telos(*words, **options):
    return command("telos", *words, **options)


def fails_in_one_line(done, code, text):
    """The contract for bad input: the documented exit status, one line on stderr that says what is wrong."""
    lines = done.stderr.splitlines()
    check(done.returncode == code, f"exit {done.returncode}, wanted {code}:", done.stderr)
    check(len(lines) == 1 and lines[0].startswith("telos: "), "not one line:", repr(done.stderr))
    check(text in lines[0], f"{text!r} is not in:", lines[0])


class Connection:
    """One connection to a daemon's socket."""

    def __init__(self, path=CONTROL_SOCKET):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(path)
        self.reader = self.socket.makefile("rb")
        self.greeting = json.loads(self.reader.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.reader.close()
        self.socket.close()

    def raw(self, line):
        """The answer to these bytes, or None when the connection ended."""
        # A daemon that has answered may be gone before it took all of a line that is too long.
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(line)
        try:
            answer = self.reader.readline()
        except ConnectionError:
            return None
        return json.loads(answer) if answer else None

    def call(self, method, **parameters):
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        return self.raw(json.dumps(request).encode() + b"\n")


def ask_daemon(method, **parameters):
    with Connection() as connection:
        answer = connection.call(method, **parameters)
    check(answer and "result" in answer, f"{method}: {answer}")
    return answer["result"]


def audit_records():
    try:
        with open(AUDIT_LOG) as log:
            return [json.loads(line) for line in log if line.endswith("\n")]
    except FileNotFoundError:
        return []


class Outcome(dict):
    @property
    def error(self):
        return self.get("error")

    @property
    def value(self):
        return self.get("value")


class Puppet:
    """A process that does acts. This one is no agent."""

    def __init__(self, words=(), **options):
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([*words, *PUPPET], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=self.errors, text=True, bufsize=1, **options)
        if self.process.stdout.readline() != "ready\n":
            self.process.wait()
            raise Failure(f"it did not start: {self.said()}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()
        self.errors.close()

    @property
    def pid(self):
        return self.process.pid

    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    def do(self, act, *arguments):
        self.process.stdin.write(json.dumps([act, *arguments]) + "\n")
        line = self.process.stdout.readline()
        check(line, f"the puppet died in {act}: {self.said()[-400:]}")
        return Outcome(json.loads(line))

    def can(self, act, *arguments):
        """The act's value; a failure of the case when it fails."""
        outcome = self.do(act, *arguments)
        check(outcome.error is None, f"{act} {arguments} should have worked: {outcome.error}")
        return outcome.value


class Agent(Puppet):
    """The same program, held to an intent."""

    def __init__(self, intent, ttl="10m", user=None, launch=(), within=(), **options):
        words = [*within, *(["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups"] if user else [])]
        super().__init__([*words, "telos", "run", "--intent", intent, "--ttl", ttl, *launch, "--"], **options)
        match = re.search(r"telos: agent (\d+)", self.said())
        check(match, "telos run did not tell the agent's number:", self.said())
        self.id = int(match[1])
        self.last_seen = 0
        self.held_since = time.monotonic()

    def outlive(self, ttl):
        """Sleeps until a policy of so many seconds, in force when the agent started, has ended.

        What a case does before that may take long on a busy machine: its TTL leaves room for it, and costs nothing here.
        """
        time.sleep(max(0.0, self.held_since + ttl + 0.2 - time.monotonic()))

    def state(self):
        return ask_daemon("agent_state", agent_id=self.id)

    def refused_count(self, gate):
        return self.state()[f"refused_{gate}"]

    def record(self, gate, reason, action="refused"):
        """The next audit record of this kind about this agent."""
        def find():
            return next((record for record in audit_records() if record["agent"] == self.id
                         and record["id"] > self.last_seen and record["action"] == action
                         and (record["gate"], record["reason"]) == (gate, reason)), None)
        try:
            found = wait_until(find, RECORD_SECONDS, f"record {action} {gate} {reason}")
        except Failure as failure:
            seen = [(r["action"], r["gate"], r["reason"], r["subject"]) for r in audit_records()
                    if r["agent"] == self.id and r["id"] > self.last_seen]
            raise Failure(f"{failure}; there are {seen}") from None
        self.last_seen = found["id"]
        if action == "refused":
            check_equal(f"verdict of {found}", found["verdict"], "DENY")
        return found

    def is_refused(self, gate, reason, act, *arguments, control=True, error="EPERM"):
        """Outside it works; inside it fails, with a count in the kernel and a record with the reason."""
        if control:
            outcome = outsider().do(act, *arguments)
            check(outcome.error is None, f"control {act} {arguments}: {outcome.error}")
        before = self.refused_count(gate)
        outcome = self.do(act, *arguments)
        check(outcome.error is not None, f"NOT REFUSED: {act} {arguments} gave {outcome.value!r}")
        check_equal(f"error of {act} {arguments}", outcome.error, error)
        check(self.refused_count(gate) > before, f"{act} {arguments}: the kernel's {gate} counter did not rise")
        return self.record(gate, reason)


_outsider = None


def outsider():
    """One control for all cases; a new one when it has died."""
    global _outsider
    if _outsider is None or _outsider.process.poll() is not None:
        _outsider = Puppet()
    return _outsider


def run_cases(*selected):
    """Prints a line for each whose name contains one of these, or for all; True when all passed."""
    failed = 0
    for function in cases:
        name = f"{function.__module__.split('.')[-1]}.{function.__name__}"
        if selected and not any(part in name for part in selected):
            continue
        started = time.monotonic()
        try:
            function()
        except Exception as error:
            failed += 1
            kind = "" if isinstance(error, Failure) else f"{type(error).__name__}: "
            print(f"FAIL {name}: {kind}{' '.join(str(error).split())}"[:700], flush=True)
            continue
        print(f"ok {name} ({time.monotonic() - started:.1f} s)", flush=True)
    sys.stdout.flush()
    return failed == 0
