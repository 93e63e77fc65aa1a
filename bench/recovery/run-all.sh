#!/bin/bash
# run-all.sh [KERNEL]: from the death of the daemon to the next one that serves, with an agent held all the while, in the microVM
# (README.md). ACCEPT=1 writes bench/results.
# line: "result: bench-recovery NAME=FIGURE ... bars_met=N bars_missed=N"
set -euo pipefail
cd "$(dirname "$0")/../.."
. bench/machine.sh
kernel=${1:-6.12}
figures=build/bench/recovery.txt
job=$(mktemp -d)
trap 'rm -rf "$job"' EXIT
mkdir -p build/bench
cp build/telos bench/recovery/measure.py "$job"
echo 'exec /usr/bin/python3 -u /job/measure.py' >"$job/run.sh"
tests/vm/vmrun -k "$kernel" -c instructions -f ext4 -t 900 -- "$job" | tee "$job/printed"
sed -n 's/^figure //p' "$job/printed" >"$figures"

bars='kills >= 9
serving_s <= 1
attempts_while_dead >= 1
let_through <= 0'
conclude recovery "$figures" "$bars"
