#!/bin/bash
# run.sh KERNEL [-n NAME] [-d] [VMRUN OPTIONS]: ordinary work in the VM, free and as agents, with this machine's programs. Needs
# root. -n runs the tasks whose name contains NAME, or one of several with commas between. -d has decoys planted for the agents. A task prints "ok NAME" or "FAIL NAME: why".
# Last line: "result: ordinary kernel=K passed=N failed=N".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernel=$1
shift
name=''
if [ "${1:-}" = -n ]; then
    name=$2
    shift 2
fi
decoys=''
if [ "${1:-}" = -d ]; then
    decoys=--decoys
    shift
fi
seconds=2400
memory_mb=3072

missing=()
for program in curl diff dotnet gcc git gzip java javac make node npm /usr/bin/python3 ssh tar; do
    command -v "$program" >/dev/null || missing+=("$program")
done
if [ ${#missing[@]} -gt 0 ]; then
    echo "ordinary: these are not on this machine: ${missing[*]}" >&2
    exit 1
fi

job=$(mktemp -d)
trap 'rm -rf "$job"' EXIT
cp "$here/../../../build/telos" "$job/telos"
cp -r "$here" "$job/ordinary"
cp -r "$here/../scenarios" "$job/scenarios"
echo "exec /usr/bin/python3 -u /job/ordinary/run_all.py $name $decoys" >"$job/run.sh"

status=0
"$here/../vmrun" -k "$kernel" -r host -t "$seconds" -m "$memory_mb" "$@" -- "$job" | tee "$job/log" || status=$?
passed=$(grep -c '^ok ' "$job/log" || true)
failed=$(grep -c '^FAIL ' "$job/log" || true)
if [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; }; then
    echo "FAIL vm $kernel: status $status after $passed tasks"
    failed=1
fi
echo "result: ordinary kernel=$kernel passed=$passed failed=$failed"
[ "$failed" -eq 0 ]
