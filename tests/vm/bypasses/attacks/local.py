"""Rows 36 to 42, 44 and 45: ways to have somebody on this machine do it, or to use what somebody opened."""
import os
import socket

from machine import FORBIDDEN, GRANTED, OTHER4, SECRET, WEATHER4, sinks

STREAM, DATAGRAM, SEQUENCE = socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET
LOCAL = socket.AF_UNIX
TOKEN = "/srv/vault/token"
READING = f"read {TOKEN}"
READING_AND_NETWORK = f"connect to weather.com port {GRANTED}. Then read {TOKEN}"


def _places(stage):
    return [stage.path("proxy"), stage.outside("proxy"), f"@bypass-{stage.case.name}-{stage.user}-{stage.held}"]


def _to_a_proxy(stage, kind, act, *arguments):
    server = stage.bystander()
    for number, place in enumerate(_places(stage)):
        name = f"proxy-{number}"
        server.can("endpoints.serve", name, LOCAL, kind, place)
        if place[0] == "/":
            os.chmod(os.path.dirname(place), 0o755)
        stage.attempt(stage.actor(), act, LOCAL, *arguments, place, "smuggled",
                      effect=lambda: "smuggled" in server.can("endpoints.heard", name))


def stream_to_a_proxy(stage):
    _to_a_proxy(stage, STREAM, "endpoints.stream", STREAM)


def packets_to_a_proxy(stage):
    _to_a_proxy(stage, SEQUENCE, "endpoints.stream", SEQUENCE)


def datagram_to_a_proxy(stage):
    _to_a_proxy(stage, DATAGRAM, "endpoints.datagram")


def connected_datagram_to_a_proxy(stage):
    _to_a_proxy(stage, DATAGRAM, "endpoints.connected_datagram")


def _visited(stage, agent, path):
    """Somebody outside connects to a socket that the agent serves: the agent's end is kept as "visitor"."""
    visitor = stage.bystander()
    stage.setup(agent, "endpoints.listen_by_name", "listener", path)
    visitor.can("endpoints.connect", "agent", path)
    stage.setup(agent, "endpoints.accept", "listener", "visitor")
    return visitor


def pair_to_a_child_elsewhere(stage):
    """The child that would hold the other end is to live in another cgroup."""
    cgroup = "/sys/fs/cgroup/elsewhere"
    os.makedirs(cgroup, exist_ok=True)
    stage.setup(stage.actor(), "endpoints.pair", "pair")
    stage.attempt(stage.actor(), "processes.clone_into", cgroup)


def _hears(visitor, act):
    """What arrives is waited for once: the visitor's own socket has a time limit."""
    def heard():
        return SECRET.strip() in str(visitor.do(act, "agent").value)
    return heard


def pair_passed_after_the_secret(stage):
    agent = stage.actor(READING, fresh=True)
    visitor = _visited(stage, agent, stage.path("socket"))
    stage.setup(agent, "endpoints.pair", "pair")
    stage.setup(agent, "files.read", TOKEN)
    stage.attempt(agent, "endpoints.pass_descriptor", "visitor", "pair",
                  effect=lambda: visitor.do("endpoints.take_descriptor", "agent").error is None)


def secret_descriptor_to_a_visitor(stage):
    agent = stage.actor(READING, fresh=True)
    visitor = _visited(stage, agent, stage.path("socket"))
    stage.attempt(agent, "endpoints.pass_descriptor", "visitor", TOKEN,
                  effect=_hears(visitor, "endpoints.take_and_read"))


def secret_text_to_a_visitor(stage):
    agent = stage.actor(READING, fresh=True)
    visitor = _visited(stage, agent, stage.path("socket"))
    secret = stage.setup(agent, "files.read", TOKEN)
    stage.attempt(agent, "endpoints.send", "visitor", secret, effect=_hears(visitor, "endpoints.receive"))


def connection_of_a_visitor(stage):
    """A connected TCP socket, then a connected UDP socket, arrive by SCM_RIGHTS."""
    agent = stage.actor(fresh=True)
    visitor = _visited(stage, agent, stage.path("socket"))
    for act in ("endpoints.open_connection", "endpoints.open_datagrams"):
        visitor.can(act, "connection", OTHER4, FORBIDDEN)
        visitor.can("endpoints.pass_descriptor", "agent", "connection")
        sinks[FORBIDDEN].forget()
        stage.attempt(agent, "endpoints.take_and_send", "visitor", "smuggled",
                      effect=lambda: any("smuggled" in text for text in sinks[FORBIDDEN].arrived))


def _inherits(stage, connection, way):
    sinks[FORBIDDEN].forget()
    outcomes, said = stage.with_input(connection, ["endpoints.send_by_inherited", 0, "smuggled", way])
    arrived = sinks[FORBIDDEN].got("smuggled" if way != "sendfile" else "telos-vm", 1)
    stage.told(f"inherited socket, {way}: {outcomes}", arrived, said)


def inherited_connection(stage):
    for way in ("write", "send"):
        with socket.create_connection((OTHER4, FORBIDDEN)) as connection:
            _inherits(stage, connection, way)


def inherited_datagrams(stage):
    with socket.socket(socket.AF_INET, DATAGRAM) as connection:
        connection.connect((OTHER4, FORBIDDEN))
        _inherits(stage, connection, "write")


def inherited_connection_by_sendfile(stage):
    with socket.create_connection((OTHER4, FORBIDDEN)) as connection:
        _inherits(stage, connection, "sendfile")


def inherited_listener(stage):
    with socket.create_server(("127.0.0.1", 0)) as listener, socket.socket() as client:
        client.connect(listener.getsockname())
        outcomes, said = stage.with_input(listener, ["network.accept_inherited", 0])
        stage.told("inherited listener", bool(outcomes) and outcomes[0].error is None, said)


def _after_the_secret(stage, *acts):
    agent = stage.actor(READING_AND_NETWORK, fresh=True)
    stage.setup(agent, "network.keep_tcp", "own", WEATHER4, GRANTED)
    stage.setup(agent, "files.read", TOKEN)
    for act, argument, text in acts:
        sinks[GRANTED].forget()
        stage.attempt(agent, f"network.{act}", "own", argument,
                      effect=lambda: any(text in item for item in sinks[GRANTED].arrived))


def own_connection_after_the_secret(stage):
    calls = ("send", "write", "writev", "sendmsg", "sendmmsg", "send_urgently", "send_uncopied", "submit_write")
    # The last byte of urgent data does not stand in the stream.
    _after_the_secret(stage, *((call, "smuggled", "smuggle") for call in calls))


def own_connection_by_sendfile_after_the_secret(stage):
    _after_the_secret(stage, ("sendfile", "/etc/hostname", "telos-vm"), ("splice", "smuggled", "smuggled"))


def fifo_after_the_secret(stage):
    path, arrived = _fifo(stage, "fifo", "smuggled")
    agent = stage.actor(READING, fresh=True)
    stage.setup(agent, "files.read", TOKEN)
    stage.attempt(agent, "files.write", path, "smuggled", effect=arrived, reasons=["file_tainted_write"])


def fifo_before_the_secret(stage):
    """Pages that are moved into it pass no hook, and a page that lies there may be written to later."""
    for way in ("write", "vmsplice", "splice", "tee"):
        path, arrived = _fifo(stage, way, SECRET)
        agent = stage.actor(READING, fresh=True)
        stage.setup(agent, "pages.open_fifo", path)
        stage.attempt(agent, f"pages.{way}", TOKEN, effect=arrived)


def _fifo(stage, name, text):
    """Its path, and whether its reader outside has heard the text."""
    path = stage.path(f"fifo-{name}")
    os.mkfifo(path, 0o666)
    stage.give(path)
    reader = stage.bystander()
    reader.can("endpoints.read_fifo", name, path)
    return path, lambda: text in reader.can("endpoints.heard", name)


def pipe_of_a_foreign_process(stage):
    """A shell outside that reads its commands from a pipe would obey."""
    reader = stage.bystander()
    pid, descriptor = reader.can("endpoints.read_pipe", "pipe")
    stage.attempt(stage.actor(), "endpoints.write_to_pipe", pid, descriptor, "smuggled",
                  effect=lambda: "smuggled" in reader.can("endpoints.heard", "pipe"))


def text_typed_into_own_terminal(stage):
    stage.attempt(stage.actor(), "terminals.type_into_own")


def text_typed_into_a_foreign_terminal(stage):
    terminal = stage.bystander().can("terminals.open_pair")
    for act in ("type_into", "take_over"):
        stage.attempt(stage.actor(), f"terminals.{act}", terminal)


def text_on_a_foreign_terminal(stage):
    owner = stage.bystander()
    terminal = owner.can("terminals.open_pair")
    stage.attempt(stage.actor(), "terminals.write_to", terminal, "smuggled",
                  effect=lambda: "smuggled" in owner.can("terminals.shown"))
