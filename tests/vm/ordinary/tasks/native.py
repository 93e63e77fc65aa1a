"""Compilers and make."""
import os

from harness import check_equal
from task import WORKSPACE, Task, read, write

PROCESSES = 200


class Compile(Task):
    name = "gcc"
    intent = "Compile the C files with gcc and run the program that comes out"
    script = """
        gcc -O2 -Wall -c area.c
        gcc -O2 -Wall area.o main.c -lm -o area
        ./area 2 >result
    """

    def prepare(self):
        write("area.c", "#include <math.h>\ndouble area(double r) { return M_PI * pow(r, 2); }\n")
        write("main.c", "#include <stdio.h>\n#include <stdlib.h>\ndouble area(double);\n"
              "int main(int n, char **words) { return n < 2 || printf(\"%.4f\\n\", area(atof(words[1]))) < 0; }\n")

    def product(self, run):
        check_equal("the program's answer", read("result"), "12.5664\n")


class Parallel(Task):
    """All processes are there at once: each waits at the gate until the last one has come."""
    name = "make_200"
    intent = f"Build the project with make -j{PROCESSES + 1} and cat"
    script = f"make -s -j{PROCESSES + 1}"

    def prepare(self):
        os.mkfifo(f"{WORKSPACE}/come")
        os.mkfifo(f"{WORKSPACE}/gate")
        write("Makefile", f"""NUMBERS := {" ".join(map(str, range(1, PROCESSES + 1)))}
PARTS := $(NUMBERS:%=part.%)

total: $(PARTS) open
	@cat $(PARTS) >all
	@sum=0; while read -r number; do sum=$$((sum + number)); done <all; echo $$sum >$@

open:
	@exec 3<>come 4<>gate; \\
	come=0; while [ $$come -lt {PROCESSES} ]; do read -r _ <&3; come=$$((come + 1)); done; \\
	for number in $(NUMBERS); do echo go >&4; done; \\
	gone=0; while [ $$gone -lt {PROCESSES} ]; do read -r _ <&3; gone=$$((gone + 1)); done; echo $$come >$@

part.%:
	@echo $* >come; read -r _ <gate; echo $* >$@; echo $* >come
""")

    def product(self, run):
        check_equal("the sum", read("total"), f"{PROCESSES * (PROCESSES + 1) // 2}\n")
        check_equal("processes at once", read("open"), f"{PROCESSES}\n")
