#!/bin/bash
# run-all.sh: CPU microseconds per query of telos dns, dnsdist and unbound, side by side (README.md), compared with
# bench/results. ACCEPT=1 writes them there. Called by make, as root.
# line: "result: bench-dns cells=N void=N ..."
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

fail() {
    echo "bench-dns: $*" >&2
    echo "result: bench-dns failed"
    exit 1
}

[ "$(id -u)" -eq 0 ] || fail "a network namespace needs root"
[ "$(nproc)" -ge 2 ] || fail "the client and the server need a core each"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -O2 -Wall -Werror -o "$work/blaster" "$here/blaster.c"

# No network but a loopback of its own, so that nothing can leave; and a PID namespace, so that nothing outlives this script.
status=0
setpriv --pdeathsig KILL unshare --net --pid --fork --kill-child --mount-proc \
    /usr/bin/python3 -B "$here/bench.py" "$work" "$root" || status=$?
case $status in
    0) ;;
    # The table's own verdict, after its result line.
    3) exit 1 ;;
    *) fail "ended with status $status" ;;
esac
