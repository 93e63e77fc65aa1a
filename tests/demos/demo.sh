#!/bin/bash
# demo.sh: shows the demos with build/telos in microVMs (DEMO_KERNEL=6.1|6.12, default 6.12): the last three, of coding agents, of
# a poisoned page and of a decoy, in ones that have this machine's own git, make, gcc, node and Chromium.
# DEMO=host runs the first four on this machine's own kernel instead, in mount and network namespaces of their own.
# Last line: "result: demo kernel=K steps=N ok=N failed=N controls=N"; status 0 only when every step and control held.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernel=${DEMO_KERNEL:-6.12}
seconds=300
agents_seconds=600
agents_memory_mb=2048
senses_seconds=900
senses_memory_mb=2560

case $kernel in
    6.1 | 6.12) ;;
    *) echo "demo: DEMO_KERNEL is 6.1 or 6.12, not $kernel" >&2 && exit 2 ;;
esac

work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -rf "$work"' EXIT
for script in demo.py agents.py senses.py; do
    mkdir "$work/$script"
    cp "$here/../../build/telos" "$here"/guest/*.* "$work/$script/"
    echo "exec bash /job/prepare.sh $script" >"$work/$script/run.sh"
done
job=$work/demo.py
"$here/../browser/build.sh"
cp -r "$here/../../build/browser-eye" "$work/senses.py/"
cp -rL "$here/../../build/browser" "$work/senses.py/"

# sum KEY...: " KEY=N" for each, of all machines; of one that did not end there is no count.
sum() {
    local key
    for key in "$@"; do
        awk -v key="$key=" '
            /^result:/ { for (i = 1; i <= NF; i++) if (index($i, key) == 1) sum += substr($i, length(key) + 1) }
            END { printf " %s%d", key, sum }' "$work/printed" "$work/printed-agents" "$work/printed-senses"
    done
}

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
    JOB=$job unshare --mount --net bash "$job/prepare.sh" demo.py host
else
    "$here/../vm/vmrun" -k "$kernel" -r host -m "$agents_memory_mb" -t "$agents_seconds" -- "$work/agents.py" \
        >"$work/printed-agents" 2>&1 &
    agents=$!
    status=0
    "$here/../vm/vmrun" -k "$kernel" -t "$seconds" -- "$job" | tee "$work/printed" | sed '/^result:/d' || status=1
    check_readme "$work/printed" || status=1
    # Only as many as there are processors run at a time.
    "$here/../vm/vmrun" -k "$kernel" -r host -m "$senses_memory_mb" -t "$senses_seconds" -- "$work/senses.py" \
        >"$work/printed-senses" 2>&1 &
    senses=$!
    wait "$agents" || status=1
    sed '/^result:/d' "$work/printed-agents"
    wait "$senses" || status=1
    sed '/^result:/d' "$work/printed-senses"
    echo "result: demo kernel=$(sed -n 's/^result: demo kernel=\([^ ]*\) .*/\1/p' "$work/printed")$(sum steps ok failed controls)"
    [ "$status" -eq 0 ]
fi
