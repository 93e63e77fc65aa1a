"""Containers of the guest's own programs: a root directory with some of them, their loader and libraries, and crun in it."""
import json
import os
import re
import shutil
import subprocess

from harness import check, check_equal, command, wait_until

ROOT = "/var/lib/boxes"
CRUN = "/usr/bin/crun"
PROGRAMS = ("dash", "ls", "cat", "sleep", "sort")
# What a program may be made to load: any library will do.
PROBE = "/usr/lib/probe.so"


def libraries_of(program):
    listed = command("ldd", program).stdout
    return set(re.findall(r"(/\S+) \(0x", listed))


def make_root(root=f"{ROOT}/rootfs"):
    """/lib and /lib64 lead into /usr as in a Debian image; on a tmpfs, over which an overlay may be mounted."""
    if os.path.exists(root):
        return root
    if not os.path.ismount(ROOT) and root.startswith(ROOT):
        os.makedirs(ROOT)
        command("mount", "-t", "tmpfs", "tmpfs", ROOT)
    for directory in ("usr/bin", "usr/lib", "usr/lib64", "etc", "proc", "dev", "sys", "tmp", "var/tmp", "machine"):
        os.makedirs(f"{root}/{directory}")
    for name in ("bin", "lib", "lib64"):
        os.symlink(f"usr/{name}", f"{root}/{name}")
    libraries = set()
    for name in PROGRAMS:
        shutil.copy(f"/usr/bin/{name}", f"{root}/usr/bin/{name}")
        libraries |= libraries_of(f"/usr/bin/{name}")
    os.symlink("dash", f"{root}/usr/bin/sh")
    for library in libraries:
        os.makedirs(f"{root}{os.path.dirname(library)}", exist_ok=True)
        shutil.copy(library, f"{root}{library}")
    check(libraries, "the guest's programs are static: nothing is shown")
    shutil.copy(next(path for path in sorted(libraries) if "libc.so" in path), f"{root}{PROBE}")
    with open(f"{root}/etc/greeting", "w") as file:
        file.write("hello from inside\n")
    return root


class Overlay:
    """A root that can be written: the image below, what the container writes above."""

    def __init__(self, name):
        self.place = f"{ROOT}/{name}-layers"
        self.merged = f"{self.place}/merged"

    def __enter__(self):
        for name in ("upper", "work", "merged"):
            os.makedirs(f"{self.place}/{name}")
        layers = f"lowerdir={make_root()},upperdir={self.place}/upper,workdir={self.place}/work"
        done = command("mount", "-t", "overlay", "overlay", "-o", layers, self.merged)
        check(done.returncode == 0, done.stderr)
        return self.merged

    def __exit__(self, *_):
        done = command("umount", self.merged)
        check(done.returncode == 0, done.stderr)
        shutil.rmtree(self.place)


class Box:
    """A container that crun has created, and that somebody starts."""

    def __init__(self, name, intent, script, cgroup="/telos.slice/{}", root=None, writable=False, mounts=()):
        self.name = name
        make_root()
        self.bundle = f"{ROOT}/{name}"
        os.makedirs(self.bundle)
        command(CRUN, "spec", cwd=self.bundle)
        with open(f"{self.bundle}/config.json") as file:
            config = json.load(file)
        config["process"].update(args=["/bin/sh", "-c", script], terminal=False)
        config["root"] = {"path": root or make_root(), "readonly": not writable}
        config["annotations"] = {"telos.intent": intent, "telos.ttl": "5m"} if intent else {}
        config["linux"]["cgroupsPath"] = cgroup.format(name)
        config["mounts"] += [{"destination": inside, "source": source, "options": ["rbind", "rw"]} for source, inside in mounts]
        with open(f"{self.bundle}/config.json", "w") as file:
            json.dump(config, file)

    def __enter__(self):
        self.output = open(f"{self.bundle}/output", "w+")
        self.crun("create", "--bundle", self.bundle, self.name, check_status=True)
        return self

    def __exit__(self, *_):
        self.crun("delete", "--force", self.name)
        self.output.close()
        shutil.rmtree(self.bundle)

    def crun(self, *words, telos=True, check_status=False):
        runtime = ["telos", "oci", CRUN] if telos else [CRUN]
        # A file: the container's first process keeps it open, and whoever reads a pipe would wait for that one's end.
        with open(f"{self.bundle}/errors", "w+") as errors:
            done = subprocess.run([*runtime, "--cgroup-manager", "cgroupfs", *words], stdin=subprocess.DEVNULL,
                                  stdout=self.output, stderr=errors, text=True, timeout=100)
            errors.seek(0)
            done.stderr = errors.read()
        if check_status:
            check_equal(f"status of {words} ({done.stderr})", done.returncode, 0)
        return done

    def begin(self, word, telos=True):
        """Until it has printed this."""
        self.crun("start", self.name, telos=telos, check_status=True)
        wait_until(lambda: word in self.text(), 60, f"{word} of the container {self.name}")

    def state(self):
        return json.loads(command(CRUN, "state", self.name).stdout)

    def text(self):
        self.output.flush()
        with open(f"{self.bundle}/output") as file:
            return file.read()

    def lines(self):
        """What it printed until its end, in one piece each."""
        wait_until(lambda: self.state()["status"] == "stopped", 100, "the container's end")
        return self.text().splitlines()
