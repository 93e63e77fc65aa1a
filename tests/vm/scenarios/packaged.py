"""With systemd as process 1 and the Debian package: installed, upgraded, removed and purged by dpkg, one case after the other."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from harness import (Agent, ask_daemon, case, check, check_equal, command, fails_in_one_line, run_cases, telos,
                     wait_until)
from machine import daemon_pid, is_running, prepare, with_other_gates

PACKAGE = "/job/telos.deb"
PINS = "/sys/fs/bpf/telos"
LISTED = "/etc /usr /var /srv /opt /root /home".split()
INTENT, REFUSED = "list files", ("exec", "exec_not_granted", "processes.spawn", "/usr/bin/nc.openbsd", "-h")
SECONDS = 120

before = None


def dpkg(*words, status=0):
    """Installing starts the daemon, whose gates are verified on an emulated processor."""
    with open("/run/dpkg.out", "w+") as said:
        done = subprocess.run(["dpkg", *words], stdin=subprocess.DEVNULL, stdout=said, stderr=said, timeout=400)
        said.seek(0)
        text = said.read()
    check(done.returncode == status, f"dpkg {words}: status {done.returncode}: {text}")
    return text


def files():
    """Without dpkg's own; what it keeps of a package that is gone is its business."""
    done = command("find", *LISTED, "-xdev", "-not", "-type", "d", "-not", "-path", "/var/lib/dpkg/*")
    return set(done.stdout.splitlines())


def state(property="ActiveState", unit="telos.service"):
    return command("systemctl", "show", unit, "--property", property, "--value").stdout.strip()


def held(agent):
    agent.can("processes.spawn", "/usr/bin/ls", "/")
    agent.is_refused(*REFUSED)


def repack(version, change=None):
    """The same package with another version, and with another program in it."""
    tree = f"/run/tree-{version}"
    check_equal("dpkg-deb", command("dpkg-deb", "-R", PACKAGE, tree).returncode, 0)
    with open(f"{tree}/DEBIAN/control") as file:
        control = re.sub(r"(?m)^Version: .*$", f"Version: {version}", file.read())
    with open(f"{tree}/DEBIAN/control", "w") as file:
        file.write(control)
    if change:
        with open(f"{tree}/usr/bin/telos", "rb+") as file:
            program = change(file.read())
            file.seek(0)
            file.write(program)
    made = command("dpkg-deb", "-Znone", "-b", tree, f"/run/{version}.deb")
    check(made.returncode == 0, made.stderr)
    command("rm", "-rf", tree)
    return f"/run/{version}.deb"


@case
def installed_it_runs_and_enforces():
    global before
    before = files()
    dpkg("-i", PACKAGE)
    check_equal("state", state(), "active")
    check_equal("process", int(state("MainPID")), daemon_pid())
    check_equal("at the next boot", command("systemctl", "is-enabled", "telos.service").stdout.strip(), "enabled")
    done = telos("status")
    check(done.returncode == 0 and "ENFORCING" in done.stdout, done.stdout, done.stderr)
    check_equal("what differs from the package", dpkg("--verify", "telos"), "")


@case
def what_it_brings_can_be_used():
    for profile in ("coding", "data", "locked", "ops", "research"):
        done = telos("policy", "check", f"/usr/share/doc/telos/examples/policy-{profile}.yaml")
        check(done.returncode == 0, done.stdout)
    check_equal("owners", command("find", "/usr/share/telos", "/etc/telos", "-not", "-user", "root").stdout, "")
    done = command("bash", "-c", ". /usr/share/bash-completion/completions/telos; COMP_WORDS=(telos stat) COMP_CWORD=1; _telos; "
                   "echo ${COMPREPLY[0]}")
    check_equal("completion", done.stdout, "status\n")


@case
def agent_is_refused_what_others_may():
    with Agent(INTENT) as agent:
        held(agent)


@case
def upgrade_keeps_an_agent_held():
    with Agent(INTENT) as agent:
        for package in (repack("0.1.0+again"), PACKAGE):
            former = daemon_pid()
            dpkg("-i", package)
            check_equal("state", state(), "active")
            check(daemon_pid() != former, "the daemon was not replaced")
            held(agent)


@case
def agent_is_held_at_every_moment_of_an_upgrade():
    """It tries all the while; what it may shows that it did."""
    with Agent(INTENT) as agent:
        package = repack("0.1.0+meanwhile")
        upgrade = subprocess.Popen(["dpkg", "-i", package], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        tries = 0
        while upgrade.poll() is None:
            outcome = agent.do(*REFUSED[2:])
            check_equal("error", outcome.error, "EPERM")
            tries += 1
        check_equal("status of dpkg", upgrade.returncode, 0)
        check(tries > 10, f"{tries} tries")
        agent.can("processes.spawn", "/usr/bin/ls", "/")


@case
def gates_of_another_build_are_taken_over_with_their_agents():
    """There and back, and it tries all the while."""
    other = repack("0.1.0+gates", with_other_gates)
    pins = os.listdir(PINS)
    with Agent(INTENT) as agent:
        for package, changes in ((other, True), (PACKAGE, False)):
            former = daemon_pid()
            upgrade = subprocess.Popen(["dpkg", "-i", package], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            while upgrade.poll() is None:
                check_equal("error", agent.do(*REFUSED[2:]).error, "EPERM")
            check_equal("status of dpkg", upgrade.returncode, 0)
            check(daemon_pid() != former, "the daemon was not replaced")
            check_equal("builds", (len(os.listdir(PINS)), os.listdir(PINS) != pins), (1, changes))
            held(agent)
            with Agent(INTENT) as another:
                held(another)
    done = telos("status")
    check(done.returncode == 0 and "ENFORCING" in done.stdout, done.stdout, done.stderr)


@case
def gates_of_another_abi_are_not_taken_over():
    own = os.listdir(PINS)[0]
    with Agent(INTENT) as agent:
        former = daemon_pid()
        os.rename(f"{PINS}/{own}", f"{PINS}/abi1-{own}")
        said = dpkg("-i", repack("0.1.0+abi"))
        check("the daemon was not replaced" in said, said)
        check_equal("daemon", daemon_pid(), former)
        fails_in_one_line(telos("upgrade"), 1, "gates of another ABI (abi1-")
        check_equal("daemon", daemon_pid(), former)
        check_equal("error", agent.do(*REFUSED[2:]).error, "EPERM")
        os.rename(f"{PINS}/abi1-{own}", f"{PINS}/{own}")
        dpkg("-i", PACKAGE)
        check(daemon_pid() != former, "the daemon was not replaced")
        held(agent)


@case
def removal_fails_while_an_agent_runs():
    with Agent(INTENT) as agent:
        former = daemon_pid()
        said = dpkg("-r", "telos", status=1)
        check("1 agent(s) are running" in said and "not removed" in said, said)
        check_equal("daemon", daemon_pid(), former)
        # Dpkg keeps that it was wanted.
        check_equal("package", command("dpkg-query", "-W", "-f", "${db:Status-Status}", "telos").stdout, "installed")
        check_equal("selected", command("dpkg", "--set-selections", input="telos install\n", stdin=None).returncode, 0)
        check_equal("package", command("dpkg-query", "-W", "-f", "${Status}", "telos").stdout, "install ok installed")
        held(agent)


@case
def removed_it_leaves_no_gate_unit_or_process():
    pid = daemon_pid()
    os.makedirs("/etc/telos/agents", exist_ok=True)
    with open("/etc/telos/agents/mine.env", "w") as file:
        file.write("INTENT=list files\n")
    wait_until(lambda: not ask_daemon("agents")["agents"], SECONDS, "the agents' end")
    dpkg("-r", "telos")
    check(not is_running(pid) and not os.path.exists(PINS), "the daemon or its gates are there still")
    check_equal("unit", (state(), state("LoadState")), ("inactive", "not-found"))
    check_equal("slice", os.path.exists("/sys/fs/cgroup/telos.slice"), False)
    left = files() - before
    check(all(name.startswith(("/etc/telos/", "/var/lib/telos/")) for name in left), sorted(left))
    check({"/etc/telos/agents/mine.env", "/var/lib/telos/audit.jsonl"} <= left, sorted(left))


@case
def purged_it_leaves_no_file():
    dpkg("-P", "telos")
    check_equal("files", sorted(files() ^ before), [])
    check_equal("directories", [path for path in ("/etc/telos", "/var/lib/telos", "/run/telos", "/usr/share/doc/telos")
                                if os.path.exists(path)], [])


@case
def installed_again_it_runs():
    dpkg("-i", PACKAGE)
    check_equal("state", state(), "active")
    with Agent(INTENT) as agent:
        held(agent)
    with Agent(INTENT) as agent:
        check_equal("stopped", command("systemctl", "stop", "telos.service").returncode, 0)
        said = dpkg("-r", "telos", status=1)
        check("not removed" in said, said)
        check_equal("error", agent.do(*REFUSED[2:]).error, "EPERM")


if __name__ == "__main__":
    prepare()
    for directory in ("info", "updates", "triggers"):
        os.makedirs(f"/var/lib/dpkg/{directory}", exist_ok=True)
    open("/var/lib/dpkg/status", "a").close()
    sys.exit(0 if run_cases(*sys.argv[1:]) else 1)
