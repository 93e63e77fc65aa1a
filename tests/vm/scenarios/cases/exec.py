"""Exec gate: a program is a file, whatever it is called."""
import os
import time

from harness import Agent, case, check, check_equal, outsider, telos
from machine import copy, want_daemon

CURL, NC, LS, BASH = "/usr/bin/curl", "/usr/bin/nc.openbsd", "/usr/bin/ls", "/usr/bin/bash"
FALSE = "/usr/bin/false"


@case
def granted_program_runs_and_another_is_refused():
    want_daemon()
    with Agent("list files") as agent:
        check_equal("status of ls", agent.can("processes.spawn", LS, "/"), 0)
        record = agent.is_refused("exec", "exec_not_granted", "processes.spawn", NC, "-h")
        check_equal("subject", record["subject"], NC)
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", "/usr/bin/cat", "/etc/hosts")


@case
def copy_of_nc_named_curl_is_refused():
    want_daemon()
    impostor = copy(NC, "/srv/impostor/curl")
    with Agent("download http://weather.com/report") as agent:
        check_equal("status of curl", agent.can("processes.spawn", CURL, "--version"), 0)
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", impostor, "-h")
        agent.is_refused("exec", "exec_not_granted", "processes.spawn_as", "/usr/bin/curl", NC, "-h")


@case
def symbolic_link_named_curl_is_refused():
    want_daemon()
    os.makedirs("/srv/links", exist_ok=True)
    os.symlink(NC, "/srv/links/curl")
    with Agent("download http://weather.com/report") as agent:
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", "/srv/links/curl", "-h")


@case
def hard_link_of_a_granted_program_is_that_program():
    # A link made before the grant: another name, the same file. One made after it changes the file's ctime.
    want_daemon()
    # On tmpfs, but not where agents write: overlayfs gives a hard link of a lower file another number.
    tool = copy("/usr/bin/true", "/run/hard/tool")
    os.link(tool, "/run/hard/alias")
    os.symlink(tool, "/srv/hard")
    time.sleep(0.02)
    with Agent("run /srv/hard") as agent:
        check_equal("status", agent.can("processes.spawn", "/run/hard/alias"), 0)
        os.link(tool, "/run/hard/later")
        agent.is_refused("exec", "exec_changed", "processes.spawn", "/run/hard/later")


@case
def granted_program_does_not_run_where_agents_write():
    want_daemon()
    tool = copy("/usr/bin/true", "/tmp/area/tool")
    os.symlink(tool, "/srv/area")
    with Agent("run /srv/area") as agent:
        agent.is_refused("exec", "exec_write_area", "processes.spawn", tool)


@case
def program_overwritten_after_the_grant_is_refused():
    want_daemon()
    tool = copy("/usr/bin/true", "/srv/overwritten/tool")
    with Agent(f"run {tool}") as agent:
        check_equal("status", agent.can("processes.spawn", tool), 0)
        copy(NC, tool)
        agent.is_refused("exec", "exec_changed", "processes.spawn", tool, "-h")


@case
def granted_program_is_not_overwritten_by_the_agent():
    want_daemon()
    tool = copy("/usr/bin/true", "/srv/appended/tool")
    with Agent(f"run {tool}") as agent:
        agent.is_refused("file", "file_not_writable", "files.append", tool, control=False)
        check_equal("status", agent.can("processes.spawn", tool), 0)
        outsider().can("files.append", tool)
        agent.is_refused("exec", "exec_changed", "processes.spawn", tool)


@case
def program_replaced_after_the_grant_is_refused():
    want_daemon()
    tool = copy("/usr/bin/true", "/srv/renamed/tool")
    with Agent(f"run {tool}") as agent:
        os.rename(copy(NC, "/srv/renamed/other"), tool)
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", tool, "-h")




@case
def script_needs_its_interpreter_too():
    want_daemon()
    script = script_at("/srv/scripts/report", "/bin/bash")
    bare = "/srv/scripts/bare"
    with open(bare, "w") as file:
        file.write(f"#!{script}\n")
    os.chmod(bare, 0o755)
    with Agent(f"run {script}") as agent:
        check_equal("status", agent.can("processes.spawn", script), 0)
        # The interpreter that its first line names runs it, and nothing else.
        check_equal("the same", agent.can("processes.spawn", BASH, script), 0)
        agent.is_refused("exec", "exec_argument", "processes.spawn", BASH, "-c", "true")
        agent.is_refused("exec", "exec_argument", "processes.spawn", BASH, bare)
    # Granted is the interpreter, not the script.
    other = script_at("/srv/scripts/other.sh", "/bin/bash")
    with Agent(f"run {other} with bash") as agent:
        check_equal("bash", agent.can("processes.spawn", BASH, other), 0)
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", script)


def script_at(path, interpreter, body="exit 0\n"):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(f"#!{interpreter}\n{body}")
    os.chmod(path, 0o755)
    time.sleep(0.02)
    return path


@case
def launch_grant_counts_once():
    want_daemon()
    done = telos("run", "--intent", "list files", "--", BASH, "-c",
                 "ls / >/dev/null && echo listed; bash -c 'echo again'; exec bash -c 'echo replaced'")
    check_equal("output", done.stdout, "listed\n")
    check_equal("status", done.returncode, 126)


@case
def dynamic_loader_does_not_start_another_program():
    want_daemon()
    with Agent("list files") as agent:
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", "/lib64/ld-linux-x86-64.so.2", NC, "-h")


@case
def program_in_memory_is_refused():
    want_daemon()
    with Agent("list files") as agent:
        agent.is_refused("exec", "exec_not_granted", "processes.spawn_from_memory", LS, "/")
        agent.is_refused("exec", "exec_not_granted", "processes.spawn_by_descriptor", NC, "-h")
        check_equal("ls by descriptor", agent.can("processes.spawn_by_descriptor", LS, "/"), 0)


@case
def busybox_by_another_name_is_refused():
    want_daemon()
    os.makedirs("/srv/box", exist_ok=True)
    os.symlink("/usr/bin/busybox", "/srv/box/ls")
    with Agent("list files") as agent:
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", "/srv/box/ls", "/")


@case
def script_of_env_starts():
    want_daemon()
    script = script_at("/srv/scripts/env.py", "/usr/bin/env python3", "print('hello')\n")
    done = telos("run", "--intent", "list files", "--", script)
    check_equal("output", (done.returncode, done.stdout), (0, "hello\n"))


@case
def second_hop_through_a_granted_shell_is_refused():
    want_daemon()
    script = script_at("/srv/scripts/hop.sh", "/bin/bash", "nc -h\n")
    with Agent(f"run {script} with bash") as agent:
        outcome = agent.can("processes.run", BASH, script)
        check(outcome[0] == 126 and "Operation not permitted" in outcome[1], outcome)
        agent.record("exec", "exec_not_granted")
        outsider().can("processes.run", BASH, "-c", "nc -h")
