#!/bin/bash
# eval-mirage.sh: decoys in the VM. Every way to read one sees it, and nothing else, and is caught, on both kernels; git, compilers,
# archivers and searches, as agents beside decoys of all kinds, read none. Needs root, and this machine's programs.
# ACCEPT=1 keeps the figures in bench/results/mirage.txt. Ends in "result: eval-mirage cases=N caught=N missed=N tasks=N
# false_alarms=N"; tasks counts each free and held.
set -euo pipefail
cd "$(dirname "$0")/../.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0

EACH_KERNEL=1 tests/vm/run-scenarios.sh 6.1 "mirage. in_place." | tee -a "$log" || status=1
EACH_KERNEL=1 tests/vm/run-scenarios.sh 6.12 "mirage. in_place." | tee -a "$log" || status=1
tests/vm/ordinary/run.sh 6.12 -d | tee -a "$log" || status=1

caught=$(grep -c -E '^ok (mirage|in_place)\.' "$log" || true)
missed=$(grep -c -E '^FAIL (mirage|in_place)\.' "$log" || true)
work=$(sed -nE 's/^result: ordinary .*passed=([0-9]+).*/\1/p' "$log")
alarms=$(grep -c '^FAIL .*decoys read' "$log" || true)
result="result: eval-mirage cases=$((caught + missed)) caught=$caught missed=$missed tasks=${work:-0} false_alarms=$alarms"
if [ "${ACCEPT:-}" = 1 ]; then
    {
        echo '# command: ACCEPT=1 make eval-mirage'
        grep -E '^result: ' "$log"
        echo "$result"
    } >bench/results/mirage.txt
fi
echo "$result"
[ "$status" -eq 0 ] && [ "$caught" -gt 0 ] && [ "${work:-0}" -gt 0 ]
