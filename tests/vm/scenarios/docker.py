"""docker in the guest: dockerd, which starts containerd, with telos as one of its runtimes, and an image of the guest's programs."""
import json
import os
import shutil
import subprocess

from boxes import ROOT, make_root
from harness import check, check_equal, command, wait_until
from machine import want_daemon

ENGINE = "/job/engine/docker.erofs"
PLACE = "/run/docker-engine"
LOG = "/run/dockerd.log"
SOCKET = "/var/run/docker.sock"
IMAGE = "localhost/box"
START_SECONDS = 120
CONFIGURATION = {
    "data-root": f"{ROOT}/docker", "storage-driver": "overlay2", "bridge": "none", "iptables": False, "ip6tables": False,
    "exec-opts": ["native.cgroupdriver=cgroupfs"],
    "runtimes": {"telos": {"path": "/usr/local/bin/telos", "runtimeArgs": ["oci", "/usr/sbin/runc"]}},
}


def lay_out():
    """The programs stay where they are mounted; the libraries that the guest has not are copied."""
    check(os.path.exists(ENGINE), "there is no docker: make setup fetches it")
    os.makedirs(PLACE)
    command("modprobe", "loop")
    done = command("mount", "-t", "erofs", "-o", "loop,ro", ENGINE, PLACE)
    check_equal(f"mount: {done.stderr}", done.returncode, 0)
    for directory in ("usr/bin", "usr/sbin", "sbin"):
        for program in os.listdir(f"{PLACE}/{directory}"):
            os.symlink(f"{PLACE}/{directory}/{program}", f"/{directory}/{program}")
    command("cp", "-a", f"{PLACE}/etc", "/")
    command("cp", "-a", f"{PLACE}/usr/share", "/usr/")
    libraries = "usr/lib/x86_64-linux-gnu"
    for library in os.listdir(f"{PLACE}/{libraries}"):
        if not os.path.exists(f"/{libraries}/{library}"):
            shutil.copy(f"{PLACE}/{libraries}/{library}", f"/{libraries}/")
    command("ldconfig")


def answers():
    """docker itself would take longer to ask than dockerd takes to start."""
    return command("curl", "-s", "--unix-socket", SOCKET, "http://docker/_ping").stdout == "OK"


def want_docker():
    """Running; it stays for the cases after."""
    want_daemon()
    if shutil.which("dockerd"):
        return
    lay_out()
    root = make_root()
    os.makedirs("/etc/docker")
    with open("/etc/docker/daemon.json", "w") as file:
        json.dump(CONFIGURATION, file)
    with open(LOG, "w") as log:
        dockerd = subprocess.Popen(["dockerd"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    wait_until(lambda: answers() or dockerd.poll() is not None, START_SECONDS, "dockerd")
    check(dockerd.poll() is None, "dockerd ended:", tail())
    archive = f"{ROOT}/docker-box.tar"
    command("tar", "-C", root, "-cf", archive, ".")
    done = command("docker", "import", archive, IMAGE)
    check_equal(f"docker import: {done.stderr}", done.returncode, 0)
    os.remove(archive)


def tail():
    with open(LOG) as log:
        return log.read()[-600:]
