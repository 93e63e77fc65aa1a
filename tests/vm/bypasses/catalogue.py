"""The attacks as data. One file a theme: catalogue/THEME.tsv says what each attack is and how it has to end,
attacks/THEME.py holds a function of the same name that performs it, and neither is without the other.

`catalogue.py table` prints docs/BYPASSES.md; `catalogue.py check FILE` fails when FILE says something else, or when a
known way around has no case."""
import ast
import csv
import dataclasses
import glob
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
KERNELS = ("6.1", "6.12")
USERS = ("agent", "root")
# "-": no gate of the kernel, but the daemon, before anything runs.
GATES = ("exec", "network", "file", "lineage", "tamper", "dns", "-")
# Not the kernel's: the daemon answers, and nothing counts there.
DATAPLANE = "dns"
SILENT = "-"
COLUMNS = ["row", "name", "users", "gate", "errno", "reason", "not_applicable", "attack"]

INTRODUCTION = """# Ways around, tried

What an agent tries that wants out, and how each attempt ends. `make bypass` performs every line on 6.1 and 6.12 with
the gates in force (refused, with this errno, gate and reason in the audit log, and without the effect) and, in the
same set-up, by processes that no gate holds (it succeeds: the case is real). Errno `-`: the call may succeed, and what
it was for does not happen. Gate `-`: the daemon does not enrol such a process. Users: as whom the agent runs.

This file is printed from `tests/vm/bypasses/catalogue/` by `catalogue.py table`; `make bypass` fails when they differ.
"""


class CatalogueError(Exception):
    pass


@dataclasses.dataclass(frozen=True)
class Case:
    theme: str
    row: int
    name: str
    users: tuple
    gates: tuple
    errors: tuple
    reasons: tuple
    absent: dict
    attack: str

    def why_not(self, kernel):
        """Why this kernel has nothing to attack, or None."""
        return self.absent.get(kernel)


def _lines(path, columns):
    with open(path, newline="") as file:
        reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if next(reader, None) != columns:
            raise CatalogueError(f"{os.path.basename(path)}: the first line must name {columns}")
        for line in reader:
            if len(line) != len(columns) or not all(line):
                place = f"{os.path.basename(path)}:{reader.line_num}"
                raise CatalogueError(f"{place}: not {len(columns)} filled columns: {line}")
            yield line


def _absent(text):
    """"6.1: why; 6.12: why" by kernel."""
    if text == "-":
        return {}
    return dict(part.strip().split(": ", 1) for part in text.split(";"))


def _case(theme, row, name, users, gates, errors, reasons, absent, attack):
    case = Case(theme, int(row), name, tuple(users.split(",")), tuple(gates.split(",")), tuple(errors.split(",")),
                tuple(reasons.split(",")), _absent(absent), attack)
    if not set(case.users) <= set(USERS) or not set(case.gates) <= set(GATES) or not set(case.absent) <= set(KERNELS):
        raise CatalogueError(f"{theme}.{name}: unknown user, gate or kernel")
    return case


def themes():
    """In the order of the rows they begin with."""
    found = (os.path.basename(path)[:-len(".tsv")] for path in glob.glob(f"{HERE}/catalogue/*.tsv"))
    return sorted((name for name in found if name != "rows"), key=lambda name: (load_theme(name)[0].row, name))


def load_theme(theme):
    cases = [_case(theme, *line) for line in _lines(f"{HERE}/catalogue/{theme}.tsv", COLUMNS)]
    if not cases:
        raise CatalogueError(f"{theme}.tsv has no case")
    return cases


def _functions(theme):
    with open(f"{HERE}/attacks/{theme}.py") as source:
        body = ast.parse(source.read()).body
    return {node.name for node in body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")}


def load():
    """All cases; an error when one has no attack, or an attack no case."""
    cases = []
    for theme in themes():
        own = load_theme(theme)
        names = [case.name for case in own]
        if len(set(names)) != len(names):
            raise CatalogueError(f"{theme}.tsv names a case twice")
        if strays := set(names) ^ _functions(theme):
            raise CatalogueError(f"{theme}: either in the catalogue or in attacks/, not in both: {sorted(strays)}")
        cases += own
    return cases


def _rows():
    return {int(row): attack for row, attack in _lines(f"{HERE}/catalogue/rows.tsv", ["row", "attack"])}


def _cell(text):
    return text.replace("|", "\\|")


def table():
    cases = load()
    lines = [INTRODUCTION]
    for row, attack in _rows().items():
        own = [case for case in cases if case.row == row]
        lines += [f"## {row}. {attack[0].upper()}{attack[1:]}", "",
                  "| case | attack | users | gate | errno | reason | not on |", "|---|---|---|---|---|---|---|"]
        for case in own:
            absent = "; ".join(f"{kernel}: {why}" for kernel, why in case.absent.items()) or "-"
            cells = [f"{case.theme}.{case.name}", case.attack,
                     *map(", ".join, (case.users, case.gates, case.errors, case.reasons)), absent]
            lines.append("| " + " | ".join(map(_cell, cells)) + " |")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def check(path):
    with open(path) as file:
        if file.read() != table():
            raise CatalogueError(f"{os.path.basename(path)} is not what the catalogue says: print it again")
    if bare := sorted(set(_rows()) - {case.row for case in load()}):
        raise CatalogueError(f"no case for the rows {bare}")
    if strays := sorted({case.row for case in load()} - set(_rows())):
        raise CatalogueError(f"cases for unknown rows {strays}")


def main():
    try:
        if sys.argv[1:] == ["table"]:
            sys.stdout.write(table())
        elif len(sys.argv) == 3 and sys.argv[1] == "check":
            check(sys.argv[2])
        else:
            sys.exit("usage: catalogue.py table | check FILE")
    except (CatalogueError, OSError) as error:
        sys.exit(f"catalogue: {error}")


if __name__ == "__main__":
    main()
