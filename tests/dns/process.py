# SPDX-License-Identifier: MIT
"""telos dns as a process: signals, its list, its options, and a server that comes and goes."""
import os
import signal
import socket
import time

from programs import all_answered, dig, has, has_no
from world import UPSTREAM, ZONE, Running, require, said, until

FIRST, SECOND, DENIED = (f"{label}.{ZONE}" for label in ("first", "second", "denied"))
# Each thread has a cache; which one is asked depends on the client's port.
PORT = ("-b", "127.0.0.1#5312")
# ExitCode.cs
FAILED, USAGE = 1, 2
# The longest that a server is left alone (UpstreamLimits.cs), and as long again.
BACK_S = 10
SWAPS = 12
SWAP_LOAD_S = 4


def reread(world, line):
    """Returns what it said about the list, the line included."""
    seen = len(world.telos.lines)
    world.telos.send(signal.SIGHUP)
    world.telos.wait_for(line, seen)
    return "\n".join(world.telos.lines[seen:])


def is_denied(name):
    has(dig(name), "status: NXDOMAIN", "EDE: 15 (Blocked)")


def is_answered(name):
    answer = dig(name)
    has(answer, "status: NOERROR", "A\t11.0.")
    has_no(answer, "EDE")


def sighup_swaps_the_list_under_load(world):
    load = Running("dnsperf", "-s", "127.0.0.1", "-d", world.pool_file, "-l", str(SWAP_LOAD_S), "-c", "4", "-q", "50")
    try:
        end = time.monotonic() + SWAP_LOAD_S
        for swap in range(SWAPS):
            denied, answered = (FIRST, SECOND) if swap % 2 == 0 else (SECOND, FIRST)
            world.deny(denied)
            reread(world, "1 names are denied now")
            is_denied(denied)
            is_answered(answered)
            time.sleep(max(0, end - time.monotonic()) / (SWAPS - swap + 1))
        is_answered(DENIED)
        status = load.finish(SWAP_LOAD_S + 10)
        require(status == 0, f"dnsperf: {status}")
        all_answered("\n".join(load.lines))
    finally:
        load.stop()


def unreadable_list_keeps_the_old_one(world):
    world.deny(FIRST)
    reread(world, "1 names are denied now")
    os.remove(world.deny_file)
    has(reread(world, "stay denied"), f"{world.deny_file} cannot be read: there is no such file; the names before it stay denied")
    is_denied(FIRST)
    os.mkdir(world.deny_file)
    has(reread(world, "stay denied"), f"{world.deny_file} cannot be read: it is a directory")
    os.rmdir(world.deny_file)
    is_denied(FIRST)
    is_answered(SECOND)


def all_bad_list_keeps_the_old_one(world):
    world.deny("a..b", "1.2.3.4", "two words three")
    told = reread(world, "stay denied")
    has(told, "3 lines are no names, the first is line 1 (EmptyLabel); the names before it stay denied")
    is_denied(FIRST)
    is_answered(SECOND)


def bad_lines_are_counted_and_the_rest_holds(world):
    world.deny("# a comment", SECOND, "", "a..b", f"{'x' * 64}.test", DENIED)
    told = reread(world, "2 names are denied now")
    has(told, f"{world.deny_file}: 2 lines are no names, the first is line 4 (EmptyLabel)")
    is_denied(SECOND)
    is_denied(DENIED)
    is_answered(FIRST)


def bad_options_end_in_one_line(world):
    with socket.socket(type=socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 5311))
        bad_options(world)


def bad_options(world):
    good = ("--listen", "127.0.0.1:5353", "--upstream", UPSTREAM)
    missing = f"{world.work}/no-such-file"
    for options, status, line in (
        (("--upstream", "nonsense"), USAGE, "telos: nonsense: not a server to ask; write it like 9.9.9.9"),
        (("--upstream", "tls://127.0.0.1"), USAGE, "telos: tls://127.0.0.1: a server over TLS needs its address and its name"),
        (("--upstream", UPSTREAM, "--listen", "nowhere"), USAGE, "telos: nowhere: not an address to listen at"),
        ((*good, "--threads", "0"), USAGE, "telos: --threads: 1 to 256"),
        ((*good, "--threads", "many"), USAGE, "telos: Cannot parse argument 'many' for option '--threads'"),
        ((*good, "--cache-entries", "-1"), USAGE, "telos: --cache-entries: 0 to"),
        ((), USAGE, "telos: --upstream: give 1 to 32 servers"),
        ((*good, "--deny", ""), USAGE, "telos: --deny: give the name of a file"),
        ((*good, "--deny", missing), FAILED, f"telos: {missing} cannot be read: there is no such file"),
        ((*good, "--deny", "/etc"), FAILED, "telos: /etc cannot be read: it is a directory"),
        (("--listen", "127.0.0.1:5311", "--upstream", UPSTREAM), FAILED, "telos: bind 127.0.0.1:5311: EADDRINUSE"),
        (("--listen", "11.0.0.9", "--upstream", UPSTREAM), FAILED, "telos: bind 11.0.0.9:53: EADDRNOTAVAIL"),
        (("--listen", "127.0.0.1:53", "--upstream", UPSTREAM), FAILED, "telos: 127.0.0.1:53, TCP: Address already in use"),
    ):
        ended, text = said(world.telos_program, "dns", *options)
        require(ended == status and text.startswith(line) and text.count("\n") == 1, f"{options}: status {ended}: {text}")


def sigterm_ends_it_with_status_0(world):
    for number in (signal.SIGTERM, signal.SIGINT):
        world.telos.send(number)
        status = world.telos.finish()
        told = world.telos.lines[-1]
        world.start_telos()
        require(status == 0, f"status {status} at {number.name}: {told}")


def stale_without_server(world, name, take_away):
    """The name was cached with a TTL of 1 s; then the server goes."""
    has(dig(*PORT, name), "1\tIN\tA\t11.0.0.2")
    take_away()
    time.sleep(1.5)
    fault = dig(*PORT, f"unasked-{name}")
    has(fault, "status: SERVFAIL")
    require("EDE: 22" in fault or "EDE: 23" in fault, f"no reason in: {fault}")
    has(dig(*PORT, name), "status: NOERROR", "30\tIN\tA\t11.0.0.2", "EDE: 3 (Stale Answer)")


def answers_again(name):
    answers = []

    def fresh():
        answers.append(dig(*PORT, name))
        return "EDE" not in answers[-1] and "1\tIN\tA\t11.0.0.2" in answers[-1]

    until(fresh, lambda: f"no fresh answer: {answers[-1]}", BACK_S)


def server_gone_and_back(world):
    stale_without_server(world, f"short.{ZONE}", world.upstream.stop)
    world.start_upstream()
    answers_again(f"short.{ZONE}")


def server_silent_and_back(world):
    stale_without_server(world, f"brief.{ZONE}", lambda: world.upstream.send(signal.SIGSTOP))
    world.upstream.send(signal.SIGCONT)
    answers_again(f"brief.{ZONE}")


def judged(*arguments):
    return dig("-p", "5353", *arguments)


def names_are_judged_by_an_index_that_may_change(world):
    """The other server, which does not judge, is the control."""
    database, index = f"{world.work}/domains.db", f"{world.work}/domains.idx"
    judge = Running(world.telos_program, "dns", "--listen", "127.0.0.1:5353", "--upstream", UPSTREAM, "--threads", "1",
                    "--judge", "--index", index)
    try:
        judge.wait_for("serving 127.0.0.1:5353 (UDP and TCP)")
        has(judged("g00gle.com"), "status: NXDOMAIN", "EDE: 15 (Blocked)", "look_alike", "imitates google.com")
        has_no(dig("g00gle.com"), "EDE: 15")
        has(judged(FIRST), "status: NOERROR")
        world.write("list", f"{FIRST}\n")
        for verb in (("import", f"{world.work}/list"), ("compile",)):
            require(said(world.telos_program, "domains", "--database", database, "--index", index, *verb)[0] == 0, verb[0])
        judge.wait_for("names are known now")
        has(judged(FIRST), "status: NXDOMAIN", "EDE: 15 (Blocked)", "harmful")
        has(judged(SECOND), "status: NOERROR")
        world.write("new.idx", "no index")
        os.replace(f"{world.work}/new.idx", index)
        judge.wait_for("what was known before stays known")
        has(judged(FIRST), "status: NXDOMAIN")
    finally:
        judge.stop()


CASES = (
    names_are_judged_by_an_index_that_may_change,
    sighup_swaps_the_list_under_load, unreadable_list_keeps_the_old_one, all_bad_list_keeps_the_old_one,
    bad_lines_are_counted_and_the_rest_holds, bad_options_end_in_one_line, sigterm_ends_it_with_status_0,
    server_gone_and_back, server_silent_and_back,
)
