"""A task: ordinary work in a directory of an ordinary user, done once without Telos and once as an agent."""
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time

from harness import Failure, ask_daemon, audit_records, check, check_equal, wait_until

ACCOUNT = 1000
HOME = "/home/agent"
WORKSPACE = f"{HOME}/project"
# The slowest, dotnet, takes 80 s where the emulator has a processor to itself.
TASK_SECONDS = 600
RECORD_SECONDS = 20
AS_USER = ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups"]
# What is refused without a record, or keeps a record from coming.
SILENT = ("events_dropped", "egress_dropped", "state_missing", "storage_full", "label_too_deep")
ENVIRONMENT = {
    "HOME": HOME, "USER": "agent", "LOGNAME": "agent", "SHELL": "/bin/bash", "LANG": "C.UTF-8", "TERM": "dumb",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    # What a build server sets as well; the rest is as each program comes.
    "DOTNET_CLI_TELEMETRY_OPTOUT": "1", "DOTNET_NOLOGO": "1", "DOTNET_GENERATE_ASPNET_CERTIFICATE": "false",
}


class Task:
    """name, intent, script (what sh does in the workspace), and what prepares the workspace and checks the product.
    refused: what the task says will be refused, as (gate, reason); nothing else may be. barred: the subject of what the
    user's own rights refuse as well, a regular expression; the task shows that they do."""
    refused = ()
    barred = None

    def prepare(self):
        """Makes the files of the workspace, which is there and empty."""

    def product(self, run):
        """Fails when the work is not done."""
        raise NotImplementedError


def write(name, text, mode=0o644):
    path = f"{WORKSPACE}/{name}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)
    os.chmod(path, mode)


def read(name):
    with open(f"{WORKSPACE}/{name}") as file:
        return file.read()


class Run:
    """A finished task."""

    def __init__(self, words, held):
        self.held = held
        started = time.monotonic()
        with tempfile.TemporaryFile("w+") as said:
            try:
                self.status = subprocess.run(
                    [*AS_USER, *words], cwd=WORKSPACE, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=said,
                    stderr=said, timeout=TASK_SECONDS).returncode
            except subprocess.TimeoutExpired:
                self.status = f"none after {TASK_SECONDS} s"
            said.seek(0)
            self.said = said.read()
        self.seconds = time.monotonic() - started
        match = re.search(r"telos: agent (\d+)", self.said)
        self.agent = int(match[1]) if match else None
        # The children of a daemon that a build left behind would go on working in the next task's home.
        end_everything()

    def __str__(self):
        return f"status {self.status}, said: {self.said[-400:]}"


def end_everything():
    """Ends what the user still runs. A loop, because what forks meanwhile is seen the next time."""
    while processes := [pid for pid in filter(str.isdigit, os.listdir("/proc")) if owner(pid) == ACCOUNT]:
        for pid in processes:
            try:
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass
        time.sleep(0.02)


def owner(pid):
    """Whose process it is; nobody's when it is gone, or has ended and only waits for its parent."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            ended = stat.read().rpartition(")")[2].split()[0] in "ZX"
        return None if ended else os.stat(f"/proc/{pid}").st_uid
    except (FileNotFoundError, ProcessLookupError):
        return None


def start_afresh(item):
    """The home holds nothing but the task, so that no run lives from what another one left."""
    for name in os.listdir(HOME):
        path = f"{HOME}/{name}"
        if name != "lost+found":
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
    os.makedirs(WORKSPACE)
    item.prepare()
    for directory, _, files in os.walk(HOME):
        for path in (directory, *(f"{directory}/{name}" for name in files)):
            os.chown(path, ACCOUNT, ACCOUNT, follow_symlinks=False)


def run_free(item):
    start_afresh(item)
    run = Run(["/bin/sh", "-euc", item.script], held=False)
    check_equal(f"without Telos: {run}\nstatus", run.status, 0)
    item.product(run)
    return run


def run_held(item):
    start_afresh(item)
    before = silent_counts()
    run = Run(["telos", "run", "--intent", item.intent, "--", "/bin/sh", "-euc", item.script], held=True)
    check(run.agent, "no agent:", run.said)
    wait_for_log()
    refused = [record for record in refused_records(run.agent)
               if not (item.barred and re.fullmatch(item.barred, record["subject"]))]
    if run.status != 0 or {(record["gate"], record["reason"]) for record in refused} != set(item.refused):
        raise Failure(f"refused {describe(refused) or 'nothing'}; {run}")
    check_equal("the counts without a record", silent_counts(), before)
    check_equal("decoys read", describe(records_of(run.agent, "decoy")), "")
    item.product(run)
    return run


def silent_counts():
    status = ask_daemon("status")
    return {name: status[name] for name in SILENT}


def wait_for_log():
    """Until it holds a refusal that came later than all others: the log keeps the kernel's order."""
    with tempfile.TemporaryFile("w+") as said:
        subprocess.run([*AS_USER, "telos", "run", "--intent", "list the files in /srv", "--", "/bin/sh", "-c",
                        "/usr/bin/od /dev/null"], stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=60)
        said.seek(0)
        answer = said.read()
    match = re.search(r"telos: agent (\d+)", answer)
    check(match, "the agent that is refused did not start:", answer)
    later = int(match[1])
    wait_until(lambda: (("exec", "exec_not_granted") in
                        [(r["gate"], r["reason"]) for r in refused_records(later)]),
               RECORD_SECONDS, f"the refusal of agent {later} in the log")


def refused_records(agent):
    return records_of(agent, "refused")


def records_of(agent, action):
    return [r for r in audit_records() if r["agent"] == agent and r["action"] == action]


def describe(records):
    """Each once, in words: whoever reads it needs the program and the file."""
    return "; ".join(dict.fromkeys(f"{r['gate']}/{r['reason']} by {r['program']}: {r['subject']}" for r in records))
