# SPDX-License-Identifier: MIT
"""Inside the VM: an idle daemon with an idle agent, then telos dash in tmux beside it. Prints "figure NAME VALUE"."""
import json
import os
import shutil
import subprocess
import time

SETTLE_S = 60
IDLE_S = 300
DASH_S = 100
# On a disk, as it is installed: on a tmpfs the program's pages would be the kernel's to write.
TELOS = "/srv/telos"


def cpu_s(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cpu_percent(pid, seconds):
    before = cpu_s(pid)
    time.sleep(seconds)
    return (cpu_s(pid) - before) / seconds * 100


def memory_mb(pid):
    """Of smaps_rollup, in megabytes (10^6 octets)."""
    kib = {}
    with open(f"/proc/{pid}/smaps_rollup") as file:
        for line in list(file)[1:]:
            name, value = line.split()[:2]
            kib[name.rstrip(":")] = int(value)
    kib["Private"] = kib["Private_Clean"] + kib["Private_Dirty"]
    kib["Shared"] = kib["Shared_Clean"] + kib["Shared_Dirty"]
    return {name: value * 1024 / 1e6 for name, value in kib.items()}


def figure(name, value, digits=1):
    print(f"figure {name} {value:.{digits}f}")


def largest(pid, count):
    """So many of the process's mappings, by what is resident of them: for whoever wants to know where it is."""
    rows = []
    with open(f"/proc/{pid}/smaps") as file:
        for line in file:
            words = line.split()
            if "-" in words[0]:
                rows.append([0, words[1], words[5] if len(words) > 5 else "anonymous"])
            elif words[0] == "Rss:":
                rows[-1][0] = int(words[1])
    for kib, rights, name in sorted(rows, reverse=True)[:count]:
        print(f"{kib:8} KiB {rights} {name}")


def measure_daemon():
    report = json.loads(subprocess.run([TELOS, "status", "--json"], capture_output=True, check=True).stdout)
    status = report["daemon"]
    print(f"telos: {report['state']}")
    time.sleep(SETTLE_S)
    cpu = cpu_percent(status["pid"], IDLE_S)
    memory = memory_mb(status["pid"])
    largest(status["pid"], 12)
    figure("programs_attached", status["links_attached"], 0)
    for name in ("Rss", "Private", "Shared", "Anonymous", "Pss"):
        figure(f"{name.lower()}_mb", memory[name])
    figure("cpu_percent", cpu, 3)
    return status["pid"]


def measure_dash(daemon):
    tmux = ["tmux", "-u", "-L", "idle", "-f", "/dev/null"]
    subprocess.run([*tmux, "new-session", "-d", "-x", "120", "-y", "40", f"exec {TELOS} dash"], check=True)
    time.sleep(SETTLE_S)
    shown = subprocess.run([*tmux, "list-panes", "-F", "#{pane_pid}"], capture_output=True, text=True, check=True).stdout
    dash = int(shown)
    before = cpu_s(daemon)
    figure("dash_cpu_percent", cpu_percent(dash, DASH_S), 3)
    figure("dash_daemon_cpu_percent", (cpu_s(daemon) - before) / DASH_S * 100, 3)
    figure("dash_rss_mb", memory_mb(dash)["Rss"])
    screen = subprocess.run([*tmux, "capture-pane", "-p"], capture_output=True, text=True, check=True).stdout
    print("\n".join(line.rstrip() for line in screen.splitlines()[:6]))
    subprocess.run([*tmux, "kill-server"], check=True)


def main():
    os.makedirs("/etc/telos", exist_ok=True)
    shutil.copy("/job/telos", TELOS)
    subprocess.run([TELOS, "start"], check=True)
    words = [TELOS, "run", "--ttl", "1h", "--intent", "wait with sleep", "--", "sleep", "7000"]
    with subprocess.Popen(words) as agent:
        time.sleep(SETTLE_S)
        measure_dash(measure_daemon())
        agent.terminate()
    subprocess.run([TELOS, "stop", "--kill-agents"], check=True)


main()
