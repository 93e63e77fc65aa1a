"""telos prove: what it says of gates that hold, and of gates that do not."""
import collections
import glob
import json
import os
import re
import signal
import subprocess

from harness import ask_daemon, audit_records, case, check, check_equal, command, each_kernel, fails_in_one_line, telos, wait_until
from machine import LABELS, want_daemon, want_no_daemon

AUDIT = "execution:\n  default_mode: audit\n" + LABELS
CATALOGUE = "/job/documents/BYPASSES.md"
HELD, UNPROVEN, ESCAPED = 0, 7, 9
ATTACKS_MIN = 100
# No overlay of 6.1 makes files without a name (O_TMPFILE); make matrix has /tmp on one.
MAY_BE_ABSENT = ["exec.program_without_a_name"]


def catalogue():
    """The cases of docs/BYPASSES.md: section, and reasons that a gate may give."""
    cases, section = {}, None
    with open(CATALOGUE) as text:
        for line in text:
            if heading := re.match(r"## (\d+)\. ", line):
                section = int(heading[1])
            elif line.startswith("| ") and line.split()[1] != "case" and section:
                cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")]
                cases[cells[0]] = section, cells[5].split(", ")
    return cases


def left_behind():
    files = [path for place in ("/tmp", "/var/tmp", "/dev/shm", "/root", "/var/lib", "/srv", "/var/cache", "/sys/fs/bpf")
             for path in glob.glob(f"{place}/telos-prove*")]
    with open("/proc/self/mounts") as mounts:
        files += [line for line in mounts if "telos-prove" in line]
    with open("/proc/net/unix") as sockets:
        files += [line for line in sockets if "telos-prove" in line]
    files += glob.glob("/run/telos/canary/linked*")
    return files


def no_agents():
    return not ask_daemon("status")["agents"]


def prove(*words):
    done = telos("prove", *words)
    check_equal("left behind", left_behind(), [])
    check_equal("processes left", command("pgrep", "-f", "prove-hand").stdout, "")
    wait_until(no_agents, 10, "the end of its agents")
    return done


@case
@each_kernel
def all_attacks_are_held():
    want_daemon()
    # It is for nobody to load a module in order to show that an agent does not.
    command("modprobe", "vsock")
    before = len(audit_records())
    done = prove("--json")
    check(done.stdout, "it said nothing:", done.stderr)
    report = json.loads(done.stdout)
    failed = [attack for attack in report["attacks"] if attack["verdict"] != "held" and attack["name"] not in MAY_BE_ABSENT]
    check_equal("attacks that were not held", failed, [])
    check_equal("status", done.returncode, HELD)
    counts = collections.Counter(attack["verdict"] for attack in report["attacks"])
    check_equal("counts", (report["held"], report["unproven"], report["escaped"], report["tried"]),
                (counts["held"], 0, 0, len(report["attacks"]) - counts["absent"]))
    check(report["held"] >= ATTACKS_MIN, f"only {report['held']} attacks")
    cases = catalogue()
    for attack in (attack for attack in report["attacks"] if attack["verdict"] == "held"):
        name = attack["name"].split("/")[0]
        check(attack["twin"] is None and attack["seen"], attack)
        if attack["section"] is None:
            check(name not in cases, f"{name} has a section: {cases.get(name)}")
            continue
        section, reasons = cases.get(name, (None, None))
        check_equal(f"section of {name}", attack["section"], section)
        check(attack["reason"] in reasons, f"{attack} is not refused for one of {reasons}")
    told = {record["reason"] for record in audit_records()[before:] if record["action"] == "refused"}
    check({attack["reason"] for attack in report["attacks"]} - {None} <= told, f"the log has only {told}")


@case
@each_kernel
def audit_lets_them_through_and_it_says_so():
    want_daemon(AUDIT)
    done = prove()
    check_equal("status", done.returncode, ESCAPED)
    lines = done.stdout.splitlines()
    score = re.fullmatch(r"held (\d+) of (\d+), unproven (\d+), ESCAPED (\d+)(?: .*)?", lines[-1])
    check(score, lines[-1])
    held, tried, unproven, escaped = map(int, score.groups())
    check_equal("sum", held + unproven + escaped, tried)
    check_equal("lines", len([line for line in lines[:-1] if not line.startswith("absent ")]), tried)
    # A name is answered with a refusal all the same: there is nothing that could be let in and told.
    check_equal("held", [line.split()[1] for line in lines if line.startswith("held ")][:-1], ["names.another_resolver"])
    check_equal("escaped", (escaped, unproven), (tried - 1, 0))
    for name in ("exec.copy_in_write_area", "network.loopback", "damage.file_outside_written", "escapes.cgroup_left",
                 "flow.send_on_a_connection_from_before", "tamper.bpf_map_made"):
        check(any(line.startswith(f"ESCAPED  {name} ") for line in lines), f"{name} is not told as escaped:", done.stdout)


@case
def filter_chooses_and_faults_are_told():
    want_daemon()
    done = prove("--filter", "network.datagram")
    lines = done.stdout.splitlines()
    check_equal("status", (done.returncode, lines[-1]), (HELD, "held 4 of 4, unproven 0, ESCAPED 0"))
    check(lines[0].startswith("held     network.datagram_by_every_call/sendto ") and "section 23" in lines[0]
          and lines[0].endswith("refused: NET_NOT_GRANTED"), lines[0])
    fails_in_one_line(telos("prove", "--filter", "no.such"), 2, "no.such")
    fails_in_one_line(telos("prove", user="agent"), 3, "root")


@case
def what_nobody_can_do_is_unproven():
    """The twin fails too: a refusal then shows nothing."""
    want_daemon()
    try:
        with open("/proc/sys/user/max_user_namespaces") as limit:
            before = limit.read()
        with open("/proc/sys/user/max_user_namespaces", "w") as limit:
            limit.write("0")
        done = prove("--filter", "escapes.user_namespace")
    finally:
        with open("/proc/sys/user/max_user_namespaces", "w") as limit:
            limit.write(before)
    check_equal("status", (done.returncode, done.stdout.splitlines()[-1]), (UNPROVEN, "held 0 of 1, unproven 1, ESCAPED 0"))


@case
def interrupted_it_cleans_up():
    want_daemon()
    with subprocess.Popen(["telos", "prove"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.stdout.read()
        said = process.stderr.read()
    check(process.returncode == 1 and "interrupted after" in said, said)
    check_equal("left behind", left_behind(), [])
    wait_until(no_agents, 10, "the end of its agents")


@case
def without_a_daemon_there_is_nothing_to_prove():
    want_no_daemon()
    fails_in_one_line(telos("prove"), 4, "")
    check(not os.path.exists("/sys/fs/bpf/telos"), "it put gates in force")
