#!/bin/bash
# run-matrix.sh [KERNEL [SUITE [ARGUMENTS]]]: runs SUITE (a path like tests/vm/bypasses/run.sh) with KERNEL and ARGUMENTS, which
# choose the part of it that is run, once for each file system below the guest's /home, /srv, /tmp and /var/tmp and each list
# of LSMs. Without SUITE: scenarios, bypasses and ordinary work. Without KERNEL: both at once, which takes hours.
# Last line: "result: matrix kernel=K suites=N combinations=N failed=N".
set -euo pipefail
cd "$(dirname "$0")/../.."
suites=(tests/vm/run-scenarios.sh tests/vm/bypasses/run.sh tests/vm/ordinary/run.sh)
# Debian's own list (no lsm= at all), and the least that has the BPF LSM behind those that are always there.
lists=('' landlock,lockdown,yama,integrity,bpf)
combinations=0 failed=0
export EACH_KERNEL=1

run_suite() {
    local kernel=$1 suite=$2 list files
    shift 2
    for list in "${lists[@]}"; do
        for files in tmpfs ext4 overlay; do
            combinations=$((combinations + 1))
            echo "matrix: suite=$suite files=$files lsm=${list:-default}"
            VMRUN_OPTIONS="-f $files${list:+ -l $list}" "$suite" "$kernel" "$@" || failed=$((failed + 1))
        done
    done
}

if [ $# -eq 0 ]; then
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    status=0
    tests/vm/run-matrix.sh 6.1 >"$log" 2>&1 &
    tests/vm/run-matrix.sh 6.12 || status=1
    wait $! || status=1
    cat "$log"
    exit "$status"
fi
kernel=$1
shift
if [ $# -gt 0 ]; then
    suites=("$1")
    shift
fi
for suite in "${suites[@]}"; do
    run_suite "$kernel" "$suite" "$@"
done
echo "result: matrix kernel=$kernel suites=${#suites[@]} combinations=$combinations failed=$failed"
[ "$failed" -eq 0 ]
