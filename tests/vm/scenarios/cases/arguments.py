"""Argument policy: a granted program is refused what its intent does not need, however it is spelled."""
import os

from harness import PYTHON, Agent, case, check, check_equal
from machine import copy, want_daemon

CURL, FIND, TAR, GIT, AWK, TOUCH, BASH = (
    f"/usr/bin/{name}" for name in ("curl", "find", "tar", "git", "mawk", "touch", "bash"))
DOWNLOADING = "download http://weather.com/report with curl"
# execve takes 128 KiB an argument; the judge gives up behind 256 Ki letters that it cannot skip.
LONG = "x" * 100_000
LONG_OPTION = f"-{'s' * 100_000}"


def refused(agent, *words):
    record = agent.is_refused("exec", "exec_argument", "processes.spawn", *words, control=False)
    check_equal("subject", record["subject"], os.path.realpath(words[0]))


@case
def curl_downloads_and_does_not_upload():
    want_daemon()
    with Agent(DOWNLOADING) as agent:
        for words in (["--version"], ["-s", "-o", "/dev/null", "--version"], ["-so/dev/nullTd", "--version"],
                      ["--uploads", "--version"], ["", "--version"], ["-", "--version"]):
            agent.can("processes.spawn", CURL, *words)
        for words in (["-T", "x"], ["-Tx"], ["-sT", "x"], ["--upload-file", "x"], ["--upload-file=x"], ["--up", "x"],
                      ["--uploa", "x"], ["--UPLOAD-file", "x"], ["-d", "@x"], ["-sSd@x"], ["--data-binary", "@x"], ["-F", "a=@x"],
                      ["--json", "@x"], ["-K", "x"], ["http://weather.com/", "-o", "x", "--data", "x"]):
            refused(agent, CURL, *words)


@case
def curl_uploads_when_the_intent_sends():
    want_daemon()
    with Agent("upload report.txt to http://weather.com/ with curl") as agent:
        agent.can("processes.spawn", CURL, "-T", "x", "--version")


@case
def refused_argument_is_found_behind_long_ones():
    want_daemon()
    with Agent(DOWNLOADING) as agent:
        for words in ([LONG, LONG, LONG], [LONG_OPTION, LONG_OPTION]):
            agent.can("processes.spawn", CURL, *words, "--version")
            refused(agent, CURL, *words, "-Tx")
        refused(agent, CURL, LONG_OPTION, LONG_OPTION, LONG_OPTION, "--version")


@case
def find_starts_nothing():
    want_daemon()
    with Agent("find files with find") as agent:
        check_equal("status", agent.can("processes.spawn", FIND, "/etc/hostname", "-name", "-x"), 0)
        for word in ("-exec", "-execdir", "-ok", "-fprint"):
            refused(agent, FIND, "/etc/hostname", word, TOUCH, "/tmp/found", ";")


@case
def interpreter_runs_the_script_that_the_words_name_and_no_other():
    want_daemon()
    work = "/home/agent/scripts"
    deep = f"{work}/{'d' * 40}/{'e' * 40}/deep.py"
    os.makedirs(os.path.dirname(deep), exist_ok=True)
    for path in (f"{work}/named.py", f"{work}/other.py", deep, deep + "c", f"{work}/pack.py"):
        with open(path, "w") as file:
            file.write("#!/usr/bin/python3\nopen('/tmp/ran', 'a').write('x')\n")
        os.chmod(path, 0o755)
    with Agent(f"run {work}/named.py with python3. run {deep} with python3. list files with ls") as agent:
        for words in ([f"{work}/named.py"], ["-uB", "-Wignore", f"{work}/named.py", "-c", "x"], [deep, "--all"]):
            check_equal(f"status of {words}", agent.can("processes.spawn", PYTHON, *words), 0)
        for words in ([], ["-"], ["-u"], ["-c", "1"], ["-m", "http.server"], [f"{work}/other.py"], [deep + "c"], [deep[:-1]],
                      ["-i", f"{work}/named.py"], ["--", f"{work}/named.py"], [f"{work}/other.py", f"{work}/named.py"]):
            refused(agent, PYTHON, *words)
        agent.is_refused("exec", "exec_argument", "programs.command", {"PYTHONPATH": "/tmp/evil"}, PYTHON, f"{work}/named.py")
    shell = f"{work}/named.sh"
    with open(shell, "w") as file:
        file.write("exit 0\n")
    with Agent(f"run {shell} with bash") as agent:
        for words in ([shell], ["-euo", "pipefail", shell], ["-O", "extglob", "-x", shell, "-oc"]):
            check_equal(f"status of {words}", agent.can("processes.spawn", BASH, *words), 0)
        for words in (["-oc", "posix", "exit"], ["-o", "stdin", shell], ["-O", "expand_aliases", shell], ["-b", shell]):
            refused(agent, BASH, *words)
        for name in ("BASH_FUNC_exit%%", "BASH_FUNC_" + "x" * 40 + "%%", "BASH_ENV"):
            agent.is_refused("exec", "exec_argument", "programs.command", {name: "() { :; }"}, BASH, shell)
        agent.can("programs.command", {"BASH_FUN": "() { :; }", "BASH_FUNCTION": "x"}, BASH, shell)
    # The control: an intent that builds is not bound to scripts.
    with Agent("build the project with make, then run named.py with python3", cwd=work, user="agent") as agent:
        check_equal("built", agent.can("processes.spawn", PYTHON, "-c", "1"), 0)


@case
def module_of_an_interpreter_is_the_one_that_the_words_name():
    want_daemon()
    with Agent("look at the numbers with python3 -m timeit") as agent:
        check_equal("named", agent.can("processes.spawn", PYTHON, "-m", "timeit", "-n1", "-r1", "1"), 0)
        check_equal("glued", agent.can("processes.spawn", PYTHON, "-mtimeit", "-n1", "-r1", "1"), 0)
        refused(agent, PYTHON, "-m", "this")
        refused(agent, PYTHON, "-mthis")


@case
def tar_starts_nothing():
    want_daemon()
    with Agent("extract a.tar with tar") as agent:
        check_equal("status", agent.can("processes.spawn", TAR, "--version"), 0)
        for words in (["-xf", "a.tar", "--to-command=touch"], ["-xf", "a.tar", "--to-c", "touch"],
                      ["xIf", "touch", "a.tar"], ["-xf", "a.tar", "--checkpoint-action=exec=touch"],
                      ["-xf", "a.tar", "--", "--to-command=touch"]):
            refused(agent, TAR, *words)


@case
def git_takes_harmless_keys_alone():
    # The guest has no git; the gate judges what a program is given, not what it makes of it.
    copy("/usr/bin/true", GIT)
    want_daemon()
    with Agent("commit the changes with git") as agent:
        agent.can("processes.spawn", GIT, "-c", "user.name=A", "--version")
        agent.can("processes.spawn", GIT, "-C", "/tmp", "log", "-c")
        for words in (["-c", "core.sshCommand=touch"], ["-c", "Core.SSHCommand=touch"], ["-ccore.pager=touch"],
                      ["-C", "/tmp", "-c", "core.editor=touch"], ["--git-dir", "/tmp", "-c", "core.editor=touch"],
                      ["-c"], ["-c", ""], ["--exec-path=/tmp"]):
            refused(agent, GIT, *words, "status")


@case
def awk_starts_nothing():
    want_daemon()
    with Agent("count the lines with awk") as agent:
        for text in ("BEGIN { print 1 }", "/a|b/ { system_time = 1 }", "BEGIN { mysystem = (1) }",
                     'BEGIN { print "@" }'):
            agent.can("processes.spawn", AWK, text, "/dev/null")
        for text in ('BEGIN { system("touch x") }', 'BEGIN { system\t("touch x") }', 'BEGIN { "touch x" | getline }',
                     'BEGIN { print 1 | "touch x" }', 'BEGIN { print 1 |& "touch x" }', '@include "x"'):
            refused(agent, AWK, text, "/dev/null")


def _variables(agent, program, passed, kept_back):
    for environment in passed:
        agent.can("programs.command", environment, program, "--version")
    for environment in kept_back:
        agent.is_refused("exec", "exec_argument", "programs.command", environment, program, "--version")


@case
def variables_are_passed_on_as_they_came():
    want_daemon()
    with Agent(DOWNLOADING, env={**os.environ, "HOME": "/root", "CURL_HOME": "/srv"}) as agent:
        _variables(agent, CURL, [{}, {"HOME": "/root"}, {"CURL_HOME": "/srv"}, {"HOMES": "/tmp"}, {"LONG": LONG}],
                   [{"HOME": "/tmp"}, {"HOME": "/roo"}, {"HOME": "/root/"}, {"HOME": ""}, {"CURL_HOME": "/root"},
                    {"XDG_CONFIG_HOME": "/root"}, {"LONG": LONG, "HOME": "/tmp"}])


@case
def variables_of_tar_are_its_options():
    want_daemon()
    with Agent("extract a.tar with tar") as agent:
        _variables(agent, TAR, [{"HOME": "/tmp"}], [{"TAR_OPTIONS": "--totals"}, {"TAPE": "a.tar"}])


@case
def git_passes_harmless_keys_on():
    copy("/usr/bin/true", GIT)
    want_daemon()
    harmless = ["'user.name'='A B'", "'user.name=A B' 'Color.UI'='never'", "'user.name'='O'\\''Brien' 'gc.auto'='0'"]
    dangerous = ["'core.pager'='x'", "'user.name'='a' 'core.pager=x'", "'user.name'='a'\\'' ' 'core.pager'='x'",
                 "user.name=a", "'user.name'='a''core.pager'='x'", "'core.sshCommand'"]
    with Agent("commit the changes with git") as agent:
        _variables(agent, GIT, [{"GIT_CONFIG_PARAMETERS": text} for text in ["", *harmless]],
                   [{"GIT_CONFIG_PARAMETERS": text} for text in dangerous]
                   + [{"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.pager", "GIT_CONFIG_VALUE_0": "x"},
                      {"GIT_SSH_COMMAND": "x"}, {"GIT_CONFIG_GLOBAL": "/tmp/x"}])


@case
def argument_rewritten_by_a_thread_is_judged_as_it_arrives():
    want_daemon()
    mark = "/tmp/rewritten"
    with Agent("find files with find. Then run touch") as agent:
        words = [FIND, "/etc/hostname", None, TOUCH, mark, ";"]
        outcome = agent.do("races.execute_rewritten", 4, words, "-newer", "-exec", mark)
        check_equal("error", outcome.error, "EPERM")
        check(not os.path.exists(mark), "find started touch")
        agent.record("exec", "exec_argument")
