"""deploy/container: the image that its recipe makes, and the machine that is held from within a container of it."""
import os
import shutil

from docker import want_docker
from harness import Agent, case, check, check_equal, command, each_kernel, telos, wait_until
from machine import START_SECONDS, answers, want_no_daemon

IMAGE = "telos:test"
PLACE = "/run/image"
README = "/job/deploy/container/README.md"
MACHINE = ["--privileged", "--pid", "host", "--network", "host", "--cgroupns", "host", "-v", "/:/machine:rslave"]


def build():
    os.makedirs(PLACE, exist_ok=True)
    shutil.copy("/job/telos", f"{PLACE}/telos")
    done = command("docker", "build", "-q", "-f", "/job/deploy/container/Containerfile", "-t", IMAGE, PLACE)
    check_equal(f"docker build: {done.stderr}", done.returncode, 0)
    size = int(command("docker", "image", "inspect", "-f", "{{.Size}}", IMAGE).stdout)
    check_equal("bytes beside the program", size - os.path.getsize("/job/telos"), 0)


def inside(*words):
    return command("docker", "exec", "telos", "/telos", "--root", "/machine", *words)


@case
@each_kernel
def daemon_in_a_container_holds_the_machine():
    want_docker()
    with open(README) as text:
        check(f"--name telos {' '.join(MACHINE)} telos:" in text.read(), "the README starts it otherwise")
    build()
    want_no_daemon()
    # As systemd has it; this guest has another process 1.
    command("mount", "--make-rshared", "/")
    try:
        done = command("docker", "run", "-d", "--name", "telos", *MACHINE, IMAGE)
        check_equal(f"docker run: {done.stderr}", done.returncode, 0)
        wait_until(answers, START_SECONDS, "the daemon in the container")
        # Of the machine: an agent that is started there, by the program that is there.
        with Agent("list files") as agent:
            agent.is_refused("exec", "exec_not_granted", "processes.spawn", "/usr/bin/cat", "/etc/hosts")
            agent.is_refused("file", "file_not_writable", "files.write", "/srv/outside", "x")
            check_equal("what it may", agent.can("processes.spawn", "/usr/bin/ls", "/"), 0)
        done = inside("status")
        check(done.returncode == 0 and done.stdout.startswith("telos: ENFORCING\n"), done.stdout + done.stderr)
        done = inside("run", "--intent", "list files", "--", "/usr/bin/ls", "/srv")
        check(done.returncode == 0 and "plain" in done.stdout, f"what it may: {done.stdout}{done.stderr}")
        done = inside("run", "--intent", "list files", "--", "/bin/bash", "-c", "ls /srv; cat /etc/hosts")
        check("plain" in done.stdout and "Operation not permitted" in done.stderr, f"NOT REFUSED: {done.stdout}{done.stderr}")
        # The container's end opens nothing.
        with Agent("list files") as agent:
            command("docker", "rm", "-f", "telos")
            outcome = agent.do("processes.spawn", "/usr/bin/cat", "/etc/hosts")
            check_equal("without the container", outcome.error, "EPERM")
    finally:
        command("docker", "rm", "-f", "telos")
        command("mount", "--make-rprivate", "/")
    # What it left is what any daemon left: the next one takes it over, and takes it out.
    check_equal("telos start", telos("start").returncode, 0)
    want_no_daemon()
