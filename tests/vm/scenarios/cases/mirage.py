"""Decoys: whoever reads one is cut off, whichever way; honest work meets none of them."""
import json
import os
import shutil
import time

from harness import Agent, audit_records, case, check, check_equal, each_kernel, outsider, telos, wait_until
from machine import GRANTED, NETWORK_INTENT, WEATHER4, kill_daemon, restart_daemon, sinks, want_daemon

ACCOUNT, HOME, WORK = "agent", "/home/agent", "/home/agent/project"
POLICY = "filesystem:\n  write: [~/project]\nmirage:\n  decoys: [aws, ssh, env, kube, cookies, npm, pypi, dump, shadow]\n"
STRICT = POLICY + "  tripwire: strict\n"
INTENT = NETWORK_INTENT + ". run grep, git and tar"
KINDS = ["aws", "ssh", "env", "kube", "cookies", "npm", "pypi", "dump", "shadow"]
REPLANTED_SECONDS = 10
LOOKED_AFTER_SECONDS = 3


def want_workspace():
    shutil.rmtree(WORK, ignore_errors=True)
    os.makedirs(WORK)
    for name in ("one.txt", "two.txt", "three.c"):
        with open(f"{WORK}/{name}", "w") as file:
            file.write("a needle\n")
    for place in (WORK, *(f"{WORK}/{name}" for name in os.listdir(WORK))):
        shutil.chown(place, ACCOUNT, ACCOUNT)


def held(intent=INTENT, **options):
    want_workspace()
    return Agent(intent, user=ACCOUNT, cwd=WORK, env={**os.environ, "HOME": HOME}, **options)


def decoys_of(agent):
    listed = json.loads(telos("mirage", "list", "--json").stdout)["decoys"]
    return {each["kind"]: each["path"] for each in listed if each["agent_id"] == agent.id}


def reads(agent):
    return [record for record in audit_records() if record["agent"] == agent.id and record["action"] == "decoy"]


def taint(agent):
    return agent.state()["taint"]


def is_caught(agent, path, call="openat"):
    check_equal("taint", taint(agent), "CRITICAL")
    found = wait_until(lambda: reads(agent), 5, "a record of the read")
    check(any(path in record["subject"] and (record["reason"], record["call"]) == ("decoy_read", call) for record in found), found)
    outcome = agent.do("network.tcp", WEATHER4, GRANTED, "leak")
    check_equal("its network", outcome.error, "EPERM")
    check(sinks[GRANTED].stayed_silent(), sinks[GRANTED].arrived)


@case
@each_kernel
def every_kind_lies_there_is_the_users_and_reads_as_what_it_is():
    want_daemon(POLICY)
    with held() as agent:
        decoys = decoys_of(agent)
        check_equal("kinds", sorted(decoys), sorted(KINDS))
        for kind, path in decoys.items():
            status = os.stat(path)
            check_equal(f"{kind} owner", (status.st_uid, status.st_gid, status.st_mode & 0o777), (1000, 1000, 0o600))
            check(status.st_mtime < status.st_ctime - 86400, f"{kind} was written just now")
    wait_until(lambda: not any(os.path.exists(path) for path in decoys.values()), 10, "the decoys are gone with their agent")


WAYS = ["read", "pread", "readv", "preadv2", "mapped", "sendfile", "splice", "openat2", "path_descriptor",
        "through_root", "from_directory", "read_and_write"]


def call_of(way):
    return way if way == "openat2" else "openat"


@case
@each_kernel
def every_way_to_read_sees_the_decoy_and_is_caught_before_it_returns():
    want_daemon(POLICY)
    for way in WAYS:
        with held() as agent:
            path = decoys_of(agent)["env"]
            sinks[GRANTED].forget()
            agent.can("network.tcp", WEATHER4, GRANTED, "before")
            check(sinks[GRANTED].got("before"), "the network did not work before")
            sinks[GRANTED].forget()
            check_equal(f"taint before {way}", taint(agent), "CLEAN")
            text = agent.can(f"decoys.{way}", path)
            check_equal(way, text, open(path).read()[:len(text)])
            check(len(text) == 100, text)
            is_caught(agent, path, call_of(way))
    with held() as agent:
        path = decoys_of(agent)["env"]
        # What it would be copied to could be read by others.
        check_equal("copy_file_range", agent.do("decoys.copy_range", path).error, "EPERM")
        is_caught(agent, path)


@case
@each_kernel
def a_descriptor_that_somebody_hands_over_is_a_read_by_another_call():
    want_daemon(POLICY)
    with held() as agent:
        path, door = decoys_of(agent)["env"], f"{WORK}/door"
        agent.can("endpoints.listen_by_name", "door", door)
        outsider().can("endpoints.connect", "talk", door)
        agent.can("endpoints.accept", "door", "talk")
        check_equal("taint before", taint(agent), "CLEAN")
        outsider().can("endpoints.pass_descriptor", "talk", path)
        check_equal("text", agent.can("endpoints.take_and_read", "talk"), open(path).read()[:100])
        is_caught(agent, path, call="recvmsg")
        story = telos("mirage", "report", "--agent", str(agent.id)).stdout
        check(" with recvmsg, " in story, story)


@case
@each_kernel
def io_uring_reads_no_decoy():
    want_daemon(POLICY)
    with held() as agent:
        path = decoys_of(agent)["env"]
        check_equal("io_uring", agent.do("rings.open_file", path).error, "EPERM")
        check_equal("taint", taint(agent), "CLEAN")


@case
@each_kernel
def other_names_and_children_are_caught_too():
    want_daemon(POLICY)
    for way in ("rename", "link", "child", "symlink"):
        with held() as agent:
            path, other = decoys_of(agent)["env"], f"{WORK}/other"
            if way == "rename":
                agent.can("files.rename", path, other)
            elif way == "link":
                agent.can("files.link", path, other)
            elif way == "symlink":
                agent.can("files.symlink", path, other)
            if way == "child":
                agent.can("processes.in_child", "files.read", path)
            else:
                agent.can("files.read", other)
            is_caught(agent, other if way in ("rename", "link") else path)


@case
@each_kernel
def listing_and_stat_do_not_count_nor_does_what_is_beside_them():
    want_daemon(POLICY)
    with held() as agent:
        for path in decoys_of(agent).values():
            check_equal("size", agent.can("decoys.stat", path), os.path.getsize(path))
        for directory in (HOME, WORK):
            check("one.txt" in agent.can("decoys.names", directory) or directory == HOME, directory)
        agent.can("files.read", f"{WORK}/one.txt")
        check_equal("taint", taint(agent), "CLEAN")
        check_equal("records", reads(agent), [])


# git and compilers do it in make eval-mirage, with this machine's programs.
HONEST = [["/usr/bin/grep", "-r", "needle", "."], ["/usr/bin/tar", "cf", "copy.tar", "."]]


@case
@each_kernel
def programs_that_read_trees_pass_by_the_workspaces_decoys():
    want_daemon(POLICY)
    with held() as agent:
        decoys = decoys_of(agent)
        for words in HONEST:
            status, text = agent.can("processes.run", *words)
            check_equal(f"{words} ({text})", status, 0)
        with open(f"{WORK}/copy.tar", "rb") as archive:
            check(b"DATABASE_URL" in archive.read(), "tar did not read the decoy")
        check_equal("taint", taint(agent), "CLEAN")
        check_equal("records", reads(agent), [])
        # The same program that is told which file to read, and in the home, has no such excuse.
        agent.can("processes.run", "/usr/bin/grep", "needle", decoys["env"])
        is_caught(agent, decoys["env"])
    with held() as agent:
        decoys = decoys_of(agent)
        agent.can("processes.run", "/usr/bin/grep", "-r", "KEY", HOME)
        is_caught(agent, decoys["aws"])


@case
def whoever_looks_for_secrets_itself_is_caught_in_the_workspace():
    want_daemon(POLICY)
    with held() as agent:
        path = decoys_of(agent)["env"]
        agent.can("decoys.names", WORK)
        agent.can("files.read", path)
        is_caught(agent, path)


@case
def strict_lets_nobody_pass():
    want_daemon(STRICT)
    with held() as agent:
        agent.can("processes.run", *HONEST[0])
        is_caught(agent, WORK)


@case
@each_kernel
def two_agents_share_no_decoy_and_neither_reads_the_others():
    want_daemon(POLICY)
    with held() as one:
        first = decoys_of(one)
        with Agent(INTENT, user=ACCOUNT, cwd=WORK, env={**os.environ, "HOME": HOME}) as other:
            second = decoys_of(other)
            check_equal("kinds", sorted(second), sorted(KINDS))
            check(not set(first.values()) & set(second.values()), (first, second))
            tokens = [open(path).read() for path in (first["aws"], second["aws"])]
            check(tokens[0] != tokens[1], tokens)
            other.can("files.read", first["aws"])
            is_caught(other, first["aws"])
            check_equal("the one whose it is", taint(one), "CLEAN")
        wait_until(lambda: not os.path.exists(second["aws"]), 10, "the other's decoys are gone")
        check(os.path.exists(first["aws"]), "the first's went with them")


@case
def what_is_removed_or_overwritten_is_planted_again_and_still_counts():
    want_daemon(POLICY)
    with held() as agent:
        path = decoys_of(agent)["env"]
        before = open(path).read()
        agent.can("files.unlink", path)
        # It is there before it is written.
        wait_until(lambda: os.path.exists(path) and os.path.getsize(path), REPLANTED_SECONDS, "it was not planted again")
        check_equal("the same token", open(path).read(), before)
        wait_until(lambda: reads(agent) or agent.do("files.read", path).error is None and taint(agent) == "CRITICAL",
                   REPLANTED_SECONDS, "it does not count")
        is_caught(agent, path)


@case
@each_kernel
def decoys_hold_without_a_daemon_and_the_next_one_knows_them():
    want_daemon(POLICY)
    with held() as agent, Agent(INTENT, user=ACCOUNT, cwd=WORK, env={**os.environ, "HOME": HOME}) as other:
        path, others = decoys_of(agent)["aws"], decoys_of(other)
        kill_daemon()
        agent.can("files.read", path)
        check_equal("its network", agent.do("network.tcp", WEATHER4, GRANTED, "leak").error, "EPERM")
        restart_daemon()
        is_caught(agent, path)
        check_equal("the other's", decoys_of(other), others)
        check_equal("the other", taint(other), "CLEAN")
        other.can("files.read", others["kube"])
        is_caught(other, others["kube"])
    wait_until(lambda: not any(os.path.exists(each) for each in others.values()), 10, "they are gone with their agent")


@case
def an_intent_that_names_one_may_read_it():
    want_daemon(POLICY)
    with held() as agent:
        path = decoys_of(agent)["npm"]
        status, text = agent.can("processes.run", "/usr/local/bin/telos", "declare", INTENT + f". read {path}")
        check_equal(f"declared ({text})", status, 0)
        agent.can("files.read", path)
        check_equal("taint", taint(agent), "CLEAN")


@case
def the_verb_plants_lists_removes_and_reports():
    want_daemon("filesystem:\n  write: [~/project]\n")
    with held() as agent:
        check_equal("none by default", decoys_of(agent), {})
        done = telos("mirage", "plant", "--agent", str(agent.id), "--kind", "aws", "--kind", "env", "--json")
        check_equal(f"plant ({done.stderr})", done.returncode, 0)
        check_equal("planted", sorted(decoys_of(agent)), ["aws", "env"])
        done = telos("mirage", "plant", "--agent", str(agent.id), "--kind", "gold")
        check(done.returncode == 2 and "gold is none of aws" in done.stderr, done.stderr)
        done = telos("mirage", "remove", "--agent", str(agent.id))
        check_equal("removed", (done.returncode, decoys_of(agent)), (0, {}))
        telos("mirage", "plant", "--agent", str(agent.id), "--kind", "aws")
        path = decoys_of(agent)["aws"]
        agent.can("files.read", path)
        is_caught(agent, path)
        [story] = [json.loads(line) for line in telos("mirage", "report", "--json", "--agent", str(agent.id)).stdout.splitlines()]
        check(path in story["subject"] and story["lineage"], story)
        check(any(step["reason"] == "net_slammed" for step in story["then"]), story["then"])
        said = telos("why", str(story["id"])).stdout
        check("decoy" in said and path in said and ", call openat, " in said, said)
        why = telos("why", str(story["then"][0]["id"])).stdout
        check("tainted:" in why and path in why, why)


def token_of(agent):
    with open(decoys_of(agent)["aws"]) as file:
        return file.read().split("aws_access_key_id = ")[1].split()[0]


@case
@each_kernel
def a_token_of_a_decoy_is_declared_by_nobody():
    want_daemon(POLICY)
    with held() as agent, Agent(INTENT, user=ACCOUNT, cwd=WORK, env={**os.environ, "HOME": HOME}) as other:
        token = token_of(agent)
        for each in (agent, other):
            for text in (token, token.encode().hex(), token.lower()):
                status, said = each.can("processes.run", "/usr/local/bin/telos", "declare", f'{INTENT}. print "{text}"')
                check_equal(f"declared {text} ({said})", status, 5)
                check(f"lies in a decoy of agent {agent.id}" in said, said)
        status, said = other.can("processes.run", "/usr/local/bin/telos", "declare", f'{INTENT}. print "AKIAAAAABBBBCCCC7777"')
        check_equal(f"another one ({said})", status, 0)


SECRET = "/srv/vault/copied"


@case
@each_kernel
def a_link_in_a_decoys_place_makes_no_decoy_of_a_secret():
    """A granted read of a decoy taints nobody: a secret that had its label could be read untold."""
    labelled = "filesystem:\n  write: [~/project]\n  labels:\n    - {path: /srv/vault, level: critical, grantable: true}\n"
    want_daemon(labelled + "mirage:\n  decoys: [all]\n")
    with held(INTENT + f". read {SECRET}") as agent:
        path, another = (decoys_of(agent)[kind] for kind in ("env", "dump"))
        # To whoever compares by the path alone it is the decoy still.
        shutil.copy(path, SECRET)
        os.chmod(SECRET, 0o644)
        try:
            status, text = agent.can("processes.run", "/usr/local/bin/telos", "declare", INTENT + f". read {SECRET}")
            check_equal(f"declared ({text})", status, 0)
            agent.can("files.unlink", path)
            agent.can("files.symlink", SECRET, path)
            # So that all of them are labelled again.
            agent.can("files.unlink", another)
            wait_until(lambda: os.path.exists(another), REPLANTED_SECONDS, "it was not planted again")
            time.sleep(LOOKED_AFTER_SECONDS)
            agent.can("files.read", SECRET)
            check_equal("taint", taint(agent), "CRITICAL")
            check_equal("decoys read", reads(agent), [])
        finally:
            os.unlink(SECRET)
