"""Does what it is told: acts come in as JSON lines, outcomes go out. Under `telos run` it is the agent that
attacks, without it the negative control. With acts on the command line it does those and ends, so that standard
input is free."""
import errno
import importlib
import json
import sys


def perform(name, arguments):
    module, function = name.split(".")
    try:
        value = getattr(importlib.import_module("acts." + module), function)(*arguments)
    except OSError as error:
        return {"error": errno.errorcode.get(error.errno, str(error))}
    return {"value": value}


def main():
    once = sys.argv[1:]
    if not once:
        print("ready", flush=True)
    for line in once or sys.stdin:
        name, *arguments = json.loads(line)
        try:
            outcome = perform(name, arguments)
        except Exception as error:
            outcome = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(outcome), flush=True)


if __name__ == "__main__":
    main()
