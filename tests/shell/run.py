# SPDX-License-Identifier: MIT
"""run.py TELOS: what telos generate prints, in real shells and in man. Last line: "result: shell passed=N failed=N".

What telos --help and telos VERB --help show, read as text, is what each has to offer.
"""
import os
import pathlib
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
SHELLS = ["bash", "zsh", "fish"]
SECONDS = 240


class Wrong(Exception):
    pass


def require(condition, text):
    if not condition:
        raise Wrong(text)


class Machine:
    """The program, and a directory with a few names in it."""

    def __init__(self, telos):
        self.telos = str(pathlib.Path(telos).resolve())
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="telos-shell-"))
        self.here = self.path / "here"
        (self.here / "a directory").mkdir(parents=True)
        (self.here / "policy.yaml").touch()
        (self.here / "a file").touch()
        self.scripts = {shell: self.write(f"telos.{shell}", self.say("generate", "completions", shell))
                        for shell in SHELLS}
        self.page = self.write("telos.8", self.say("generate", "man"))
        self.tree = dict(self.read_help(()))

    def write(self, name, text):
        path = self.path / name
        path.write_text(text)
        return path

    def say(self, *words):
        return subprocess.run([self.telos, *words], capture_output=True, text=True, check=True, timeout=60).stdout

    def read_help(self, verb):
        """Each verb with its options and the verbs below it, as the help shows them."""
        said = self.say(*verb, "--help")
        below = re.findall(r"^  ([a-z][a-z-]*)(?: [<\[].*?)?(?:  |$)", section(said, "Commands"), re.M)
        heads = re.findall(r"^  (-.*?)(?:  |$)", section(said, "Options"), re.M)
        options = [name for head in heads for name in re.findall(r"(?:^|, )(--?[a-z?][a-z-]*)", head)]
        yield verb, (options, below)
        for name in below:
            yield from self.read_help((*verb, name))

    def ask(self, shell, lines, script=None):
        """What the shell offers at the end of each line."""
        asked = self.write("lines", "".join(f"{line}\n" for line in lines))
        ask = ask_zsh if shell == "zsh" else ask_program
        said = ask(self, shell, script or self.scripts[shell], asked)
        offered = {}
        for line in said.splitlines():
            if line.startswith("= "):
                at = offered.setdefault(line[2:], set())
            elif line:
                at.add(line)
        require("end" in offered, f"{shell} ended early: {said[-500:]}")
        # Zsh quotes what it would insert, and shells differ in whether a directory's name ends in a slash.
        return [{word.rstrip("/").replace("\\", "") for word in offered[line]} for line in lines]


def section(text, name):
    found = re.search(rf"^{name}:\n(.*?)(?:\n\n|\Z)", text, re.M | re.S)
    return found[1] if found else ""


def ask_program(machine, shell, script, asked):
    program = {"bash": ["bash", "--norc"], "fish": ["fish", "--no-config"]}[shell]
    environment = {"PATH": os.environ["PATH"], "HOME": str(machine.path), "LC_ALL": "C.UTF-8"}
    done = subprocess.run([*program, HERE / f"complete.{shell}", script, asked], cwd=machine.here, env=environment,
                          capture_output=True, text=True, timeout=SECONDS)
    require(done.stderr == "", f"{shell}: {done.stderr[:500]}")
    return done.stdout


def ask_zsh(machine, _, script, asked):
    answers = machine.path / "answers"
    answers.write_text("")
    home = machine.path / "zdot"
    home.mkdir(exist_ok=True)
    shutil.copy(HERE / "complete.zsh", home / ".zshrc")
    environment = {"PATH": os.environ["PATH"], "HOME": str(machine.path), "ZDOTDIR": str(home), "TERM": "dumb",
                   "LC_ALL": "C.UTF-8", "TELOS_SCRIPT": str(script), "TELOS_LINES": str(asked), "TELOS_ANSWERS": str(answers)}
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(machine.here)
        os.execvpe("zsh", ["zsh", "-d", "-i"], environment)
    deadline = time.monotonic() + SECONDS
    said = b""
    try:
        while time.monotonic() < deadline and (part := os.read(terminal, 65536)):
            said += part
    except OSError:
        pass
    os.close(terminal)
    os.waitpid(child, 0)
    text = answers.read_text()
    return text if text.endswith("= end\n") else text + said.decode(errors="replace")


def offers_what_the_help_shows(machine, shell, script=None):
    lines, wanted = [], []
    for verb, (options, below) in machine.tree.items():
        path = " ".join(("telos", *verb))
        lines += [f"{path} -", f"{path} --"]
        wanted += [{name for name in options if name.startswith("--") == is_long} for is_long in (False, True)]
        if below:
            lines.append(f"{path} ")
            wanted.append(set(below))
    for line, offered, names in zip(lines, machine.ask(shell, lines, script), wanted):
        require(names <= offered, f"{line!r} offers {sorted(offered)}, without {sorted(names - offered)}")
        hidden = offered & {"canary", "prove-hand", "generate", "--detach-when-ready"}
        require(not hidden, f"{line!r} offers {hidden}")


def offers_words(machine, shell):
    here = {"policy.yaml", "a file", "a directory"}
    profiles = {"coding", "data", "locked", "ops", "research"}
    cases = [
        ("telos policy check ", here, {"start"}),
        ("telos policy diff ", here | profiles | {"default"}, {"--help"}),
        ("telos policy diff coding ", here | profiles, set()),
        ("telos run --profile ", profiles, here | {"--json"}),
        ("telos run --intent x --profile c", {"coding"}, {"data"}),
        ("telos run --profile coding --j", {"--json"}, {"--ttl"}),
        ("telos run --workspace ", {"a directory"}, {"a file", "--json"}),
        ("telos run --user nob", {"nobody"}, here),
        ("telos domains import --as mal", {"malware"}, here),
        ("telos domains --index x import ", here, {"stat"}),
        ("telos log -n 5 --js", {"--json"}, {"--agent"}),
        ("telos log -n 5 ver", {"verify"}, set()),
        ("telos dns --deny ", here, {"--json"}),
    ]
    check_cases(machine, shell, cases)


def completes_the_program(machine, shell):
    cases = [
        ("telos run --intent x -- expan", {"expand"}, {"--json"}),
        ("telos run --intent x expan", {"expand"}, {"--json"}),
        ("telos run --env-clean false -- expan", {"expand"}, {"--json"}),
        ("telos run --env-clean false expan", {"expand"}, {"--json"}),
        ("telos run --intent x -- cat p", {"policy.yaml"}, {"policy", "--json"}),
        ("telos run --intent x -- cat --json p", {"policy.yaml"}, {"policy", "--json"}),
        ("telos oci expan", {"expand"}, {"start"}),
    ]
    check_cases(machine, shell, cases)


def check_cases(machine, shell, cases):
    for (line, wanted, unwanted), offered in zip(cases, machine.ask(shell, [case[0] for case in cases])):
        require(wanted <= offered, f"{line!r} offers {sorted(offered)[:40]}, without {sorted(wanted - offered)}")
        require(not offered & unwanted, f"{line!r} offers {sorted(offered & unwanted)}")


def missing_verb_is_noticed(machine, shell):
    """The control: a script from which a verb was taken out."""
    text = machine.scripts[shell].read_text()
    for part in {"bash": ["approvals "], "zsh": ["'approvals:"], "fish": [" -a approvals "]}[shell]:
        require(part in text, f"no {part!r}")
        text = text.replace(part, {"bash": "", "zsh": "'other:", "fish": " -a other "}[shell])
    try:
        offers_what_the_help_shows(machine, shell, machine.write(f"without.{shell}", text))
    except Wrong as error:
        require("approvals" in str(error), str(error))
    else:
        raise Wrong("nothing was noticed")


def missing_option_is_noticed(machine, shell):
    text = machine.scripts[shell].read_text().replace("kill-agents", "end-agents")
    try:
        offers_what_the_help_shows(machine, shell, machine.write(f"without.{shell}", text))
    except Wrong as error:
        require("--kill-agents" in str(error), str(error))
    else:
        raise Wrong("nothing was noticed")


def word_after_an_equals_sign(machine):
    """Bash parts words at it."""
    check_cases(machine, "bash", [
        ("telos run --profile = ", {"coding"}, set()),
        ("telos run --profile = co", {"coding"}, {"ops"}),
        ("telos run --profile = ops --j", {"--json"}, set()),
    ])


def page_as_text(machine, page):
    environment = os.environ | {"MANWIDTH": "100", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": "", "GROFF_NO_SGR": "1"}
    for words in (["man", "--warnings", "-l", str(page)], ["groff", "-Tutf8", "-man", "-ww", str(page)]):
        done = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=60)
        require(done.returncode == 0 and done.stderr == "", f"{words[0]}: status {done.returncode}: {done.stderr[:500]}")
    return re.sub(r".\x08", "", done.stdout)


def page_has_what_the_help_shows(machine, page=None):
    text = page_as_text(machine, page or machine.page)
    common = machine.tree[()][0]
    for verb, (options, _) in machine.tree.items():
        title = " ".join(("telos", *verb))
        part = rf"^ +{title}\n(.*?)(?=^ {{0,3}}\S)" if verb else r"^OPTIONS\n(.*?)^VERBS"
        found = re.search(part, text, re.M | re.S)
        require(found, f"no section {title}")
        for name in options if not verb else [option for option in options if option not in common]:
            require(re.search(rf"^ +(?:\S+, )*{re.escape(name)}(?=[ ,\n])", found[1], re.M), f"{title}: no {name}")
    require(not re.search("canary|prove-hand|detach-when-ready", text), "what is hidden")


def page_has_every_exit_status_and_file(machine):
    text = page_as_text(machine, machine.page)
    for name, code in re.findall(r"const int (\w+) = (\d+);", (REPOSITORY / "src/Telos.Cli/ExitCode.cs").read_text()):
        require(re.search(rf"^ +{code} +\S", text, re.M), f"no exit status {code} ({name})")
    for path in ("/etc/telos/policy.yaml", "/var/lib/telos/audit.jsonl", "/run/telos/agent.sock", "/sys/fs/bpf/telos"):
        require(f" {path}\n" in text, f"no file {path}")
    said = subprocess.run(["lexgrog", machine.page], capture_output=True, text=True, timeout=60).stdout
    require("telos - an agent says" in said, f"lexgrog: {said}")


def page_without_a_verb_is_noticed(machine):
    try:
        page_has_what_the_help_shows(machine, machine.write("without.8", machine.page.read_text().replace(
            '.SS "telos approvals"', '.SS "telos other"')))
    except Wrong as error:
        require("telos approvals" in str(error), str(error))
    else:
        raise Wrong("nothing was noticed")


def page_with_a_fault_is_noticed(machine):
    broken = machine.write("broken.8", machine.page.read_text().replace(".SH FILES\n", ".SH FILES\n.nosuchmacro\n"))
    try:
        page_as_text(machine, broken)
    except Wrong as error:
        require("nosuchmacro" in str(error), str(error))
    else:
        raise Wrong("nothing was noticed")


def other_shells_are_refused(machine):
    done = subprocess.run([machine.telos, "generate", "completions", "tcsh"], capture_output=True, text=True, timeout=60)
    require(done.returncode == 2 and len(done.stderr.splitlines()) == 1, f"{done.returncode}: {done.stderr}")
    require("generate" not in machine.say("--help"), "it is hidden")


EACH = [offers_what_the_help_shows, offers_words, completes_the_program, missing_verb_is_noticed, missing_option_is_noticed]
ONCE = [word_after_an_equals_sign, page_has_what_the_help_shows, page_has_every_exit_status_and_file,
        page_without_a_verb_is_noticed, page_with_a_fault_is_noticed, other_shells_are_refused]


def run(name, case, *arguments):
    try:
        case(*arguments)
    except (Wrong, OSError, KeyError, subprocess.SubprocessError) as error:
        print(f"FAIL {name}: {' '.join(str(error).split())}", flush=True)
        return False
    print(f"ok {name}", flush=True)
    return True


def main():
    machine = Machine(sys.argv[1])
    try:
        results = [run(f"{shell}: {case.__name__}", case, machine, shell) for shell in SHELLS for case in EACH]
        results += [run(case.__name__, case, machine) for case in ONCE]
    finally:
        shutil.rmtree(machine.path)
    print(f"result: shell passed={sum(results)} failed={len(results) - sum(results)}")
    return 0 if all(results) else 1


sys.exit(main())
