# SPDX-License-Identifier: MIT
"""A plain agent: it says what it is about to do, runs commands, and asks for what it was refused.

    telos run --intent "list files in /srv with ls" -- python3 subprocess_agent.py
"""
import subprocess
import sys

import telos

PLAN = "list files in /etc with ls"
STEPS = [
    # A command, and what to ask for when it is refused.
    (["ls", "/etc/hosts"], "list files in /etc with ls"),
    (["wc", "-l", "/etc/hosts"], "count the lines of /etc/hosts with wc"),
    (["bash", "-c", "id"], "use bash"),
]


def attempt(command):
    """Whether it was let run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True)
    except PermissionError:
        return False
    print(f"{command[0]} said: {done.stdout.strip()}")
    return True


def ask(client, wish):
    """Whether the wish is granted now."""
    try:
        policy = client.request(wish)
    except telos.IntentRefused as refusal:
        print(f"{wish}: {refusal}")
        return False
    for each in policy.approvals:
        print(f"{wish}: somebody is asked about {each.subject}, {each.reason}; {client.approval_state(each.id).state}")
    return not policy.approvals


def main():
    with telos.Client() as client:
        client.declare(PLAN)
        for command, wish in STEPS:
            if attempt(command):
                continue
            print(client.why_denied())
            if ask(client, wish):
                attempt(command)


if __name__ == "__main__":
    try:
        main()
    except telos.NotAnAgent as error:
        sys.exit(str(error))
