"""All tasks in one boot: first all of them without Telos, then each as an agent. An argument selects: parts of names, with commas.
With --decoys each agent has decoys of all kinds, and reads none of them."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, f"{os.path.dirname(HERE)}/scenarios"]

import machine
from harness import Failure
from servers import Sink
from task import run_free, run_held
from tasks import files, git, managed, native, network, python

TASKS = [files.Archive(), network.Download(), network.RemoteLogin(), git.Repository(), native.Compile(), native.Parallel(),
         python.Script(), python.Environment(), managed.Node(), managed.Java(), managed.DotNet()]

DECOYS = "--decoys"


def prepare():
    machine.prepare()
    machine.sinks[network.SSH_PORT] = Sink(network.SSH_PORT)
    with open("/etc/hosts", "a") as hosts:
        hosts.write(f"{machine.OTHER4} {git.HOST} {network.SSH_HOST}\n")
    git.serve()


def attempt(name, run, task):
    """Prints the line; True when it held."""
    try:
        done = run(task)
    except Exception as error:
        kind = "" if isinstance(error, Failure) else f"{type(error).__name__}: "
        print(f"FAIL {name}: {kind}{' '.join(str(error).split())}"[:1500], flush=True)
        return False
    print(f"ok {name} ({done.seconds:.1f} s)", flush=True)
    return True


def main():
    prepare()
    words = [word for word in sys.argv[1:] if word != DECOYS]
    parts = words[0].split(",") if words else [""]
    chosen = [task for task in TASKS if any(part in task.name for part in parts)]
    held = [attempt(f"{task.name}.control", run_free, task) for task in chosen]
    machine.want_daemon("mirage:\n  decoys: [all]\n" if DECOYS in sys.argv[1:] else "")
    held += [attempt(task.name, run_held, task) for task in chosen]
    sys.exit(0 if held and all(held) else 1)


main()
