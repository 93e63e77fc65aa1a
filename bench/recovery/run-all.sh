#!/bin/bash
# run-all.sh [KERNEL]: from the death of the daemon to the next one that serves, with an agent held all the while, in the microVM
# (README.md). ACCEPT=1 writes bench/results.
# line: "result: bench-recovery NAME=FIGURE ... bars_met=N bars_missed=N"
set -euo pipefail
cd "$(dirname "$0")/../.."
. bench/machine.sh
measure_in_vm recovery "${1:-6.12}" 900

bars='kills >= 9
serving_s <= 1
attempts_while_dead >= 1
let_through <= 0'
conclude recovery build/bench/recovery.txt "$bars"
