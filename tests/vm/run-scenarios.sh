#!/bin/bash
# run-scenarios.sh KERNEL [NAME]: runs all system tests in the VM, or those whose name contains NAME.
# Last line: "result: scenarios kernel=K passed=N failed=N".
# A case prints "ok NAME" or "FAIL NAME: why"; any other end of the VM, or no case at all, is one more failure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernel=$1
name=${2:-}
seconds=1200
job=$(mktemp -d)
trap 'rm -rf "$job"' EXIT

# The guest needs readable copies of exactly these; nothing else of the repository is in there.
cp "$here/../../build/telos" "$job/telos"
for directory in scenarios guest; do
    [ ! -d "$here/$directory" ] || cp -r "$here/$directory" "$job/$directory"
done
cp -r "$here/../../src/clients" "$job/clients"
cp "$here/../../README.md" "$job/README.md"
passed=0
failed=0

# run SCRIPT [VMRUN OPTIONS]: one boot, its cases added to the sums.
run() {
    local script=$1 status=0 ok bad
    shift
    echo "exec /usr/bin/python3 -u /job/scenarios/$script $name" >"$job/run.sh"
    "$here/vmrun" -k "$kernel" -t "$seconds" "$@" -- "$job" | tee "$job/log" || status=$?
    ok=$(grep -c '^ok ' "$job/log" || true)
    bad=$(grep -cE '^(FAIL|SKIP) ' "$job/log" || true)
    if [ "$status" -ge 123 ] && [ "$status" -le 125 ]; then
        echo "FAIL vm $kernel: status $status"
        bad=$((bad + 1))
    elif [ "$bad" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$ok" -eq 0 ]; }; then
        echo "FAIL $script on $kernel: status $status after $ok cases"
        bad=$((bad + 1))
    fi
    passed=$((passed + ok))
    failed=$((failed + bad))
}

run run_all.py
# A machine that was booted without the BPF LSM.
[ -n "$name" ] || run without_lsm.py -l landlock,lockdown,yama
echo "result: scenarios kernel=$kernel passed=$passed failed=$failed"
[ "$failed" -eq 0 ]
