#!/bin/bash
# run-scenarios.sh KERNEL [NAMES]: runs the system tests in the VM, or those whose name contains one of NAMES (one word).
# EACH_KERNEL=1: those too that usually run on the other kernel alone.
# Last line: "result: scenarios kernel=K passed=N failed=N".
# A case prints "ok NAME" or "FAIL NAME: why"; any other end of the VM, or no case at all, is one more failure.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernel=$1
name=${2:-}
seconds=3000
"$here/../clients/build.sh"
work=$(mktemp -d)
beside=''
end() {
    [ -z "$beside" ] || kill "$beside" 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap end EXIT
passed=0
failed=0

# boot SCRIPT [VMRUN OPTIONS]: one boot with a job directory of its own; returns vmrun's status.
boot() {
    local script=$1 job=$work/$1.job directory all=''
    [ "$script" != run_all.py ] || all=${EACH_KERNEL:+--each-kernel}
    shift
    mkdir "$job"
    # The guest needs readable copies of exactly these; nothing else of the repository is in there.
    cp "$here/../../build/telos" "$job/telos"
    for directory in scenarios guest; do
        [ ! -d "$here/$directory" ] || cp -r "$here/$directory" "$job/$directory"
    done
    cp -r "$here/../../src/clients" "$job/clients"
    cp -r "$here/../../deploy" "$job/deploy"
    cp -r "$here/../../build/clients/typescript/dist" "$job/clients/typescript/dist"
    mkdir "$job/documents"
    cp "$here/../../README.md" "$here"/../../docs/*.md "$job/documents"
    if [ "$script" = run_all.py ]; then
        "$here/copy-engine.sh" "$job/engine"
        cp -r "$here/../../.cache/mcp" "$job/mcp"
    fi
    if [ "$script" = packaged.py ]; then
        "$here/../../deploy/debian/build.sh" "$job/telos" "$job/telos.deb" >/dev/null
        rm "$job/telos"
    fi
    echo "exec /usr/bin/python3 -u /job/scenarios/$script $all $name" >"$job/run.sh"
    exec "$here/vmrun" -k "$kernel" -t "$seconds" -o "$work/$script.out" "$@" -- "$job"
}

# add SCRIPT STATUS: its cases added to the sums.
add() {
    local script=$1 status=$2 ok bad
    ok=$(grep -c '^ok ' "$work/$script.log" || true)
    bad=$(grep -cE '^(FAIL|SKIP) ' "$work/$script.log" || true)
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

# beside_one SCRIPT [VMRUN OPTIONS]: its status is kept until it is added.
beside_one() {
    local status=0
    (boot "$@") >"$work/$1.log" 2>&1 || status=$?
    echo "$status" >"$work/$1.status"
}

# Machines that were booted otherwise, beside the first: one without the BPF LSM, then with systemd. Each waits a quarter of its
# time. What the package's scripts do is the same on every kernel.
others=(without_lsm.py under_systemd.py)
[ "$kernel" != 6.12 ] && [ -z "${EACH_KERNEL:-}" ] || others+=(packaged.py)
if [ -z "$name" ]; then
    {
        beside_one without_lsm.py -l landlock,lockdown,yama
        beside_one under_systemd.py -i systemd
        [ "${others[-1]}" != packaged.py ] || beside_one packaged.py -i systemd
    } &
    beside=$!
fi
status=0
(boot run_all.py) 2>&1 | tee "$work/run_all.py.log" || status=$?
# What the daemon served there, as Prometheus's own tool reads it.
if [ -e "$work/run_all.py.out/metrics.txt" ]; then
    "$here/../metrics/check.sh" "$work/run_all.py.out/metrics.txt" | tee -a "$work/run_all.py.log"
fi
add run_all.py "$status"
if [ -n "$beside" ]; then
    wait "$beside"
    beside=''
    for script in "${others[@]}"; do
        cat "$work/$script.log"
        add "$script" "$(cat "$work/$script.status")"
    done
fi
echo "result: scenarios kernel=$kernel passed=$passed failed=$failed"
[ "$failed" -eq 0 ]
