#!/bin/bash
# run-all.sh [KERNEL]: what an idle daemon costs with its gates attached and one idle agent, and telos dash beside it, in the
# microVM (README.md). ACCEPT=1 writes bench/results.
# line: "result: bench-idle NAME=FIGURE ... bars_met=N bars_missed=N"
set -euo pipefail
cd "$(dirname "$0")/../.."
. bench/machine.sh
measure_in_vm idle "${1:-6.12}" 500

bars='programs_attached >= 1
rss_mb <= 40
cpu_percent <= 0.2
dash_cpu_percent <= 1'
conclude idle build/bench/idle.txt "$bars"
