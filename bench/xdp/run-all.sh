#!/bin/bash
# run-all.sh: nanoseconds a packet of Hyperion's program and of xdp-filter's, side by side (README.md). ACCEPT=1 writes
# bench/results. Called by make, as root.
# line: "result: bench-xdp cells=N slower=N"
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

fail() {
    echo "bench-xdp: $*" >&2
    echo "result: bench-xdp failed"
    exit 1
}

[ "$(id -u)" -eq 0 ] || fail "loading a program needs root"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gcc -O2 -Wall -Werror -I "$root/bpf" -o "$work/measure" "$here/measure.c" -lbpf

# Nothing is attached; test_run's packets seem to come from the loopback of this namespace.
unshare --net "$work/measure" "$root/build/bpf/hyperion.bpf.o" \
    "$root/.cache/libxdp/usr/lib/x86_64-linux-gnu/bpf/xdpfilt_alw_ip.o" >"$work/measured" || fail "nothing was measured"
/usr/bin/python3 -B "$here/table.py" "$work/measured"
