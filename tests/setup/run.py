# SPDX-License-Identifier: MIT
"""run.py TELOS: telos setup as a user runs it, with a home of its own. Last line: "result: setup passed=N failed=N".

What it writes is read by Python's json and tomllib, its diffs are applied by patch(1): neither is Telos's own code.
"""
import json
import os
import pathlib
import pty
import shutil
import subprocess
import sys
import tempfile
import tomllib

NOBODY = 65534
# The directory of programs' state stays, as others use it.
UNDONE = [".local", ".local/state", "project"]
SERVER = {"command": "telos", "args": ["mcp"]}


class Wrong(Exception):
    pass


class Home:
    """A user's home, with a project in it."""

    def __init__(self, telos):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="telos-setup-"))
        self.path.chmod(0o755)
        self.telos = self.path / "telos"
        shutil.copy(telos, self.telos)
        self.telos.chmod(0o755)
        self.project = self.path / "project"
        self.project.mkdir()
        self.mcp = self.project / ".mcp.json"
        self.codex = self.path / ".codex" / "config.toml"
        self.environment = {"HOME": str(self.path), "PATH": f"{self.path}:{os.environ['PATH']}"}

    def run(self, *words, status=0, stdin=subprocess.DEVNULL, **more):
        done = subprocess.run([self.telos, "setup", *words], cwd=self.project, env=self.environment, stdin=stdin,
                              capture_output=True, text=True, timeout=60, **more)
        require(done.returncode == status, f"{words}: status {done.returncode}, said {done.stdout}{done.stderr}")
        return done.stdout + done.stderr

    def files(self):
        return sorted(str(path.relative_to(self.path)) for path in self.path.rglob("*") if path.name != "telos")


def require(condition, text):
    if not condition:
        raise Wrong(text)


def claude_code_fresh_and_back(home):
    said = home.run("claude-code", "--yes")
    require("+++ " in said and "--undo" in said, said)
    require(json.loads(home.mcp.read_bytes()) == {"mcpServers": {"telos": SERVER}}, home.mcp.read_text())
    require("already" in home.run("claude-code", "--yes"), "a second run")
    home.run("claude-code", "--undo", "--yes")
    require(home.files() == UNDONE, home.files())


def codex_fresh_and_back(home):
    home.run("codex", "--yes")
    require(tomllib.loads(home.codex.read_text()) == {"mcp_servers": {"telos": SERVER}}, home.codex.read_text())
    require(home.codex.stat().st_mode & 0o777 == 0o600, "the mode")
    home.run("codex", "--undo", "--yes")
    require(home.files() == UNDONE, home.files())


def browser_fresh_and_back(home):
    manifest = home.path / ".config/chromium/NativeMessagingHosts/dev.telos.browser_eye.json"
    said = home.run("browser", "--yes")
    require("Browser Eye" in said and "telos setup browser --undo" in said, said)
    written = json.loads(manifest.read_bytes())
    require(written["path"] == str(home.telos) and written["type"] == "stdio" and len(written["allowed_origins"]) == 1, written)
    require("already" in home.run("browser", "--yes"), "a second run")
    manifest.write_text('{"path": "/elsewhere"}')
    require("another entry" in home.run("browser", "--yes", status=1), "somebody else's")
    home.run("browser", "--force", "--yes")
    home.run("browser", "--undo", "--yes")
    require(manifest.read_text() == '{"path": "/elsewhere"}', manifest.read_text())
    directory = home.path / "profile"
    home.run("browser", "--user-data-dir", str(directory), "--yes")
    require((directory / "NativeMessagingHosts" / manifest.name).exists(), home.files())
    home.run("browser", "--user-data-dir", str(directory), "--system", status=2)


def generic_prints_and_writes_nothing(home):
    said = home.run("generic")
    require(json.loads(said[:said.index("\n\n")])["mcpServers"]["telos"] == SERVER, said)
    require(said.endswith('telos run --intent "WHAT THE AGENT IS ABOUT TO DO" -- AGENT\n'), said)
    require(json.loads(home.run("generic", "--json"))["entry"]["mcpServers"]["telos"] == SERVER, "JSON")
    home.run("generic", "--undo", status=2)
    require(home.files() == ["project"], home.files())


def codex_keeps_comments_and_lines(home):
    before = b"# mine\r\nmodel = 'x'\r\n\r\n[mcp_servers.a]   # a\r\ncommand = '''a'''"
    home.codex.parent.mkdir()
    home.codex.write_bytes(before)
    home.codex.chmod(0o640)
    home.run("codex", "--yes")
    require(home.codex.read_bytes().startswith(before), "the rest")
    servers = tomllib.loads(home.codex.read_bytes().decode())["mcp_servers"]
    require(servers == {"a": {"command": "a"}, "telos": SERVER}, servers)
    require(home.codex.stat().st_mode & 0o777 == 0o640, "the mode")
    home.run("codex", "--undo", "--yes")
    require(home.codex.read_bytes() == before, home.codex.read_bytes())


def undo_after_others_wrote(home):
    home.mcp.write_text('{"mcpServers": {}}')
    home.run("claude-code", "--yes")
    settings = json.loads(home.mcp.read_text())
    settings["mcpServers"]["later"] = {"command": "x"}
    home.mcp.write_text(json.dumps(settings, indent=4))
    home.run("claude-code", "--undo", "--yes")
    require(json.loads(home.mcp.read_text()) == {"mcpServers": {"later": {"command": "x"}}}, home.mcp.read_text())


def the_user_s_file(home):
    user = home.path / ".claude.json"
    user.write_text('{\n  "numStartups": 3\n}\n')
    home.run("claude-code", "--user", "--yes")
    require(json.loads(user.read_text()) == {"numStartups": 3, "mcpServers": {"telos": SERVER}}, user.read_text())
    require(not home.mcp.exists(), "the project's file")
    home.run("claude-code", "--user", "--undo", "--yes")
    require(user.read_text() == '{\n  "numStartups": 3\n}\n', user.read_text())


def the_tools_own_variables(home):
    home.environment |= {"CODEX_HOME": str(home.path / "cx"), "CLAUDE_CONFIG_DIR": str(home.path / "cl")}
    home.run("codex", "--yes")
    home.run("claude-code", "--user", "--yes")
    require((home.path / "cx/config.toml").exists() and (home.path / "cl/.claude.json").exists(), home.files())


def another_project(home):
    other = home.path / "other"
    other.mkdir()
    require(f"--dir {other} --undo" in home.run("claude-code", "--dir", "../other", "--yes"), "the way back")
    require((other / ".mcp.json").exists() and not home.mcp.exists(), home.files())
    home.run("claude-code", "--dir", "../none", "--yes", status=2)
    home.run("claude-code", "--dir", ".", "--user", "--yes", status=2)


def a_command_that_is_not_installed(home):
    require("PATH" not in home.run("claude-code", "--dry-run"), "a needless warning")
    home.environment["PATH"] = "/usr/bin:/bin"
    require("PATH has no telos" in home.run("claude-code", "--yes"), "no warning")
    require("PATH" not in home.run("claude-code", "--undo", "--yes"), "a needless warning")


def nothing_without_a_yes(home):
    require("--yes" in home.run("claude-code", status=2), "what to do")
    require("--yes" in home.run("claude-code", "--json", status=2), "what to do")
    require("+++ " in home.run("codex", "--dry-run"), "the diff")
    require(home.files() == ["project"], home.files())


def on_a_terminal(home):
    for answer, status, written in (("n", 1, False), ("", 1, False), ("y", 0, True)):
        master, terminal = pty.openpty()
        os.write(master, f"{answer}\n".encode())
        said = home.run("claude-code", stdin=terminal, status=status)
        os.close(terminal)
        os.close(master)
        require("[y/N]" in said and home.mcp.exists() == written, said)


def diffs_are_what_patch_takes(home):
    for before in (b'{"a": 1}', b'{\n\t"mcpServers": {\n\t\t"x": {}\n\t},\n\t"b": [\n\t\t1\n\t]\n}\n'):
        home.mcp.write_bytes(before)
        diff = json.loads(home.run("claude-code", "--dry-run", "--json"))["diff"]
        patched = home.path / "patched"
        subprocess.run(["patch", "-s", "-o", patched, home.mcp], input="\n".join(diff) + "\n", text=True, check=True)
        home.run("claude-code", "--yes")
        require(patched.read_bytes() == home.mcp.read_bytes(), patched.read_text())
    require("\t\t\t\"command\"" in home.run("claude-code", "--undo", "--dry-run"), "tabs")


def json_says_what_was_done(home):
    for words, result, changed in (("--dry-run", "added", False), ("--yes", "added", True), ("--yes", "present", False)):
        said = json.loads(home.run("claude-code", "--json", words))
        require((said["result"], said["changed"], said["file"]) == (result, changed, str(home.mcp)), said)
    for result in ("removed", "absent"):
        said = json.loads(home.run("claude-code", "--json", "--undo", "--yes"))
        require(said["result"] == result, said)


def another_entry_of_the_name(home):
    before = '{"mcpServers": {"telos": {"command": "/opt/other"}}}'
    home.mcp.write_text(before)
    said = home.run("claude-code", "--yes", status=1)
    require("/opt/other" in said and "--force" in said, said)
    home.run("claude-code", "--undo", "--yes", status=1)
    require(home.mcp.read_text() == before, home.mcp.read_text())
    home.run("claude-code", "--yes", "--force")
    require(json.loads(home.mcp.read_text()) == {"mcpServers": {"telos": SERVER}}, home.mcp.read_text())
    home.run("claude-code", "--undo", "--yes")
    require(home.mcp.read_text() == before, home.mcp.read_text())


def malformed(home):
    home.mcp.write_text('{\n  "a": 1,\n}\n')
    require(f"{home.mcp}:3:1: " in home.run("claude-code", "--yes", status=1), "where")
    home.codex.parent.mkdir()
    home.codex.write_text("a = 1\nmodel = gpt\n")
    require(f"{home.codex}:2:9: " in home.run("codex", "--yes", status=1), "where")
    require(home.mcp.read_text() == '{\n  "a": 1,\n}\n' and home.codex.read_text() == "a = 1\nmodel = gpt\n", "unchanged")


def links_are_followed(home):
    target = home.path / "dotfiles.json"
    target.write_text("{}")
    home.mcp.symlink_to("../dotfiles.json")
    home.run("claude-code", "--yes")
    require(home.mcp.is_symlink() and "telos" in target.read_text(), "the target")
    home.run("claude-code", "--undo", "--yes")
    require(home.mcp.is_symlink() and target.read_text() == "{}", "the target")
    target.unlink()
    require("is not there" in home.run("claude-code", "--yes", status=1), "a link to nothing")
    require(home.mcp.is_symlink() and not target.exists(), "a link to nothing")


def what_is_no_regular_file(home):
    os.mkfifo(home.mcp)
    require("not a regular file" in home.run("claude-code", "--yes", status=1), "a FIFO")


def a_directory_that_cannot_be_written(home):
    os.chown(home.path, NOBODY, NOBODY)
    said = home.run("claude-code", "--yes", status=1, user=NOBODY, group=NOBODY, extra_groups=[])
    require("EACCES" in said, said)
    require(home.files() == UNDONE, home.files())


def root_in_the_home_of_another(home):
    os.chown(home.path, NOBODY, NOBODY)
    require("without sudo" in home.run("codex", "--yes", status=1), "why")
    os.chown(home.project, NOBODY, NOBODY)
    require("without sudo" in home.run("claude-code", "--yes", status=1), "why")
    require(home.files() == ["project"], home.files())


CASES = [claude_code_fresh_and_back, codex_fresh_and_back, browser_fresh_and_back, generic_prints_and_writes_nothing,
         codex_keeps_comments_and_lines,
         undo_after_others_wrote, the_user_s_file, the_tools_own_variables, another_project,
         a_command_that_is_not_installed, nothing_without_a_yes,
         on_a_terminal, diffs_are_what_patch_takes, json_says_what_was_done, another_entry_of_the_name, malformed,
         links_are_followed, what_is_no_regular_file]
# They take another user's place.
AS_ROOT = [a_directory_that_cannot_be_written, root_in_the_home_of_another]


def run(case, telos):
    home = Home(telos)
    try:
        case(home)
    except (Wrong, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
        print(f"FAIL {case.__name__}: {' '.join(str(error).split())}", flush=True)
        return False
    finally:
        shutil.rmtree(home.path)
    print(f"ok {case.__name__}", flush=True)
    return True


def main():
    results = [run(case, sys.argv[1]) for case in CASES + (AS_ROOT if os.geteuid() == 0 else [])]
    passed = sum(results)
    print(f"result: setup passed={passed} failed={len(results) - passed}")
    return 0 if passed == len(results) else 1


sys.exit(main())
