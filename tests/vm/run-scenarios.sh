#!/bin/bash
# run-scenarios.sh KERNEL: runs all system tests in one VM. Last line: "result: scenarios kernel=K passed=N failed=N".
# A case prints "ok NAME" or "FAIL NAME: why"; any other end of the VM, or no case at all, is one more failure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernel=$1
seconds=900
job=$(mktemp -d)
trap 'rm -rf "$job"' EXIT

# The guest needs readable copies of exactly these; nothing else of the repository is in there.
cp "$here/../../build/telos" "$job/telos"
for directory in scenarios guest; do
    [ ! -d "$here/$directory" ] || cp -r "$here/$directory" "$job/$directory"
done
echo 'exec /usr/bin/python3 -u /job/scenarios/run_all.py' >"$job/run.sh"

status=0
"$here/vmrun" -k "$kernel" -t "$seconds" -- "$job" | tee "$job/log" || status=$?
passed=$(grep -c '^ok ' "$job/log" || true)
failed=$(grep -cE '^(FAIL|SKIP) ' "$job/log" || true)
if [ "$status" -ge 123 ] && [ "$status" -le 125 ]; then
    echo "FAIL vm $kernel: status $status"
    failed=$((failed + 1))
elif [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; }; then
    echo "FAIL run_all on $kernel: status $status after $passed cases"
    failed=$((failed + 1))
fi
echo "result: scenarios kernel=$kernel passed=$passed failed=$failed"
[ "$failed" -eq 0 ]
