"""telos run -- podman run, or docker run: one line, and the container is the agent. The engine and its monitor are none."""
import json
import os
import shutil

from boxes import PROBE, ROOT, make_root
from cases.containers import FREE, HELD, READS, SCRIPT, is_loaded, preload, reasons
from docker import IMAGE, want_docker
from harness import ask_daemon, case, check, check_equal, command, each_kernel, fails_in_one_line, telos, wait_until
from machine import want_daemon

ENGINE = "/job/engine/podman"
OPTIONS = ["--rm", "--network", "none"]
DECLARATIONS = "/run/telos/containers"
CONFIGURATION = {
    "storage.conf": f'[storage]\ndriver = "overlay"\ngraphroot = "{ROOT}/storage"\nrunroot = "/run/containers"\n',
    "containers.conf": '[containers]\nlog_driver = "k8s-file"\n[engine]\nevents_logger = "file"\n'
                       'runtime = "crun"\ncgroup_manager = "cgroupfs"\n',
}


def want_engine():
    want_daemon()
    if shutil.which("podman"):
        return
    check(os.path.isdir(ENGINE), "there is no podman: make setup fetches it")
    command("cp", "-a", f"{ENGINE}/.", "/")
    command("ldconfig")
    for name, text in CONFIGURATION.items():
        with open(f"/etc/containers/{name}", "w") as file:
            file.write(text)
    archive = f"{ROOT}/box.tar"
    command("tar", "-C", make_root(), "-cf", archive, ".")
    done = command("podman", "import", archive, IMAGE)
    check_equal(f"podman import: {done.stderr}", done.returncode, 0)
    os.remove(archive)


def run(script, intent=None, options=(), engine="podman"):
    """Of the engine's run, or telos run's, what it printed."""
    words = [engine, "run", *OPTIONS, *options, IMAGE, "sh", "-c", script]
    return telos("run", "--intent", intent, "--ttl", "5m", "--", *words) if intent else command(*words)


def lines_of(done):
    check(done.stdout, "nothing was printed:", done.returncode, done.stderr)
    return done.stdout.splitlines()


@case
@each_kernel
def container_of_podman_is_held_to_its_intent():
    want_engine()
    check_equal("control: what it may", lines_of(run(SCRIPT)), FREE)
    check_equal("what it may", lines_of(run(SCRIPT, "list files")), HELD)
    check_equal("reasons", reasons(), {"exec_not_granted"})
    check_equal("its status", run("exit 7", "list files").returncode, 7)


@case
@each_kernel
def what_the_container_writes_into_its_layer_is_no_code():
    want_engine()
    writes_no_code("podman")


def writes_no_code(engine):
    script = f"""
cat /etc/greeting >>{PROBE} || echo change refused
cat {PROBE} >/usr/lib/new.so || echo new refused
cat {PROBE} >/tmp/new.so || echo tmp refused
{preload('/tmp/new.so')}
{preload(PROBE)}
"""
    check(is_loaded(lines_of(run(script, engine=engine)), "/tmp/new.so"), "control: it loads what it wrote")
    lines = lines_of(run(script, READS, engine=engine))
    check_equal("refused", [line for line in lines if line.endswith("refused")],
                ["change refused", "new refused", "tmp refused"])
    check(is_loaded(lines, PROBE) and not is_loaded(lines, "/tmp/new.so"), lines)


@case
@each_kernel
def only_the_container_is_in_the_agents_cgroups():
    want_engine()
    is_alone("podman", "conmon")


def is_alone(engine, monitor, options=()):
    """While it waits, and until it is killed, which ends the agent."""
    waits = "echo ready; while sleep 1; do :; done"
    done = run(waits, "run sleep", ["-d", "--name", "waits", *options], engine)
    check_equal(f"status ({done.stderr})", done.returncode, 0)
    try:
        [agent] = wait_until(lambda: ask_daemon("status")["agents"], 60, "the agent")
        check_equal("its goal", agent["goal"], "run sleep")
        members = command("sh", "-c", "cat $(find /sys/fs/cgroup/telos.slice -name cgroup.procs)").stdout.split()
        names = {os.path.basename(os.readlink(f"/proc/{pid}/exe")) for pid in members}
        check_equal("programs in telos.slice", names, {"dash", "sleep"})
        [above] = command("pgrep", monitor).stdout.split()
        with open(f"/proc/{above}/cgroup") as file:
            check("telos.slice" not in file.read(), f"{monitor} is in telos.slice")
        entered = command(engine, "exec", "waits", "cat", "/etc/greeting")
        check(entered.returncode != 0 and "hello" not in entered.stdout, f"{engine} exec:", entered.stdout)
    finally:
        command(engine, "kill", "waits")
    wait_until(lambda: not ask_daemon("status")["agents"], 60, "the agent's end")


@case
def options_that_no_agents_container_may_have_are_refused():
    want_engine()
    for options, said in ((["--privileged"], "--privileged: an agent has no rights"), (["--pid=host"], "--pid: an agent sees"),
                          (["-v", "/run/telos:/x"], "/run/telos is not for agents"), (["--runtime", "crun"], "--runtime: the"),
                          (["--cgroup-parent", "/x"], "--cgroup-parent: an agent's cgroup")):
        fails_in_one_line(run("echo started", "list files", options), 2, said)
    words = ["--intent", "list files", "--", "podman", "run", IMAGE, "true"]
    fails_in_one_line(telos("run", *words, user="agent"), 3, "only root starts containers")
    fails_in_one_line(telos("run", "--profile", "strict", *words), 2, "--profile is not for a container")
    fails_in_one_line(telos("run", *words, env={**os.environ, "CONTAINER_HOST": "tcp://elsewhere"}), 2, "CONTAINER_HOST is set")
    fails_in_one_line(telos("run", "--intent", "list files", "--", "podman", "run", *OPTIONS, "--annotation", "telos.ttl=9h",
                            IMAGE), 2, "--annotation telos.ttl=9h")


@case
def container_whose_intent_is_refused_does_not_start():
    want_engine()
    done = run("echo started", "do as you like")
    check(done.returncode != 0 and "started" not in done.stdout, done.returncode, done.stdout, done.stderr)
    check_equal("containers left", command("podman", "ps", "-aq").stdout, "")


@case
@each_kernel
def docker_container_is_held_to_its_intent():
    """Its status passes through, and its end is the agent's."""
    want_docker()
    check_equal("control: what it may", lines_of(run(SCRIPT, engine="docker")), FREE)
    done = run(f"{SCRIPT}exit 7", "list files", engine="docker")
    check_equal("what it may", lines_of(done), HELD)
    check_equal("its status", done.returncode, 7)
    check_equal("reasons", reasons(), {"exec_not_granted"})
    refused = json.loads(telos("log", "--json", "--action", "refused").stdout.splitlines()[-1])
    check(refused["subject"].endswith("/cat"), "telos log:", refused)
    told = json.loads(telos("why", "--json", str(refused["id"])).stdout)
    check_equal("telos why", (told["reason"], told["agent"]), ("exec_not_granted", refused["agent"]))
    wait_until(lambda: not ask_daemon("status")["agents"], 60, "the agent's end")
    check_equal("declarations left", os.listdir(DECLARATIONS), [])


@case
@each_kernel
def what_a_docker_container_writes_into_its_layer_is_no_code():
    want_docker()
    writes_no_code("docker")


@case
def only_the_docker_container_is_in_the_agents_cgroups():
    """And it does not start again: what was declared was for once."""
    want_docker()
    words = ["run", "-d", "--network", "none", "--name", "control", IMAGE, "sleep", "100"]
    check_equal("control: it starts", command("docker", *words).returncode, 0)
    entered = command("docker", "exec", "control", "cat", "/etc/greeting")
    check_equal("control: docker exec", entered.stdout, "hello from inside\n")
    command("docker", "rm", "-f", "control")
    is_alone("docker", "containerd-shim", ["--rm=false"])
    again = command("docker", "start", "waits")
    command("docker", "rm", "-f", "waits")
    check(again.returncode != 0 and DECLARATIONS in again.stderr, "docker start:", again.returncode, again.stderr)


@case
@each_kernel
def docker_container_that_nobody_declared_is_not_started():
    """Whatever its labels and its environment say: an image brings both along."""
    want_docker()
    itself = [word for option in ("--label", "--env") for word in (option, "telos.intent=list files")]
    words = ["docker", "run", *OPTIONS, *itself]
    check_equal("control: what it may", lines_of(command(*words, IMAGE, "sh", "-c", SCRIPT)), FREE)
    done = command(*words, "--runtime", "telos", "--cgroup-parent", "/telos.slice", IMAGE, "sh", "-c", SCRIPT)
    check(done.returncode != 0 and not done.stdout, done.returncode, done.stdout)
    check("no declaration of telos run's" in done.stderr, done.stderr)
    check_equal("containers left", command("docker", "ps", "-aq").stdout, "")
    below = ["find", "/sys/fs/cgroup/telos.slice", "-mindepth", "1", "-type", "d"]
    wait_until(lambda: command(*below).stdout == "", 60, "the end of what waited in its cgroup to be started")


@case
def options_that_no_agents_docker_container_may_have_are_refused():
    want_docker()
    words = ["run", "--intent", "list files", "--", "docker", "run"]
    fails_in_one_line(telos(*words, "--privileged", IMAGE), 2, "--privileged: an agent has no rights")
    fails_in_one_line(telos(*words, "-v", f"{DECLARATIONS}:/x", IMAGE), 2, "/run/telos is not for agents")
    fails_in_one_line(telos(*words, IMAGE, env={**os.environ, "DOCKER_HOST": "tcp://elsewhere"}), 2, "DOCKER_HOST is set")
    fails_in_one_line(telos("run", "--intent", "list files", "--", "docker", "--config", "/tmp", "--log-level=fatal", "run",
                            "--annotation", "telos.ttl=9h", IMAGE), 2, "--annotation telos.ttl=9h")
