"""What an agent asks by the Python client."""
import dataclasses
import importlib
import sys
import threading

sys.path.insert(0, "/job/clients/python")

import telos

WAIT_SECONDS = 5


def plain(value):
    if dataclasses.is_dataclass(value):
        return dataclasses.asdict(value)
    return [plain(each) for each in value] if isinstance(value, list) else value


def call(method, *arguments):
    with telos.Client() as client:
        return plain(getattr(client, method)(*arguments))


def perform(name, arguments):
    module, function = name.split(".")
    try:
        return getattr(importlib.import_module("acts." + module), function)(*arguments)
    except OSError as error:
        return error.strerror


def within(words, name, *arguments):
    """What the act says inside the intent, and then outside it again."""
    with telos.intent(words):
        inside = perform(name, arguments)
    return [inside, perform(name, arguments)]


def follow(name, *arguments):
    """The first event that the act makes."""
    told = []
    with telos.Client() as client:
        events = client.events()
        reader = threading.Thread(target=lambda: told.append(plain(next(events))), daemon=True)
        reader.start()
        # The act comes after the subscription, which is answered before anything else on a second connection is.
        call("status")
        perform(name, arguments)
        reader.join(WAIT_SECONDS)
    return told
