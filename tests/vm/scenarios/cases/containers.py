"""Containers: telos oci in front of crun enrols what crun created before it starts. Programs and code are the container's own."""
import os
import shutil
import signal

from boxes import PROBE, ROOT, Box, Overlay, make_root
from harness import ask_daemon, audit_records, case, check, check_equal, command, each_kernel, telos, wait_until
from machine import end_daemon, restart_daemon, want_daemon

SCRIPT = """
ls / >/dev/null && echo listed
cat /etc/greeting || echo cat refused
read line </etc/greeting; echo "$line"
"""
FREE = ["listed", "hello from inside", "hello from inside"]
HELD = ["listed", "cat refused", "hello from inside"]
READS = "read files with cat"
WORKS = f"{READS} and run sleep"
LOADED = "r-xp"


def run(name, intent, script, held=True, **options):
    with Box(name, intent, script, **options) as box:
        done = box.crun("start", box.name, telos=held, check_status=True)
        return box.lines(), done.stderr


def reasons():
    agent = [record for record in audit_records() if record["action"] == "enrolled"][-1]["agent"]
    return {record["reason"] for record in audit_records() if record["agent"] == agent and record["action"] == "refused"}


def labels_without_agents():
    wait_until(lambda: not ask_daemon("status")["agents"], 60, "the end of the agents before")
    return ask_daemon("status")["labels"]


def preload(library):
    """Has cat load a library, and tells whether it did."""
    return f"LD_PRELOAD={library} cat /proc/self/maps"


def is_loaded(lines, library):
    return any(LOADED in line and line.endswith(library) for line in lines)


@case
@each_kernel
def container_is_held_to_its_intent():
    want_daemon()
    check_equal("control: what it may", run("free", "list files", SCRIPT, held=False)[0], FREE)
    check_equal("what it may", run("held", "list files", SCRIPT)[0], HELD)
    check_equal("reasons", reasons(), {"exec_not_granted"})


@case
@each_kernel
def containers_code_is_code_as_long_as_its_agent_lives():
    want_daemon()
    before = labels_without_agents()
    with Box("lives", WORKS, f"{preload(PROBE)}; cat /etc/greeting; while sleep 1; do :; done") as box:
        box.begin("hello from inside")
        check(is_loaded(box.text().splitlines(), PROBE), "its own library is not loaded:", box.text())
        check(ask_daemon("status")["labels"] > before, "no label is there for its code")
    wait_until(lambda: ask_daemon("status")["labels"] == before, 60, "the end of the labels")


@case
@each_kernel
def code_that_the_container_writes_is_none():
    """In a root that can be written: where code is it writes nothing, and what it writes elsewhere is no code."""
    want_daemon()
    own = f"{PROBE[:-3]}2.so"
    script = f"""
cat /etc/greeting >>{PROBE} || echo change refused
cat {PROBE} >{own} || echo new refused
cat {PROBE} >/tmp/own.so || echo tmp refused
{preload('/tmp/own.so')}
{preload(PROBE)}
"""
    with Overlay("control") as root:
        lines, _ = run("control", READS, script, held=False, root=root, writable=True)
        check(is_loaded(lines, "/tmp/own.so") and os.path.exists(root + own), "control:", lines)
    with Overlay("writer") as root:
        size = os.path.getsize(root + PROBE)
        open(f"{root}/tmp/own.so", "w").close()
        lines, _ = run("writer", f"{READS} and write /tmp/own.so", script, root=root, writable=True)
        check_equal("refused", [line for line in lines if line.endswith("refused")], ["change refused", "new refused"])
        check_equal("the library's size", (os.path.getsize(root + PROBE), os.path.exists(root + own)), (size, False))
        check_equal("what it wrote", os.path.getsize(f"{root}/tmp/own.so"), size)
        check(is_loaded(lines, PROBE) and not is_loaded(lines, "/tmp/own.so"), "what it loads:", lines)
    check(reasons() >= {"map_executable", "file_labelled"}, reasons())


@case
def paths_are_the_containers_own():
    """A path of the intent counts for the container's files, not for what is mounted there or what a link makes of it."""
    want_daemon()
    os.makedirs("/srv/mounted", exist_ok=True)
    script = """
echo one >/tmp/out.txt && echo written
echo two >/tmp/mounted/file || echo mount refused
echo three >/tmp/link || echo link refused
echo four >/tmp/other.txt || echo other refused
"""
    for held, wanted in ((False, ["written"]), (True, ["written", "mount refused", "link refused", "other refused"])):
        with Overlay("paths") as root:
            os.makedirs(f"{root}/tmp/mounted")
            os.symlink("/etc/greeting", f"{root}/tmp/link")
            open(f"{root}/tmp/out.txt", "w").close()
            lines, _ = run("paths", f"{READS} and write /tmp/out.txt and write /tmp/mounted and write /tmp/link", script,
                           held=held, root=root, writable=True, mounts=[("/srv/mounted", "/tmp/mounted")])
            check_equal(f"what it may (held: {held})", lines, wanted)
            if held:
                with open(f"{root}/tmp/out.txt") as file:
                    check_equal("the file", file.read(), "one\n")


@case
def what_agents_may_have_written_is_no_code():
    """A root in a write area: an agent of the machine may have put a library there. Nor is what is mounted into code."""
    want_daemon()
    root = make_root("/tmp/planted")
    try:
        check_equal("control: what it may", run("control", "list files", SCRIPT, held=False, root=root)[0], FREE)
        lines, said = run("planted", "list files", SCRIPT, root=root)
        check_equal("what it prints", lines, [])
        check("/tmp/planted/usr/lib, where agents may write" in said, said)
        check("map_executable" in reasons(), reasons())
    finally:
        shutil.rmtree(root)
    os.makedirs(f"{make_root()}/usr/lib/extra", exist_ok=True)
    lines, said = run("mounted", "list files", SCRIPT, mounts=[("/srv/plain", "/usr/lib/extra")])
    check_equal("what it prints", lines, [])
    check("/usr/lib/extra is mounted into it" in said, said)
    lines, said = run("covered", "list files", SCRIPT, mounts=[(f"{make_root()}/usr/lib", "/usr/lib")])
    check_equal("what it prints", lines, [])
    check("/usr/lib: it is mounted from elsewhere" in said, said)


@case
def container_without_an_intent_or_outside_of_the_slice_is_not_started():
    """And ends; one that runs already goes on."""
    want_daemon()
    with Box("mute", None, SCRIPT) as box:
        done = box.crun("start", box.name)
        check("has no annotation telos.intent" in done.stderr and done.returncode == 5, done.returncode, done.stderr)
        check_equal("status", box.state()["status"], "stopped")
    with Box("astray", "list files", SCRIPT, cgroup="/elsewhere/{}") as box:
        done = box.crun("start", box.name)
        check("not one in /sys/fs/cgroup/telos.slice" in done.stderr and done.returncode == 1, done.returncode, done.stderr)
        check_equal("status", box.state()["status"], "stopped")
    with Box("runs", "run sleep", "echo ready; while sleep 1; do :; done") as box:
        box.begin("ready")
        done = box.crun("start", box.name)
        check("is running, not created" in done.stderr and done.returncode == 1, done.returncode, done.stderr)
        check_equal("status", box.state()["status"], "running")
    with Box("run", "list files", SCRIPT) as box:
        done = box.crun("run", "--bundle", box.bundle, "another")
        check("use create and start" in done.stderr and done.returncode == 2, done.returncode, done.stderr)


@case
def program_of_the_machine_is_not_the_containers():
    """A grant is for the container's file: a bind mount of the machine's own has another identity."""
    want_daemon()
    script = "/machine/ls / >/dev/null && echo listed || echo refused"
    mounts = [("/usr/bin", "/machine")]
    check_equal("control: what it may", run("control", "list files", script, held=False, mounts=mounts)[0], ["listed"])
    check_equal("what it may", run("mixed", "list files", script, mounts=mounts)[0], ["refused"])


@case
def link_that_leads_above_the_root_stays_in_the_container():
    """An image that has sort as a link to /usr/bin/cat above its root grants its own cat, and not the machine's."""
    want_daemon()
    with Overlay("link") as root:
        os.remove(f"{root}/usr/bin/sort")
        os.symlink("../../../../../../usr/bin/cat", f"{root}/usr/bin/sort")
        lines, _ = run("link", "sort /etc/greeting with sort", SCRIPT, root=root)
        check_equal("what it may", lines[-2:], ["hello from inside"] * 2)


@case
def place_of_code_that_is_a_link_out_is_the_containers_own():
    """An image whose /opt leads to /tmp above its root makes no code of the machine's /tmp."""
    want_daemon()
    script = preload("/tmp/planted.so")
    shutil.copy(make_root() + PROBE, "/tmp/planted.so")
    control = command("sh", "-c", script).stdout.splitlines()
    check(is_loaded(control, "/tmp/planted.so"), "control:", control)
    with Overlay("away") as root:
        os.symlink("../../../../../tmp", f"{root}/opt")
        with Box("away", "run sleep", "echo ready; while sleep 1; do :; done", root=root) as box:
            box.begin("ready")
            held = telos("run", "--intent", READS, "--env-clean", "false", "--", "sh", "-c", script).stdout.splitlines()
            check(held and not is_loaded(held, "/tmp/planted.so"), "held:", held)


@case
@each_kernel
def container_does_not_leave_its_cgroup():
    want_daemon()
    script = "echo 0 >/machine/cgroup.procs && echo left || echo stayed"
    mounts = [("/sys/fs/cgroup", "/machine")]
    check_equal("control", run("control", "list files", script, held=False, mounts=mounts)[0], ["left"])
    check_equal("held", run("stays", "list files", script, mounts=mounts)[0], ["stayed"])


@case
@each_kernel
def nobody_else_enters_the_container():
    """crun exec would bring a process that is no agent's into an agent's cgroup."""
    want_daemon()
    waits = "echo ready; while sleep 1; do :; done"
    for held, status in ((False, True), (True, False)):
        with Box("entered", "run sleep", waits) as box:
            box.begin("ready", telos=held)
            done = box.crun("exec", box.name, "/bin/cat", "/etc/greeting")
            entered = "hello from inside" in box.text()
            check_equal(f"held: {held}, {done.stderr}", (done.returncode == 0, entered), (status, status))


@case
def container_goes_on_under_the_next_daemon():
    want_daemon()
    with Box("outlives", WORKS, "echo ready; while sleep 1; do cat /etc/greeting; done") as box:
        box.begin("hello from inside")
        end_daemon(signal.SIGTERM)
        restart_daemon()
        count = box.text().count("hello")
        wait_until(lambda: box.text().count("hello") > count + 2, 60, "its work under the next daemon")
