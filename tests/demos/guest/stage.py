"""Runs an agent step by step, shows each step to a person, and counts what held."""
import json
import os
import shlex
import subprocess
import tempfile

COLUMNS = 100
HERE = os.path.dirname(os.path.abspath(__file__))


class Agent:
    """agent.py, held by telos or, for the controls, free."""

    def __init__(self, intent=None):
        program = ["/usr/bin/python3", "-u", f"{HERE}/agent.py"]
        held = ["telos", "run", "--intent", intent, "--"] if intent else []
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            held + program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True, bufsize=1)

    def act(self, name, *arguments):
        self.process.stdin.write(json.dumps({"act": name, "arguments": arguments}) + "\n")
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"failed": "ended", "text": self.said()}

    def said(self):
        """What telos run printed, and whatever the agent complained of."""
        self.errors.seek(0)
        return self.errors.read().strip()

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


class Stage:
    def __init__(self):
        self.steps = self.ok = self.controls = 0

    @property
    def failed(self):
        return self.steps - self.ok

    def say(self, text=""):
        print(text, flush=True)

    def judge(self, held, text):
        self.steps += 1
        self.ok += bool(held)
        self.say(f"  {'ok  ' if held else 'FAIL'}  {text}\n")
        return held

    def show(self, act, arguments, answer):
        shown = shlex.join(arguments[0]) if act == "run" else " ".join([act, *map(str, arguments)])
        self.say(f"  agent$ {shown}")
        self.quote(answer.get("done") or answer.get("text") or "", lines=3)

    def quote(self, text, lines=99):
        for line in text.splitlines()[:lines]:
            self.say(f"         {line if len(line) <= COLUMNS else line[:COLUMNS] + '...'}")

    def allowed(self, agent, text, act, *arguments, expect=""):
        answer = agent.act(act, *arguments)
        self.show(act, arguments, answer)
        return self.judge("done" in answer and expect in answer["done"], text)

    def refused(self, agent, text, reasons, act, *arguments):
        """Refused means: it failed, and that was recorded with one of these reasons in the same moment."""
        before = last_record()
        answer = agent.act(act, *arguments)
        self.show(act, arguments, answer)
        record = next_refusal(before, reasons)
        if record:
            judge = "telos: dns" if record["gate"] == "dns" else f"kernel: {record['gate']} gate"
            self.say(f"         {judge}, {record['reason']} ({record['subject']})")
        return self.judge("failed" in answer and record is not None, text)

    def control(self, agent, act, *arguments):
        """The same act without Telos: it must succeed, or the refusal above proved nothing."""
        answer = agent.act(act, *arguments)
        self.show(act, arguments, answer)
        if self.judge("done" in answer, "control: it works when nobody holds the agent"):
            self.controls += 1


def telos(*arguments):
    return subprocess.run(["telos", *arguments], capture_output=True, text=True, check=False)


def records():
    return [json.loads(line) for line in telos("log", "--json", "-n", "1000").stdout.splitlines()]


def last_record():
    return max((record["id"] for record in records()), default=0)


def next_refusal(after, reasons):
    for _ in range(10):
        for record in records():
            if record["id"] > after and record["action"] == "refused" and record["reason"] in reasons:
                return record
    return None
