"""Every telos command of README and docs, as it is written there, from a person's shell or from inside an agent."""
import collections
import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import documents
from cases.approvals import ask
from harness import Agent, case, check, telos
from machine import FORBIDDEN, OTHER4, POLICY_FILE, want_daemon, want_no_daemon

TELOS, LS = "/usr/local/bin/telos", "/usr/bin/ls"
HOME = "/tmp/documented"
START = "list files in /srv with ls"
CASES = os.path.dirname(os.path.abspath(__file__))
LASTS_SECONDS = 3

# They need a container engine, a terminal or minutes: the theme that has those, and runs them.
ELSEWHERE = {"podman": "engines", "docker": "engines", "oci": "containers", "--tty": "terminal", "dash": "dash", "prove": "prove",
             "mcp": "mcp"}
# Verbs that do nothing without more words; without them a document speaks of the verb, or of an option of it.
OF_MORE = {"approve", "declare", "deny", "dns", "domain", "domains import", "domains list", "domains remove", "domains update",
           "explain", "generate build", "hyperion attach", "hyperion block", "hyperion detach", "hyperion unblock", "mirage plant", "mirage remove",
           "policy diff", "policy suggest", "run", "setup"}
FROM_INSIDE = {"declare", "why --mine"}
LASTING = {"approvals --watch", "dns", "log -f"}
# These take the daemon away, or replace it.
LAST = {"start", "stop", "upgrade"}
# Nothing that a running process would bring along.
SILENT = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Place:
    """A guest in which each of them has something to do."""

    def __init__(self, open_agents):
        shutil.rmtree(HOME, ignore_errors=True)
        os.makedirs(HOME)
        for name in ("claude", "codex"):
            shutil.copy("/bin/true", f"/usr/local/bin/{name}")
        for name, text in (("names", "good.example.org\n"), ("new.yaml", "execution:\n  default_mode: audit\n"),
                           ("page.html", "<h1>Tea</h1>")):
            with open(f"{HOME}/{name}", "w") as file:
                file.write(text)
        self.open_agents = open_agents
        self.agent = agent = open_agents.enter_context(Agent(START))
        agent.is_refused("network", "net_not_granted", "network.tcp", OTHER4, FORBIDDEN)
        self.refusal = agent.is_refused("exec", "exec_not_granted", "processes.spawn", "/usr/bin/cat", "/etc/hosts")

    def value(self, verb, word):
        """What stands for a word in capitals, or for a number of an example; None: nothing is known for it."""
        of_verb = {
            ("why", "ID"): self.refusal["id"], ("why", "PID"): self.refusal["pid"], ("why", "HOST"): OTHER4,
            ("enrol", "ID"): self.agent.id, ("enrol", "7"): self.agent.id,
            ("policy", "7"): self.agent.id, ("browser-token", "7"): self.agent.id,
            ("mirage", "ID"): self.agent.id,
            ("domain", "NAME"): "example.org", ("run", "NAME"): "coding", ("policy", "NAME"): "coding",
            ("prove", "NAME"): "network.datagram",
            ("domains", "FILE"): f"{HOME}/names", ("policy", "FILE"): POLICY_FILE, ("log", "FILE"): "/var/lib/telos/audit.pub",
            ("scan", "FILE"): f"{HOME}/page.html", ("scan", "TYPE"): "html", ("scan", "LEVEL"): "medium",
            ("policy", "A"): POLICY_FILE, ("policy", "B"): "new.yaml",
        }
        if verb == "enrol" and word in ("4242", "PID"):
            return self.newcomer().pid
        if word == "ID" and verb in ("approve", "deny"):
            return ask(self.open_agents.enter_context(Agent(START)))
        anywhere = {"TEXT": START, "A": "ls /srv", "P": "coding", "CMD": LS, "COMMAND": LS, "T": "10m", "G": "exec",
                    "N": self.agent.id, "AGENT": self.agent.id, "IP": "198.51.100.66", "DAYS": "30", "SPDX": "MIT",
                    "C": "news", "VERB": "status"}
        return of_verb.get((verb, word), anywhere.get(word))

    def newcomer(self):
        process = self.open_agents.enter_context(subprocess.Popen(["sleep", "600"], **SILENT))
        self.open_agents.callback(process.kill)
        return process

    def filled(self, words):
        filled = []
        for word in words:
            value = self.value(words[1], word)
            check(value is not None or not re.fullmatch("[A-Z]+", word), f"nothing is known for {word}")
            filled.append(word if value is None else str(value))
        return filled

    def run(self, words):
        """What went wrong; empty: nothing."""
        filled = self.filled(words)
        if begins(words, FROM_INSIDE):
            status, said = self.agent.can("processes.run", TELOS, *filled[1:])
            return "" if status == 0 else f"exit {status}: {said}"
        # The question that a person answers.
        yes = ["--yes"] if words[1] == "setup" and "generic" not in words else []
        environment = {**os.environ, "HOME": HOME}
        with subprocess.Popen([*filled, *yes], cwd=HOME, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True) as process:
            if begins(words, LASTING):
                time.sleep(LASTS_SECONDS)
                went_on = process.poll() is None
                process.send_signal(signal.SIGTERM)
                return "" if went_on else f"ended by itself: {process.communicate()[0]}"
            said = process.communicate(timeout=120)[0]
        return "" if process.returncode == 0 else f"exit {process.returncode}: {said}"


def begins(words, verbs):
    text = " ".join(words[1:])
    return any(text == verb or text.startswith(verb + " ") for verb in verbs)


def speaks_of(words):
    """The verb, when it stands there alone, or with an option, though it needs more than that."""
    for verb in OF_MORE:
        rest = words[1 + len(verb.split()):]
        given = [word for before, word in zip(("", *rest), rest) if not word.startswith("-")
                 and not (before.startswith("--") and re.fullmatch("[A-Z]+", word))]
        if words[1:1 + len(verb.split())] == tuple(verb.split()) and not given and "--" not in rest:
            return verb
    return None


def fault_of_mention(verb, words):
    done = telos(*verb.split(), "--help")
    missing = [word for word in words if word.startswith("--") and word not in done.stdout]
    return "" if done.returncode == 0 and not missing else f"no such verb, or without {missing}: {done.stderr}"


def fault_of(place, words, counts=None):
    counts = collections.Counter() if counts is None else counts
    for word, theme in ELSEWHERE.items():
        if word in words and "--filter" not in words:
            counts["elsewhere"] += 1
            with open(f"{CASES}/{theme}.py") as file:
                return "" if word in file.read() else f"cases/{theme}.py has no {word}"
    verb = speaks_of(words)
    counts["spoken of" if verb else "run"] += 1
    return fault_of_mention(verb, words) if verb else place.run(words)


@case
def every_command_of_the_documents_works():
    want_daemon()
    commands = documents.read_all()
    check(len(commands) > 60, f"only {len(commands)} commands were found")
    faults, counts = [], collections.Counter()
    with contextlib.ExitStack() as open_agents:
        place = Place(open_agents)
        for words, document in sorted(commands.items()):
            fault = "" if begins(words, LAST) else fault_of(place, words, counts)
            if fault:
                faults.append(f"{document}: {' '.join(words)}: {fault}")
    for words, document in sorted(commands.items()):
        if begins(words, LAST):
            counts["run"] += 1
            (want_no_daemon if words[1] == "start" else want_daemon)()
            done = telos(*words[1:])
            if done.returncode != 0:
                faults.append(f"{document}: {' '.join(words)}: {done.stderr}")
    want_daemon()
    print(f"# {len(commands)} commands: {dict(counts)}, {len(faults)} faults", file=sys.stderr, flush=True)
    check(not faults, " | ".join(faults))


@case
def a_command_that_does_not_work_is_found():
    want_daemon()
    with contextlib.ExitStack() as open_agents:
        place = Place(open_agents)
        for text in ("`telos log --colour`", "`telos frobnicate`", "```\ntelos why ID --loud\n```", "`telos run --loudly`",
                     "`telos hyperion list --since T`"):
            (words,) = (words for found in documents.in_document(text) for words in documents.variants(found))
            check(fault_of(place, words), f"NOT FOUND: {text}")
