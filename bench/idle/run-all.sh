#!/bin/bash
# run-all.sh [KERNEL]: what an idle daemon costs with its gates attached and one idle agent, and telos dash beside it, in the
# microVM (README.md). ACCEPT=1 writes bench/results.
# line: "result: bench-idle NAME=FIGURE ... bars_met=N bars_missed=N"
set -euo pipefail
cd "$(dirname "$0")/../.."
. bench/machine.sh
kernel=${1:-6.12}
figures=build/bench/idle.txt
job=$(mktemp -d)
trap 'rm -rf "$job"' EXIT
mkdir -p build/bench
cp build/telos bench/idle/measure.py "$job"
echo 'exec /usr/bin/python3 -u /job/measure.py' >"$job/run.sh"
tests/vm/vmrun -k "$kernel" -c instructions -f ext4 -t 500 -- "$job" | tee "$job/printed"
sed -n 's/^figure //p' "$job/printed" >"$figures"

bars='programs_attached >= 1
rss_mb <= 40
cpu_percent <= 0.2
dash_cpu_percent <= 1'
conclude idle "$figures" "$bars"
