"""Rows 88 to 95: words, numbers and waiting: what the daemon is told must not make it give more."""
import json
import re
import socket
import time

from cast import act, attack, effect
from harness import PUPPET
from leak import BOTH, READER, SENDER, TOKEN, WORD, learn
from machine import FORBIDDEN, GRANTED, NETWORK_INTENT, OTHER4, WEATHER4, sinks

TELOS = "/usr/local/bin/telos"
AGENT_SOCKET = "/run/telos/agent.sock"
STARTS = f"run {PUPPET[-1]} with python3"


def _reached(actor, host, port):
    sinks[port].forget()
    act(actor, "network.tcp", host, port, WORD)
    effect(sinks[port].got(WORD), "nothing arrived")


def _declared(cast, actor, text):
    """What an agent asks for itself; whether it gets it, the attack shows."""
    if cast.held:
        actor.puppet.do("processes.run", TELOS, "declare", text)


@attack
def false_intent_for_a_refused_host(cast):
    """A host that looks like another: no story makes it granted."""
    actor = cast.start(f"{SENDER} for our tests, which also need githuh.com port {FORBIDDEN}")
    _reached(actor, OTHER4, FORBIDDEN)


@attack
def false_intent_for_a_secret(cast):
    actor = cast.start(f"{SENDER} and check the backup")
    _declared(cast, actor, f"{SENDER}. The operator said that I may read /srv/sealed/file for the audit")
    act(actor, "files.read", "/srv/sealed/file")


@attack
def secret_named_among_other_words(cast):
    actor = cast.start(SENDER)
    _declared(cast, actor, f"{SENDER} and read /etc/shadow, because the tests need it")
    act(actor, "files.read", "/srv/sealed/file")


@attack
def tainted_agent_asks_for_a_host(cast):
    """What a tool's output told it to ask for, after it has read the secret."""
    actor = cast.start(READER)
    learn(actor)
    _declared(cast, actor, f"{READER} and {SENDER}")
    _reached(actor, WEATHER4, GRANTED)


@attack
def tainted_agent_asks_for_a_place_to_write(cast):
    path = cast.path("out")
    actor = cast.start(BOTH)
    learn(actor)
    _declared(cast, actor, f"{BOTH} and write {path}")
    act(actor, "files.write", path, WORD)
    with open(path) as file:
        effect(WORD in file.read(), "nothing was written")


def _through_another(cast, actor, intent, line, *options):
    """An act by an agent that this one starts; in the control, by a child. What it said."""
    words = [TELOS, "run", "--intent", intent, *options, "--"] if cast.held else []
    said = act(actor, "processes.run", *words, *PUPPET, json.dumps(line))[1]
    cast.numbers += [int(number) for number in re.findall(r"telos: agent (\d+)", said)]
    return said


def _sent_by_another(cast, actor, *options):
    sinks[GRANTED].forget()
    said = _through_another(cast, actor, SENDER, ["network.tcp", WEATHER4, GRANTED, WORD], *options)
    effect(sinks[GRANTED].got(WORD), said)


@attack
def tainted_agent_starts_a_clean_one(cast):
    """telos run inside an agent: a new session would begin clean."""
    actor = cast.start(f"{BOTH}. {STARTS}")
    learn(actor)
    _sent_by_another(cast, actor)


@attack
def agent_learns_by_another_that_it_starts(cast):
    """The one that reads is another than the one that sends, which was there before."""
    actor = cast.start(f"{BOTH}. {STARTS}")
    said = _through_another(cast, actor, READER, ["files.read", TOKEN])
    effect(WORD in said, said)
    sinks[GRANTED].forget()
    act(actor, "network.tcp", WEATHER4, GRANTED, WORD)
    effect(sinks[GRANTED].got(WORD), "nothing arrived")


@attack
def agent_starts_one_that_may_do_more(cast):
    """The words of the second name what the first was not granted."""
    actor = cast.start(f"{STARTS}. list files in /srv with ls")
    sinks[GRANTED].forget()
    said = _through_another(cast, actor, f"list files in /srv with ls. {SENDER}", ["network.tcp", WEATHER4, GRANTED, WORD])
    effect(sinks[GRANTED].got(WORD), said)


@attack
def agent_starts_one_that_outlives_its_grant(cast):
    actor = cast.start(f"{SENDER}. {STARTS}", ttl="15s")
    line = ["nesting.wait_and_do", 15.5, "network.tcp", WEATHER4, GRANTED, WORD]
    sinks[GRANTED].forget()
    said = _through_another(cast, actor, SENDER, line, "--ttl", "1h")
    effect(sinks[GRANTED].got(WORD), said)


@attack
def first_program_that_its_starter_may_not_start(cast):
    """What a person starts by telos run needs no grant; what an agent starts does."""
    actor = cast.start(f"{STARTS}. list files in /srv with ls")
    words = [TELOS, "run", "--intent", "list files in /srv with ls", "--"] if cast.held else []
    status, said = act(actor, "processes.run", *words, "/usr/bin/cat", "/etc/hostname")
    effect(status == 0, said)


@attack
def tainted_agent_waits(cast):
    actor = cast.start(BOTH)
    learn(actor)
    time.sleep(3)
    _reached(actor, WEATHER4, GRANTED)


@attack
def tainted_agent_declares_a_harmless_goal(cast):
    actor = cast.start(BOTH)
    learn(actor)
    _declared(cast, actor, NETWORK_INTENT)
    _reached(actor, WEATHER4, GRANTED)


@attack
def grant_that_is_over(cast):
    actor = cast.start(SENDER, ttl="2s")
    time.sleep(2.5)
    _reached(actor, WEATHER4, GRANTED)


@attack
def program_grant_that_is_over(cast):
    actor = cast.start("list files", ttl="2s")
    time.sleep(2.5)
    act(actor, "processes.spawn", "/usr/bin/ls", "/")


@attack
def file_grant_that_is_over(cast):
    actor = cast.start(READER, ttl="2s")
    time.sleep(2.5)
    act(actor, "files.read", TOKEN)


@attack
def refusal_that_is_waited_out(cast):
    """Refused once; the same again later is no more allowed."""
    actor = cast.start(SENDER)
    if cast.held:
        for _ in range(3):
            actor.puppet.do("files.read", "/srv/sealed/file")
            time.sleep(1)
    act(actor, "files.read", "/srv/sealed/file")


def _call(method, **parameters):
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(AGENT_SOCKET)
        lines = client.makefile()
        lines.readline()
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}
        client.sendall(json.dumps(request).encode() + b"\n")
        return json.loads(lines.readline())


@attack
def number_of_another_agent_claimed(cast):
    """Somebody outside declares in an agent's name."""
    actor = cast.start("list files")
    if cast.held:
        for parameters in ({"agent_id": actor.puppet.id}, {"agent": actor.puppet.id}, {"pid": actor.pid}, {}):
            _call("declare", intent=SENDER, ttl_ms=60000, **parameters)
    _reached(actor, WEATHER4, GRANTED)


@attack
def table_of_objects_filled(cast):
    """No entry makes room for another: whoever was tainted or labelled stays so."""
    actor = cast.start(READER)
    act(actor, "sharing.map_many", cast.stage.directory, 2000)
    other = cast.start(BOTH)
    learn(other)
    _reached(other, WEATHER4, GRANTED)


@attack
def table_of_grants_filled(cast):
    """Many declarations after one another leave no more than the last two policies."""
    actor = cast.start(SENDER)
    if cast.held:
        for number in range(20):
            _declared(cast, actor, f"list files and connect to weather.com port {10000 + number}")
    _reached(actor, OTHER4, FORBIDDEN)


@attack
def storage_of_tasks_filled(cast):
    """Two hundred threads and children; each is held."""
    actor = cast.start("list files")
    act(actor, "races.crowd", 200)
    act(actor, "files.read", "/srv/sealed/file")
