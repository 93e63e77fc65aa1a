#!/bin/bash
# run-matrix.sh KERNEL SUITE [ARGUMENTS]: runs SUITE (a path like tests/vm/bypasses/run.sh) with KERNEL and ARGUMENTS, which
# choose the part of it that is run, once for each file system below the guest's /home, /srv, /tmp and /var/tmp and each list
# of LSMs.
# Last line: "result: matrix kernel=K suite=NAME combinations=N failed=N".
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2s/^# /usage: /p' "$0" >&2 && exit 2; }
kernel=$1 suite=$2
shift 2
combinations=0 failed=0
# Debian's own list (no lsm= at all), and the least that has the BPF LSM behind those that are always there.
lists=('' landlock,lockdown,yama,integrity,bpf)

for list in "${lists[@]}"; do
    for files in tmpfs ext4 overlay; do
        combinations=$((combinations + 1))
        echo "matrix: files=$files lsm=${list:-default}"
        VMRUN_OPTIONS="-f $files${list:+ -l $list}" "$suite" "$kernel" "$@" || failed=$((failed + 1))
    done
done
echo "result: matrix kernel=$kernel suite=$suite combinations=$combinations failed=$failed"
[ "$failed" -eq 0 ]
