#!/bin/bash
# The clients of agent.sock against scripted servers; against the daemon, see the scenario "clients".
# Ends in "result: clients passed=N failed=N".
set -euo pipefail
cd "$(dirname "$0")/../.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0

# add NAME STATUS GOOD BAD: a program that ends badly without a failure of a test is one.
add() {
    passed=$((passed + ${3:-0}))
    failed=$((failed + ${4:-0}))
    if [ "$2" -ne 0 ] && [ "${4:-0}" -eq 0 ]; then
        echo "FAIL $1: status $2"
        failed=$((failed + 1))
    fi
}

# number_of WORD: what the runner's summary says, 0 when there is none.
number_of() {
    sed -nE "s/^# $1 ([0-9]+)$/\1/p" "$log" | grep . | tail -n 1 || echo 0
}

tests/clients/build.sh
status=0
node --test --test-reporter=tap build/clients/typescript/checked/tests/*.test.js >"$log" 2>&1 || status=$?
grep -vE '^ *(---|\.\.\.|duration_ms|type:|# Subtest)' "$log" || true
# What was cancelled, or skipped, did not pass.
add typescript "$status" "$(number_of pass)" $(($(number_of tests) - $(number_of pass)))

status=0
PYTHONPATH=src/clients/python PYTHONDONTWRITEBYTECODE=1 /usr/bin/python3 -m unittest discover -v -s tests/clients/python \
    >"$log" 2>&1 || status=$?
cat "$log"
add python "$status" "$(grep -c ' ok$' "$log")" "$(grep -cE ' (ERROR|FAIL)$' "$log" || true)"

echo "result: clients passed=$passed failed=$failed"
[ "$failed" = 0 ]
