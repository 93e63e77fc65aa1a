"""The daemon's life: the gates outlive it, a second one is not let in, stop leaves nothing."""
import json
import os
import subprocess
import time

from harness import (Agent, Connection, ask_daemon, audit_records, case, check, check_equal, command,
                     each_kernel, fails_in_one_line, telos, wait_until)
from machine import (FORBIDDEN, GRANTED, LABELS, NETWORK_INTENT, OTHER4, POLICY_FILE, WEATHER4, daemon_pid, kill_daemon,
                     restart_daemon, want_daemon, want_no_daemon, with_other_gates, write_policy)

CAT, LS, PINS = "/usr/bin/cat", "/usr/bin/ls", "/sys/fs/bpf/telos"
HAMMER = """
import os, select, socket, sys, time
end, tries = time.monotonic() + float(sys.argv[1]), 0
def attempt():
    try:
        os.close(os.open("/srv/sealed/file", os.O_RDONLY))
        return "open"
    except PermissionError:
        pass
    with socket.socket() as s:
        try:
            s.connect((%r, %d))
            return "connect"
        except PermissionError:
            pass
    if tries %% 10 == 0:
        child = os.fork()
        if child == 0:
            try:
                os.execv(%r, ["cat", "/etc/hostname"])
            except PermissionError:
                os._exit(1)
        if os.waitpid(child, 0)[1] == 0:
            return "exec"
print("hammering", flush=True)
while time.monotonic() < end:
    success = attempt()
    tries += 1
    if success:
        sys.exit(f"{success} succeeded at attempt {tries}")
    if select.select([0], [], [], 0)[0]:
        break
print(tries)
""" % (OTHER4, FORBIDDEN, CAT)


@case
@each_kernel
def killed_daemon_lets_nothing_through():
    want_daemon()
    check_equal("control", command("/usr/bin/python3", "-c", HAMMER, "5").stderr, "open succeeded at attempt 1\n")
    with Agent("read /srv/vault/token. " + NETWORK_INTENT) as agent, subprocess.Popen(
            ["telos", "run", "--intent", "list files", "--", "/usr/bin/python3", "-c", HAMMER, "90"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as hammer:
        agent.can("files.read", "/srv/vault/token")
        hammer.stdout.readline()
        before = {item["agent_id"]: item["taint"] for item in ask_daemon("status")["agents"]}
        kill_daemon()
        status = telos("status")
        check_equal("status meanwhile", status.returncode, 7)
        check("pinned gates hold" in status.stdout, status.stdout)
        restart_daemon()
        now = ask_daemon("status")
        check_equal("agents", {item["agent_id"]: item["taint"] for item in now["agents"]}, before)
        check_equal("adopted", now["adopted"], True)
        check_equal("taint", agent.state()["taint"], "CRITICAL")
        status = telos("status")
        check(status.returncode == 0 and "ENFORCING" in status.stdout, status.stdout)
        output, errors = hammer.communicate(timeout=60)
        check_equal("hammer", (hammer.returncode, errors.splitlines()[-1].startswith("  ")), (0, True))
        check(int(output) > 100, f"only {output} attempts")


@case
@each_kernel
def adopted_agent_can_declare_and_ends():
    want_daemon()
    with Agent("list files") as agent:
        kill_daemon()
        restart_daemon()
        check_equal("goal", agent.state()["goal"], "list files")
        check_equal("ls", agent.can("processes.spawn", LS, "/"), 0)
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        status, text = agent.can("processes.run", "/usr/local/bin/telos", "declare", "read /etc/hosts")
        check_equal(f"declare ({text})", status, 0)
        check_equal("cat", agent.can("processes.spawn", CAT, "/etc/hosts"), 0)
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", LS, "/")
        number = agent.id
    deadline = time.monotonic() + 5
    while number in [item["agent_id"] for item in ask_daemon("status")["agents"]]:
        check(time.monotonic() < deadline, "it is still listed")
        time.sleep(0.05)
    check(not os.path.exists(f"/sys/fs/cgroup/telos.slice/agent-{number}"), "its cgroup is still there")


@case
def ended_agents_leave_no_map_entries():
    want_daemon()
    deadline = time.monotonic() + 5
    while (status := ask_daemon("status"))["agents"]:
        check(time.monotonic() < deadline, "agents are still listed")
        time.sleep(0.05)
    # Labels and names are the ceiling's; what tainted agents wrote stays known as long as it exists.
    lasting = ("telos_labels", "telos_names", "telos_objects")
    left = {item["name"]: item["entries"] for item in status["maps"] if item["name"] not in lasting}
    check(not any(left.values()), f"entries of nobody: {left}")


@case
def second_daemon_is_refused():
    want_daemon()
    fails_in_one_line(telos("start"), 1, "already")
    fails_in_one_line(telos("start", "--foreground"), 1, "already")
    check_equal("status", telos("status").returncode, 0)


@case
def terminated_daemon_leaves_the_gates():
    want_daemon()
    with Agent("list files") as agent:
        pid = daemon_pid()
        os.kill(pid, 15)
        deadline = time.monotonic() + 10
        while os.path.exists(f"/proc/{pid}") and time.monotonic() < deadline:
            time.sleep(0.05)
        check_equal("cat", agent.do("processes.spawn", CAT, "/etc/hosts").error, "EPERM")
        restart_daemon()
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")


@case
def upgrade_replaces_the_gates_and_lets_nothing_through():
    """There and back."""
    want_daemon()
    other = "/srv/next/telos"
    os.makedirs(os.path.dirname(other), exist_ok=True)
    with open("/usr/local/bin/telos", "rb") as now, open(other, "wb") as later:
        later.write(with_other_gates(now.read()))
    os.chmod(other, 0o755)
    pins = os.listdir(PINS)
    with Agent("list files. " + NETWORK_INTENT) as agent, subprocess.Popen(
            ["telos", "run", "--intent", "list files", "--", "/usr/bin/python3", "-c", HAMMER, "300"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as hammer:
        hammer.stdout.readline()
        for program, changes in ((other, True), ("telos", False)):
            former = daemon_pid()
            done = command(program, "upgrade")
            check_equal(f"status ({done.stderr})", done.returncode, 0)
            check(f"daemon {former} " in done.stdout and "2 agent(s) held" in done.stdout, done.stdout)
            check_equal("builds", (len(os.listdir(PINS)), os.listdir(PINS) != pins), (1, changes))
            agent.can("network.tcp", WEATHER4, GRANTED)
            agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
            with Agent("list files") as another:
                check_equal("ls", another.can("processes.spawn", LS, "/"), 0)
                another.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        output, errors = hammer.communicate(timeout=60)
        check_equal("hammer", (hammer.returncode, errors.splitlines()[-1].startswith("  ")), (0, True))
        check(int(output) > 100, f"only {output} attempts")
    status = telos("status")
    check(status.returncode == 0 and "ENFORCING" in status.stdout, status.stdout)


@case
def bad_policy_is_refused_whole():
    want_no_daemon()
    for text, place, what in ((LABELS + "network:\n  nonsense: true\n", ":", "nonsense"),
                              ("execution:\n  default_mode: maybe\n", ":2:17", "maybe"),
                              ("filesystem: [\n", ":", ""), ("filesystem:\n\t- x\n", ":2:1", "tab")):
        write_policy(text)
        done = telos("start")
        fails_in_one_line(done, 1, POLICY_FILE + place)
        check(what in done.stderr, done.stderr)
        check(not os.path.exists(PINS) and not os.path.exists("/run/telos/agent.sock"), "something was loaded")
    fails_in_one_line(telos("explain", "list files"), 1, POLICY_FILE)
    write_policy(LABELS)


@case
def bad_policy_does_not_unhold_running_agents():
    want_daemon()
    with Agent("list files") as agent:
        kill_daemon()
        write_policy("nonsense: true\n")
        check_equal("start", telos("start").returncode, 1)
        check_equal("cat", agent.do("processes.spawn", CAT, "/etc/hosts").error, "EPERM")
        check_equal("file", agent.do("files.read", "/srv/sealed/file").error, "EPERM")
        write_policy(LABELS)
        restart_daemon()
        agent.is_refused("file", "file_labelled", "files.read", "/srv/sealed/file")


@case
def stop_is_refused_while_an_agent_runs():
    want_daemon()
    with Agent("list files") as agent:
        fails_in_one_line(telos("stop"), 1, "--kill-agents")
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        done = telos("stop", "--kill-agents")
        check(done.returncode == 0 and "1 agent(s) ended" in done.stdout, done.stdout, done.stderr)
        check_equal("the agent's end", agent.process.wait(10), -9)
    everything_is_free_again()


def everything_is_free_again():
    check(not os.path.exists(PINS), os.listdir("/sys/fs/bpf"))
    # After the last link is off, which takes a grace period each.
    wait_until(lambda: not os.path.exists("/sys/fs/cgroup/telos.slice"), 60, "the end of the agents' cgroup")
    check(not os.path.exists("/run/telos/agent.sock"), "the socket is still there")
    # The kernel takes the links off one by one, each after a grace period of RCU tasks.
    wait_until(lambda: not loaded_programs(), 30, "the end of the gate programs")
    check_equal("status", telos("status").returncode, 8)


def loaded_programs():
    programs = json.loads(command("bpftool", "prog", "list", "-j").stdout or "[]")
    return [item["name"] for item in programs if item.get("name", "").startswith("telos")]


@case
def stop_works_without_a_daemon():
    want_daemon()
    with Agent("list files") as agent:
        kill_daemon()
        fails_in_one_line(telos("stop"), 1, "--kill-agents")
        done = telos("stop", "--kill-agents")
        check(done.returncode == 0, done.stderr)
        check_equal("the agent's end", agent.process.wait(10), -9)
    everything_is_free_again()
    want_no_daemon()
    want_daemon()
    check_equal("status after that", telos("status").returncode, 0)


@case
def numbers_of_agents_are_never_used_again():
    want_daemon()
    with Agent("list files") as first:
        pass
    kill_daemon()
    restart_daemon()
    with Agent("list files") as second:
        check(second.id > first.id, f"{second.id} after {first.id}")


@case
def nothing_was_lost():
    """All that went before has filled no ring and no storage."""
    want_daemon()
    status = ask_daemon("status")
    for counter in ("events_dropped", "state_missing", "storage_full"):
        check_equal(counter, status[counter], 0)
    ids = [record["id"] for record in audit_records()]
    check_equal("numbers of records", ids, sorted(set(ids)))


@case
def control_socket_tells_of_agents_ceiling_and_log():
    want_daemon()
    with Agent("list files in /srv with ls") as agent:
        listed = {each["agent_id"]: each for each in ask_daemon("agents")["agents"]}
        check_equal("the agent", (listed[agent.id]["goal"], listed[agent.id]["taint"]), ("list files in /srv with ls", "CLEAN"))
        before = ask_daemon("log")["records"][-1]["id"]
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        agent.is_refused("exec", "exec_not_granted", "processes.spawn", CAT, "/etc/hosts")
        first = ask_daemon("log", after=before, limit=1)
        check_equal("one of several", (len(first["records"]), first["more"]), (1, True))
        rest = ask_daemon("log", after=first["records"][0]["id"])
        check_equal("the rest", [record["action"] for record in rest["records"]], ["refused"])
        check_equal("nothing more", (rest["more"], rest["records"][0]["id"] > first["records"][0]["id"]), (False, True))
    wait_until(lambda: ask_daemon("agents")["agents"] == [], 10, "no agent to be listed")
    check("/srv/vault" in json.dumps(ask_daemon("policy")), "the ceiling lacks a label of policy.yaml")
    with Connection() as connection:
        for wrong in ({"limit": 0}, {"limit": 257}, {"after": -1}, {"since": 5}):
            answer = connection.call("log", **wrong)
            check("limit (1 to 256)" in answer["error"]["message"], wrong, answer)
