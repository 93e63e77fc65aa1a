#!/bin/bash
# run-all.sh: what it costs to start a program as an agent, beside the program alone and beside bubblewrap, in the microVM: with
# another kernel than Debian's the gates cannot be there. Times under emulation are many times those of a machine; the shares
# of bubblewrap's are not. ACCEPT=1 writes bench/results.
# line: "result: bench-launch NAME=FIGURE ... bars_met=N bars_missed=N"
set -euo pipefail
cd "$(dirname "$0")/../.."
. bench/machine.sh
kernel=${1:-6.1}
job=$(mktemp -d)
trap 'rm -rf "$job"' EXIT
cp build/telos bench/launch/measure.py "$job"
echo 'exec /usr/bin/python3 -u /job/measure.py' >"$job/run.sh"
tests/vm/vmrun -k "$kernel" -t 300 -- "$job" | tee "$job/printed"
line=$(grep '^result: bench-launch ' "$job/printed")
if [ "${ACCEPT:-}" = 1 ]; then
    {
        describe_machine "ACCEPT=1 make bench-launch"
        echo "$line"
    } >"$(results_directory)/launch.txt"
fi
[[ $line == *bars_missed=0 ]]
