"""All cases in one boot."""
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, f"{os.path.dirname(HERE)}/scenarios"]

import machine
import neighbours
from harness import run_cases


def main():
    machine.prepare()
    with open(neighbours.MEMORY_FILE, "w") as file:
        file.write("a note\n")
    sys.exit(0 if run_cases() else 1)


main()
