#!/bin/bash
# run-all.sh: telos dns as a process, asked by the resolvers and programs that people use, through /etc/resolv.conf.
# line: "result: dns-programs passed=N failed=N"
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

fail() {
    echo "FAIL dns-programs: $*"
    echo "result: dns-programs passed=0 failed=1"
    exit 1
}

identity=()
[ "$(id -u)" -eq 0 ] || identity=(--map-root-user)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
musl-gcc -static -O2 -Wall -Werror -o "$work/musl-lookup" "$here/lookup.c" || fail "musl-gcc"

# No network but a loopback of its own, so that nothing can leave; an /etc/resolv.conf of its own; and a PID namespace, so
# that nothing outlives this script.
setpriv --pdeathsig KILL unshare "${identity[@]}" --net --mount --pid --fork --kill-child --mount-proc \
    /usr/bin/python3 -B "$here/run.py" "$work" "$root"
