#!/bin/bash
# All known ways around on both kernels, then the suites beside them. Last line, summed over the kernels:
# "result: cases=N refused=N through=N controls=N not_applicable=N". Status 0: all of it is as it has to be.
# Each of those is called as run.sh KERNEL and prints a result line of its own; its status counts.
set -euo pipefail
cd "$(dirname "$0")/../../.."
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
kernels=(6.1 6.12)
suites=()
for suite in ordinary coexistence; do
    [ ! -x "tests/vm/$suite/run.sh" ] || suites+=("tests/vm/$suite/run.sh")
done

run_kernel() {
    local kernel=$1 status=0 suite
    tests/vm/bypasses/run.sh "$kernel" || status=1
    for suite in "${suites[@]}"; do
        "$suite" "$kernel" || status=1
    done
    return "$status"
}

# sum KEY: over the last lines of the kernels' runs.
sum() {
    sed -nE "s/^result: bypasses .*\b$1=([0-9]+).*/\1/p" "$logs"/* | awk '{ total += $1 } END { print total + 0 }'
}

status=0
python3 tests/vm/bypasses/catalogue.py check docs/BYPASSES.md || status=1
# Each VM emulates one processor: both kernels at once take two.
run_kernel "${kernels[0]}" >"$logs/${kernels[0]}" 2>&1 &
older=$!
run_kernel "${kernels[1]}" >"$logs/${kernels[1]}" 2>&1 || status=1
wait "$older" || status=1
for kernel in "${kernels[@]}"; do
    cat "$logs/$kernel"
done
cases=$(sum cases) refused=$(sum refused) through=$(sum through) controls=$(sum controls)
if [ "$cases" -eq 0 ] || [ "$cases" -ne "$refused" ] || [ "$cases" -ne "$controls" ]; then
    status=1
fi
echo "result: cases=$cases refused=$refused through=$through controls=$controls not_applicable=$(sum not_applicable)"
exit "$status"
