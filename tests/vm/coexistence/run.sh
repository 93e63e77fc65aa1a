#!/bin/bash
# run.sh KERNEL [VMRUN OPTIONS]: Telos beside another pair of LSM programs, in the VM.
# A case prints "ok NAME" or "FAIL NAME: why". Last line: "result: coexistence kernel=K passed=N failed=N".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tree=$here/../../..
kernel=$1
shift
seconds=300
job=$(mktemp -d)
trap 'rm -rf "$job"' EXIT

cp "$tree/build/telos" "$job/telos"
mkdir "$job/coexistence"
cp "$here"/*.py "$job/coexistence/"
cp -r "$here/../scenarios" "$job/scenarios"
clang -target bpf -mcpu=v3 -O2 -g -D__TARGET_ARCH_x86 -Wall -Wextra -Werror -Wno-unused-parameter \
    -I "$tree/bpf" -I /usr/include/x86_64-linux-gnu -c "$here/restrict.bpf.c" -o "$job/coexistence/restrict.bpf.o"
gcc -O2 -Wall -Wextra -Werror -static -o "$job/coexistence/load" "$here/load.c" -lbpf -lelf -lz
echo "exec /usr/bin/python3 -u /job/coexistence/run_all.py" >"$job/run.sh"

status=0
"$here/../vmrun" -k "$kernel" -t "$seconds" "$@" -- "$job" | tee "$job/log" || status=$?
passed=$(grep -c '^ok ' "$job/log" || true)
failed=$(grep -c '^FAIL ' "$job/log" || true)
if [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; }; then
    echo "FAIL vm $kernel: status $status after $passed cases"
    failed=1
fi
echo "result: coexistence kernel=$kernel passed=$passed failed=$failed"
[ "$failed" -eq 0 ]
