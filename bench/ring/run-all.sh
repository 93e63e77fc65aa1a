#!/bin/bash
# run-all.sh [--self-test]: what an event costs on its way from the kernel's ring to the log, beside libbpf's own reader, and
# whether 200,000 refusals a second are drained on one core (README.md). --self-test: with a slow and with an allocating
# consumer bars must be missed. ACCEPT=1 writes bench/results. Needs root and two cores.
# line: "result: bench-ring NAME=FIGURE ... bars_met=N bars_missed=N"
set -euo pipefail
cd "$(dirname "$0")/../.."
. bench/machine.sh
work=build/bench/ring
log=$(mktemp -d -p /dev/shm)
trap 'rm -rf "$log"' EXIT
figures=build/bench/ring.txt
bars='reader_to_libbpf <= 1.05
reader_events_per_s >= 200000
reader_bytes <= 0
path_events_per_s >= 200000
path_bytes <= 0
sustained_events_per_s >= 198000
sustained_dropped <= 0
sustained_bytes <= 0'

# measure [FAULT]
measure() {
    # Both sides in turns on one core, which nobody else gets. The pins go with the namespace.
    unshare --mount bash -c 'mount -t bpf bpf "$0"/pins && exec chrt -f 1 taskset -c 0 build/bench/aot/Telos.Bench.Loop ring "$@"' \
        "$work" "$work" "$log/audit.jsonl" "$@"
    rm -f "$log"/*
}

# must_miss FAULT BAR...
must_miss() {
    local fault=$1 name
    shift
    measure "$fault" >"$figures"
    judge_bars "$figures" "$bars" 2>"$figures.judged" >/dev/null
    for name in "$@"; do
        grep -q "^bar $name .* MISSED$" "$figures.judged" || {
            echo "bench-ring: a consumer that is $fault met the bar of $name" >&2
            echo "result: bench-ring failed"
            exit 1
        }
    done
}

mkdir -p "$work/pins"
clang -target bpf -mcpu=v3 -O2 -g -Wall -Wextra -Werror -Wno-unused-parameter -I bpf -I /usr/include/x86_64-linux-gnu \
    -c bench/ring/refusals.bpf.c -o "$work/refusals.bpf.o"
gcc -O2 -Wall -Werror -o "$work/rival" bench/ring/rival.c -lbpf
dotnet publish bench/Telos.Bench.Loop -c Release -o build/bench/aot -v q

if [ "${1:-}" = --self-test ]; then
    must_miss slow reader_to_libbpf path_events_per_s sustained_events_per_s sustained_dropped
    must_miss allocating path_bytes sustained_bytes
    echo "result: bench-ring-self-test faults=2 noticed=2"
    exit 0
fi

measure >"$figures"
conclude ring "$figures" "$bars"
