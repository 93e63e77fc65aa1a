"""Decoys in place of protected files: a tainted agent that opens the file meets a decoy, and nobody else does."""
import json
import os
import shutil
import subprocess
import time

from cases.mirage import WAYS, call_of, is_caught, reads
from harness import Agent, case, check, check_equal, each_kernel, outsider, telos, wait_until
from machine import GRANTED, NETWORK_INTENT, SECRET, kill_daemon, restart_daemon, sinks, want_daemon

ACCOUNT, HOME, SHADOW, NEEDED = "agent", "/home/agent", "/etc/shadow", "/srv/vault/high"
LABELS = "filesystem:\n  labels:\n    - {path: /srv/vault, level: high, grantable: true}\n"
POLICY = LABELS + "mirage:\n  in_place: [all]\n"
INTENT = NETWORK_INTENT + f". read {NEEDED}"
SERVED_SECONDS = 5
LOOKED_AFTER_SECONDS = 1
USER_NAMESPACES_MAX = "/proc/sys/user/max_user_namespaces"
# The key is the one that other themes use.
FILES = {".ssh/id_ed25519": SECRET, ".aws/credentials": "real credentials\n", ".npmrc": "real token\n"}


def want_secret():
    with open(NEEDED, "w") as file:
        file.write("what the work needs\n")
    os.chmod(NEEDED, 0o644)


def want_home():
    for name, text in FILES.items():
        path = f"{HOME}/{name}"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)
        shutil.chown(os.path.dirname(path), ACCOUNT, ACCOUNT)
        shutil.chown(path, ACCOUNT, ACCOUNT)
        os.chmod(path, 0o600)
        os.utime(path, (1_500_000_000, 1_500_000_000))


def held(intent=INTENT, **options):
    """Root's, as telos run of root alone makes a mount namespace."""
    want_secret()
    return Agent(intent, cwd="/", **options)


def held_user():
    want_home()
    return held(launch=["--user", ACCOUNT])


def served(agent):
    return {each["path"] for each in json.loads(telos("mirage", "list", "--json").stdout)["decoys"]
            if each["agent_id"] == agent.id and each["in_place"]}


def make_tainted(agent, *paths):
    agent.can("files.read", NEEDED)
    check_equal("taint", agent.state()["taint"], "HIGH")
    wait_until(lambda: served(agent) >= set(paths), SERVED_SECONDS, f"{paths} are served")


def real(path=SHADOW):
    with open(path) as file:
        return file.read()


@case
@each_kernel
def a_tainted_agent_that_opens_the_shadow_file_twice_reads_one_decoy():
    want_daemon(POLICY)
    with held() as agent:
        agent.is_refused("file", "file_labelled", "files.read", SHADOW)
        make_tainted(agent, SHADOW)
        check_equal("the network so far", agent.state()["taint"], "HIGH")
        first, second = (agent.can("files.read", SHADOW) for _ in range(2))
        check_equal("the second time", second, first)
        check(first.startswith("root:$y$") and not real().startswith(first), first)
        is_caught(agent, SHADOW)
        check(real().startswith(outsider().can("files.read", SHADOW)), "it lies over everybody's file")


@case
@each_kernel
def every_way_to_read_sees_the_same_decoy_and_no_byte_of_the_file():
    want_daemon(POLICY)
    for way in (each for each in WAYS if each != "read_and_write"):
        with held() as agent:
            make_tainted(agent, SHADOW)
            sinks[GRANTED].forget()
            text = agent.can(f"decoys.{way}", SHADOW)
            is_caught(agent, SHADOW, call_of(way))
            check_equal(way, text, agent.can("files.read", SHADOW)[:len(text)])
            check_equal("length", len(text), 100)
            check(text != real()[:100], text)
    with held() as agent:
        make_tainted(agent, SHADOW)
        check_equal("to write", agent.do("decoys.read_and_write", SHADOW).error, "EPERM")
        check_equal("by io_uring", agent.do("rings.open_file", SHADOW).error, "EPERM")
        check_equal("by another root", agent.do("files.read", "/proc/1/root" + SHADOW).error, "EACCES")


@case
@each_kernel
def it_looks_like_the_file_from_outside():
    want_daemon(POLICY)
    with held_user() as agent:
        names = [f"{HOME}/{name}" for name in FILES]
        make_tainted(agent, *names)
        for path in names:
            facts = agent.can("decoys.facts", path)
            status = os.stat(path)
            check_equal(path, facts[:4], [status.st_uid, status.st_gid, status.st_mode, int(status.st_mtime)])
            text = agent.can("files.read", path)
            check(facts[4] == len(text) < 100 or facts[4] >= len(text) == 100, (facts, text))
            check(text not in FILES.values(), text)
            check_equal("outside", real(path), FILES[os.path.relpath(path, HOME)])
        is_caught(agent, names[0])


@case
def two_agents_share_none_and_an_untainted_one_meets_none():
    want_daemon(POLICY)
    key = f"{HOME}/.ssh/id_ed25519"
    with held_user() as one, Agent(INTENT, cwd="/", launch=["--user", ACCOUNT]) as other, \
            Agent(INTENT, cwd="/", launch=["--user", ACCOUNT]) as clean:
        for agent in (one, other):
            make_tainted(agent, key)
        texts = [agent.can("files.read", key) for agent in (one, other)]
        check(texts[0] != texts[1], texts)
        clean.is_refused("file", "file_labelled", "files.read", key)
        check_equal("what the clean one has", served(clean), set())
        check_equal("its taint", clean.state()["taint"], "CLEAN")


@case
@each_kernel
def the_agent_can_neither_take_it_off_nor_replace_it():
    want_daemon(POLICY)
    with held() as agent:
        make_tainted(agent, SHADOW)
        for act, *arguments in (("kernel.unmount", SHADOW), ("files.unlink", SHADOW), ("files.rename", SHADOW, SHADOW + ".old"),
                                ("files.write", SHADOW), ("kernel.mount_in_own_namespace", "/tmp")):
            check(agent.do(act, *arguments).error in ("EPERM", "EBUSY"), act)
        agent.can("files.read", SHADOW)
        is_caught(agent, SHADOW)


@case
@each_kernel
def it_holds_over_a_dead_daemon_and_over_a_file_that_is_replaced():
    want_daemon(POLICY)
    with held() as agent:
        make_tainted(agent, SHADOW)
        kill_daemon()
        first = agent.can("files.read", SHADOW)
        restart_daemon()
        is_caught(agent, SHADOW)
        check_equal("after the daemon's death", agent.can("files.read", SHADOW), first)
        # As passwd(1) does it: what lies over a file goes with its name.
        shutil.copy2(SHADOW, SHADOW + ".new")
        os.rename(SHADOW + ".new", SHADOW)
        wait_until(lambda: agent.do("files.read", SHADOW).value == first, SERVED_SECONDS, "it is put there again")
        check(not real().startswith(first), "it lies over everybody's file")


@case
def removed_it_is_the_file_again_which_stays_refused():
    want_daemon(POLICY)
    with held() as agent:
        make_tainted(agent, SHADOW)
        check_equal("remove", telos("mirage", "remove", "--agent", str(agent.id)).returncode, 0)
        agent.is_refused("file", "file_labelled", "files.read", SHADOW)
        check_equal("decoys read", reads(agent), [])


@case
def what_is_granted_or_not_there_is_left_alone():
    want_daemon(LABELS + "    - {path: ~/.npmrc, level: high, grantable: true}\nmirage:\n  in_place: [all]\n")
    want_home()
    with held(INTENT + f". read {HOME}/.npmrc", launch=["--user", ACCOUNT]) as agent:
        make_tainted(agent, f"{HOME}/.aws/credentials")
        check_equal("served", served(agent), {SHADOW, f"{HOME}/.aws/credentials", f"{HOME}/.ssh/id_ed25519"})
        check_equal("what is granted", agent.can("files.read", f"{HOME}/.npmrc"), FILES[".npmrc"])
        check_equal("its taint", agent.state()["taint"], "HIGH")


@case
@each_kernel
def who_shares_a_mount_namespace_meets_none():
    """setpriv starts it as a user, who has none of his own: what lay over a file there would lie over everybody's."""
    want_daemon(POLICY)
    want_home()
    want_secret()
    key = f"{HOME}/.ssh/id_ed25519"
    with Agent(INTENT, user=ACCOUNT, cwd="/") as agent:
        check_equal("its namespace", agent.can("kernel.mount_namespace"), os.readlink("/proc/1/ns/mnt"))
        agent.can("files.read", NEEDED)
        agent.is_refused("file", "file_labelled", "files.read", key, control=False)
        check_equal("decoys", served(agent), set())
        check_equal("outside", real(key), FILES[".ssh/id_ed25519"])


@case
@each_kernel
def an_ordinary_users_agent_meets_them_in_mounts_of_its_own():
    want_daemon(POLICY)
    want_home()
    want_secret()
    key = f"{HOME}/.ssh/id_ed25519"
    with Agent(INTENT, user=ACCOUNT, cwd="/", launch=["--own-mounts"]) as agent:
        check(agent.can("kernel.mount_namespace") != os.readlink("/proc/1/ns/mnt"), "it has the mounts of all")
        agent.is_refused("file", "file_labelled", "files.read", key, control=False)
        make_tainted(agent, key)
        text = agent.can("files.read", key)
        check(text not in FILES.values(), text)
        is_caught(agent, key)
        check_equal("outside", real(key), FILES[".ssh/id_ed25519"])
        for act, argument in (("kernel.unmount", key), ("kernel.mount_in_own_namespace", "/tmp"), ("files.unlink", key)):
            check(agent.do(act, argument).error in ("EPERM", "EBUSY"), act)
        check_equal("after that", agent.can("files.read", key), text)


@case
def where_users_may_have_no_namespace_nothing_is_started():
    want_daemon(POLICY)
    started = "/tmp/started"
    command = ["setpriv", f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups", "telos", "run", "--own-mounts",
               "--intent", f"create file {started} with touch", "--", "touch", started]
    with open(USER_NAMESPACES_MAX) as file:
        before = file.read()
    try:
        for limit, wanted in (("0", False), (before, True)):
            with open(USER_NAMESPACES_MAX, "w") as file:
                file.write(limit)
            done = subprocess.run(command, capture_output=True, text=True, timeout=60)
            check_equal(done.stderr, (done.returncode == 0, os.path.exists(started)), (wanted, wanted))
        os.unlink(started)
    finally:
        with open(USER_NAMESPACES_MAX, "w") as file:
            file.write(before)


@case
@each_kernel
def who_shares_a_private_namespace_meets_none_either():
    """As in a container's shell; alone in the same namespace it meets them."""
    want_daemon(POLICY)
    want_home()
    want_secret()
    key = f"{HOME}/.ssh/id_ed25519"
    for is_alone in (False, True):
        with subprocess.Popen(["unshare", "--mount", "--propagation", "slave", "sleep", "1000"]) as other:
            try:
                wait_until(lambda: os.readlink(f"/proc/{other.pid}/ns/mnt") != os.readlink("/proc/1/ns/mnt"), 5, "a namespace")
                within = ["nsenter", f"--mount=/proc/{other.pid}/ns/mnt"]
                with Agent(INTENT, user=ACCOUNT, cwd="/", within=within) as agent:
                    check_equal("its namespace", agent.can("kernel.mount_namespace"), os.readlink(f"/proc/{other.pid}/ns/mnt"))
                    if is_alone:
                        other.kill()
                        other.wait()
                        make_tainted(agent, key)
                        agent.can("files.read", key)
                        is_caught(agent, key)
                    else:
                        agent.can("files.read", NEEDED)
                        time.sleep(2 * LOOKED_AFTER_SECONDS)
                        agent.is_refused("file", "file_labelled", "files.read", key, control=False)
                        check_equal("decoys", served(agent), set())
                        check_equal("what the other reads", real(f"/proc/{other.pid}/root{key}"), FILES[".ssh/id_ed25519"])
            finally:
                other.kill()


@case
def without_the_key_nobody_leaves_the_mounts_of_all():
    want_daemon(LABELS)
    with held() as agent:
        check_equal("its namespace", agent.can("kernel.mount_namespace"), os.readlink("/proc/1/ns/mnt"))
        agent.can("files.read", NEEDED)
        agent.is_refused("file", "file_labelled", "files.read", SHADOW)
        check_equal("decoys", served(agent), set())
