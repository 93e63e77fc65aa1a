#!/bin/bash
# run-soak.sh KERNEL MINUTES [SEED]: tests/vm/scenarios/soak.py in a VM of its own.
# Last line: "result: soak kernel=K minutes=M passed=N failed=N".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernel=$1 minutes=$2
job=$(mktemp -d)
trap 'rm -rf "$job"' EXIT
cp "$here/../../build/telos" "$job/telos"
cp -r "$here/scenarios" "$job/scenarios"
cp -r "$here/../../src/clients" "$job/clients"
echo "exec /usr/bin/python3 -u /job/scenarios/soak.py $minutes ${3:-}" >"$job/run.sh"
failed=0
"$here/vmrun" -k "$kernel" -t $((minutes * 60 + 600)) -- "$job" || failed=1
echo "result: soak kernel=$kernel minutes=$minutes passed=$((1 - failed)) failed=$failed"
[ "$failed" = 0 ]
