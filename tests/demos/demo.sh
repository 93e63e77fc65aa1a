#!/bin/bash
# demo.sh: shows the demos with build/telos in the microVM (DEMO_KERNEL=6.1|6.12, default 6.12).
# DEMO=host runs them on this machine's own kernel instead, in mount and network namespaces of their own.
# Last line: "result: demo kernel=K steps=N ok=N failed=N controls=N"; status 0 only when every step and control held.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernel=${DEMO_KERNEL:-6.12}
seconds=300

case $kernel in
    6.1 | 6.12) ;;
    *) echo "demo: DEMO_KERNEL is 6.1 or 6.12, not $kernel" >&2 && exit 2 ;;
esac

job=$(mktemp -d)
trap 'rm -rf "$job"' EXIT
cp "$here/../../build/telos" "$job/telos"
cp "$here"/guest/*.py "$job/"
cp "$here/guest/run.sh" "$job/run.sh"

# What the README shows is what the demos print.
check_readme() {
    local line missing=0
    while IFS= read -r line; do
        grep -qF -- "$line" "$1" || { echo "demo: README.md shows a line that is not printed: $line" >&2 && missing=1; }
    done < <(sed -n '/^```console$/,/^```$/{/^```/d;p}' "$here/../../README.md")
    return $missing
}

if [ "${DEMO:-vm}" = host ]; then
    if ! grep -qw bpf /sys/kernel/security/lsm 2>/dev/null; then
        echo "demo: bpf is not in this kernel's LSM list: leave DEMO=host away, the microVM has it" >&2
        exit 1
    fi
    JOB=$job unshare --mount --net bash "$job/run.sh" host
else
    "$here/../vm/vmrun" -k "$kernel" -t "$seconds" -- "$job" | tee "$job/printed"
    check_readme "$job/printed"
fi
