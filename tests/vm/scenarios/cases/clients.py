"""The TypeScript client, and the examples of both clients and of docs/PROTOCOL.md, before the real daemon."""
import json
import os

from harness import HERE, PYTHON, case, check, check_equal, command, telos
from machine import want_daemon

CLIENTS, NODE = "/job/clients", "/usr/bin/node"
CAT, WC, START = "/usr/bin/cat", "/usr/bin/wc", "list files in /srv with ls"
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{CLIENTS}/python", "PYTHONDONTWRITEBYTECODE": "1"}
NEXT = "The intent does not need this program. If the work does need it, name the program in the intent."


def as_agent(*words):
    want_daemon()
    done = telos("run", "--intent", START, "--", *words, env=ENVIRONMENT)
    check_equal(f"status ({done.stderr})", done.returncode, 0)
    return done.stdout


def check_is_for_agents(*words):
    done = command(*words, env=ENVIRONMENT)
    check_equal(f"outside ({done.stderr})", done.returncode, 1)
    check("this process is no agent: start it with telos run" in done.stderr and done.stderr.count("\n") == 1, done.stderr)


def check_grants_matter(program, *arguments):
    """What the example was let do by its intents is refused without them, and runs where nobody holds it."""
    check_equal(f"{program} without its grant",
                telos("run", "--intent", START, "--", "/usr/bin/env", program, *arguments).returncode, 126)
    check_equal(f"{program} outside", command(program, *arguments).returncode, 0)


@case
def typescript_asks_and_is_answered_as_python_is():
    script = f"{HERE}/acts/client.mjs"
    said = json.loads(as_agent(NODE, script))
    check_equal("explained", (said["explained"]["verdict"], said["explained"]["grants"][0]["subject"]), ("ALLOW", "cat"))
    check_equal("status", (said["status"]["goal"], said["status"]["mode"], said["status"]["taint"]), (START, "enforce", "CLEAN"))
    check(said["declared"]["ttlMs"] == 300_000 and any("ls" in line for line in said["declared"]["lines"]), said["declared"])
    check_equal("refused", (said["refused"]["name"], said["refused"]["code"]), ("IntentRefused", -32001))
    check(any("no program, host or path could be derived" in line for line in said["refused"]["details"]), said["refused"])
    check("it would widen" in said["widened"]["message"], said["widened"])
    check_equal("cat", [said[each] for each in ("before", "within", "after", "granted")], ["EPERM", 0, "EPERM", 0])
    for denial in (said["told"], said["whyDenied"]):
        check_equal("denial", [denial[each] for each in ("gate", "reason", "subject")], ["exec", "exec_not_granted", CAT])
    check_equal("the same", said["told"]["id"], said["whyDenied"]["id"])
    check_equal("counted", said["both"]["refusedExec"], 2)
    check_equal("asked about", (said["approval"]["subject"], said["pending"]["approvals"][0]["state"]), ("bash", "pending"))
    check_equal("ended", (said["ended"]["expiresInMs"], said["ended"]["cat"]), (0, "EPERM"))
    outside = json.loads(command(NODE, script).stdout)
    check_equal("the control", (outside["status"]["name"], outside["status"]["code"]), ("NotAnAgent", -32002))
    check_equal("explained to all", outside["explained"]["verdict"], "ALLOW")


@case
def example_of_a_tool_goes_no_further_than_its_words():
    example = f"{CLIENTS}/python/examples/tool_wrapper.py"
    said = as_agent(PYTHON, example).splitlines()
    check_equal("said", said[:3], [
        f"count_lines: {line_count()} /etc/hosts",
        "count_lines: path is no plain value: /etc/hosts. Then start bash",
        f"count_and_tell: exec refused {CAT}: {NEXT}"])
    check(said[3].startswith("shell: the intent is not in force: somebody is asked") and "bash" in said[-1], said)
    check_grants_matter(WC, "-l", "/etc/hosts")
    check_is_for_agents(PYTHON, example)
    check_equal("cat outside", command(CAT, "/etc/hosts").returncode, 0)


@case
def example_of_a_plain_agent_asks_for_what_it_was_refused():
    example = f"{CLIENTS}/python/examples/subprocess_agent.py"
    said = as_agent(PYTHON, example).splitlines()
    check_equal("said", said[:4], [
        "ls said: /etc/hosts", f"exec refused {WC}: {NEXT}", f"wc said: {line_count()} /etc/hosts",
        f"exec refused /usr/bin/bash: {NEXT}"])
    check(said[4].startswith("use bash: somebody is asked about bash, ") and said[4].endswith("; pending"), said)
    check_grants_matter(WC, "-l", "/etc/hosts")
    check_is_for_agents(PYTHON, example)


@case
def example_of_an_agent_in_node_hears_of_each_refusal():
    said = as_agent(NODE, f"{CLIENTS}/typescript/examples/agent.mjs").splitlines()
    check_equal("first", said[0], f"wc said: {line_count()} /etc/hosts")
    check_equal("refused and told", sorted(said[1:3]), [f"told: exec refused {WC}: {NEXT}", "wc failed: EPERM"])
    check("cat said: 127.0.0.1 localhost" in said[3], said)
    check(said[-2].startswith("the intent is not in force: somebody is asked: bash, "), said)
    check_equal("last", said[-1], "refused: 1")
    check_grants_matter(CAT, "/etc/hosts")


@case
def examples_of_the_protocol_do_what_they_say():
    with open("/job/documents/PROTOCOL.md") as text:
        blocks = text.read()
    python, typescript = (blocks.split(f"```{language}\n")[1].split("```")[0] for language in ("python", "typescript"))
    as_agent(PYTHON, "-c", python)
    # Beside the package, which then has a name for it.
    script = f"{CLIENTS}/typescript/protocol.mjs"
    with open(script, "w") as file:
        file.write(typescript)
    said = as_agent(NODE, script)
    check("127.0.0.1 localhost" in said and f"exec refused {CAT}: {NEXT}" in said, said)


def line_count():
    with open("/etc/hosts") as hosts:
        return len(hosts.readlines())
