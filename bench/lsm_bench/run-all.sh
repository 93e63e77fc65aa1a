#!/bin/bash
# run-all.sh: kernel instructions per call on both kernels and nanoseconds per decision on this machine's own, compared with
# bench/results (table.py). ACCEPT=1 writes them there. KERNELS="6.12" measures one. Called by make, as root.
# line: "result: bench-lsm kernels=N cells=N ..."
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
read -ra kernels <<<"${KERNELS:-6.1 6.12}"
seconds=540
columns=none,idle,loaded,beside,agent,beside_flow,untainted,decoys,tainted,slammed,left
# The same list but for bpf; what Debian adds at its end is the same in both.
lsm=landlock,lockdown,yama

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() {
    gcc -O2 -Wall -Werror -shared -fPIC -o "$work/count.so" "$here/count.c"
    mkdir "$work/job"
    gcc -O2 -Wall -Werror -static -pthread -o "$work/job/calls" "$here/calls.c" "$here/crowd.c"
    gcc -O2 -Wall -Werror -static -o "$work/job/bench-child" "$here/child.c"
    cp "$here/guest.py" "$root/build/telos" "$work/job/"
    echo "exec /usr/bin/python3 -u /job/guest.py $columns" >"$work/job/run.sh"
    "$work/job/calls" rows >"$work/rows"
    for object in decisions decisions_file decisions_exec; do
        # shellcheck disable=SC2086 # several words, from the Makefile
        (cd "$root" && clang $BPF_FLAGS -c "bench/lsm_bench/$object.bpf.c" -o "$work/$object.bpf.o")
    done
    gcc -O2 -Wall -Werror -I "$root/bpf" -o "$work/decisions" "$here/decisions.c" -lbpf
}

# measure KERNEL LSMS: one boot; its marks are in KERNEL.LSMS.counts, what it says in KERNEL.LSMS.said.
measure() {
    local name=$1.${2##*,}
    "$root/tests/vm/vmrun" -k "$1" -t "$seconds" -l "$2" -a nokaslr -p "$work/count.so,out=$work/$name.counts" -- \
        "$work/job" >"$work/$name.said" 2>&1 || echo "FAIL status $?" >>"$work/$name.said"
}

build
# A machine without the BPF LSM is a boot of its own, and short. One VM at a time: they would only slow each other down.
for kernel in "${kernels[@]}"; do
    measure "$kernel" "$lsm"
    measure "$kernel" "$lsm,bpf"
done

failed=no
"$work/decisions" "$work/decisions.bpf.o" "$work/decisions_file.bpf.o" "$work/decisions_exec.bpf.o" >"$work/decided" || failed=yes
for kernel in "${kernels[@]}"; do
    for said in "$work/$kernel".*.said; do
        ! grep -E '^FAIL ' "$said" || { failed=yes && tail -n 30 "$said" >&2; }
    done
done
if [ "$failed" = yes ]; then
    echo "result: bench-lsm failed"
    exit 1
fi
/usr/bin/python3 "$here/table.py" "$work" "$columns" "${kernels[@]}"
