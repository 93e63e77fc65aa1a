#!/bin/bash
# run-all.sh: kernel instructions per call on both kernels, compared with bench/results (table.py). ACCEPT=1 writes the new
# numbers there. KERNELS="6.12" measures one of them. Last line: "result: bench-lsm kernels=N cells=N ..."; needs build/telos.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
read -ra kernels <<<"${KERNELS:-6.1 6.12}"
seconds=540
columns=none,idle,loaded,beside,agent,beside_flow,untainted,tainted,slammed,left
# The same list but for bpf; what Debian adds at its end is the same in both.
lsm=landlock,lockdown,yama

work=$(mktemp -d)
vms=()
# shellcheck disable=SC2317 # the trap calls it
cleanup() {
    local vm
    for vm in "${vms[@]}"; do
        kill -- "-$vm" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap cleanup EXIT

build() {
    gcc -O2 -Wall -Werror -shared -fPIC -o "$work/count.so" "$here/count.c"
    mkdir "$work/job"
    gcc -O2 -Wall -Werror -static -pthread -o "$work/job/calls" "$here/calls.c" "$here/crowd.c"
    gcc -O2 -Wall -Werror -static -o "$work/job/bench-child" "$here/child.c"
    cp "$here/guest.py" "$root/build/telos" "$work/job/"
    echo "exec /usr/bin/python3 -u /job/guest.py $columns" >"$work/job/run.sh"
    "$work/job/calls" rows >"$work/rows"
}

# measure KERNEL LSMS: one boot; its marks are in KERNEL.LSMS.counts, what it says in KERNEL.LSMS.said.
measure() {
    local name=$1.${2##*,}
    "$root/tests/vm/vmrun" -k "$1" -t "$seconds" -l "$2" -a nokaslr -p "$work/count.so,out=$work/$name.counts" -- \
        "$work/job" >"$work/$name.said" 2>&1 || echo "FAIL status $?" >>"$work/$name.said"
}

# A machine without the BPF LSM is a boot of its own, and short.
measure_kernel() {
    measure "$1" "$lsm"
    measure "$1" "$lsm,bpf"
}

build
# Job control gives each its process group, so that an interrupt ends its VM too.
set -m
for kernel in "${kernels[@]}"; do
    measure_kernel "$kernel" &
    vms+=($!)
done
wait "${vms[@]}"
vms=()

failed=no
for kernel in "${kernels[@]}"; do
    for said in "$work/$kernel".*.said; do
        ! grep -E '^FAIL ' "$said" || { failed=yes && tail -n 30 "$said" >&2; }
    done
done
if [ "$failed" = yes ]; then
    echo "result: bench-lsm failed"
    exit 1
fi
exec /usr/bin/python3 "$here/table.py" "$work" "$columns" "${kernels[@]}"
