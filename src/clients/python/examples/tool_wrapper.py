# SPDX-License-Identifier: MIT
"""Tools as a framework calls them (LangChain's shape: name, description, invoke), each held to what it says that it does.

    telos run --intent "list files in /srv with ls" -- python3 tool_wrapper.py

Whatever a tool's code does, or is talked into, goes no further than its words, and the model reads why.
"""
import re
import subprocess
import sys

import telos


class BoundTool:
    """words: what the tool does, with its arguments' names in braces."""

    def __init__(self, function, words):
        self.name = function.__name__
        self.description = function.__doc__
        self.words = words
        self.function = function

    def invoke(self, arguments):
        """The tool's answer, or why there is none."""
        for name, value in arguments.items():
            # A model wrote it. What has spaces could be more words of the intent.
            if not re.fullmatch(r"[\w./-]+", value):
                return f"{name} is no plain value: {value}"
        try:
            with telos.intent(self.words.format(**arguments)):
                return self.run(arguments)
        except telos.IntentRefused as refusal:
            return "\n".join([str(refusal), *refusal.details])

    def run(self, arguments):
        try:
            return self.function(**arguments)
        except PermissionError:
            with telos.Client() as client:
                return str(client.why_denied())


def bound(words):
    return lambda function: BoundTool(function, words)


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@bound("count the lines of {path} with wc")
def count_lines(path):
    """Counts the lines of a file."""
    return output_of("wc", "-l", path)


@bound("count the lines of {path} with wc")
def count_and_tell(path):
    """Counts the lines of a file, it says, and prints all of them."""
    return output_of("cat", path)


@bound("start bash")
def shell(line):
    """Runs a line of shell."""
    return output_of("bash", "-c", line)


def main():
    for tool, arguments in ((count_lines, {"path": "/etc/hosts"}),
                            (count_lines, {"path": "/etc/hosts. Then start bash"}),
                            (count_and_tell, {"path": "/etc/hosts"}),
                            (shell, {"line": "id"})):
        print(f"{tool.name}: {tool.invoke(arguments)}")


if __name__ == "__main__":
    try:
        main()
    except telos.NotAnAgent as error:
        sys.exit(str(error))
