#!/bin/bash
# All tests: the .NET projects, telos domain, setup, completions, dns and mcp as programs, metrics' alerts, the Kubernetes
# manifest, the clients, the browser extension and three minutes of soak, beside the scenarios on each kernel.
# Ends in what failed, once more, and "N passed, N failed". A skipped test failed.
set -euo pipefail
cd "$(dirname "$0")/../.."
log=$(mktemp)
trap 'kill $(jobs -p) 2>/dev/null || true; wait; rm -f "$log" "$log".*' EXIT
hangs=$PWD/build/hangs
failures=$log.failures
: >"$failures"
passed=0
failed=0

# report LINE: printed where it happened and at the end, which is all that is left of a long log.
report() {
    echo "$1" | tee -a "$failures"
}

# count KEY SEPARATOR: the number after KEY in the last line of the log that has it, or nothing.
count() {
    sed -nE "s/.*\b$1$2 *([0-9]+).*/\1/p" "$log" | tail -n 1
}

run_dotnet_tests() {
    local status=0 succeeded bad skipped hung
    rm -rf "$hangs"
    # The solution has programs that no test refers to.
    dotnet build Telos.sln --verbosity quiet || status=$?
    # --timeout waits for the test that hangs; what follows ends its process, and leaves a file with the test's name.
    dotnet test --solution Telos.sln --no-build --hangdump --hangdump-timeout 5m --hangdump-type None --results-directory "$hangs" 2>&1 |
        tee "$log" || status=$?
    for hung in "$hangs"/*_hang.log; do
        [ ! -s "$hung" ] || report "$(sed 's/^/FAIL hangs: /' "$hung")"
    done
    grep -aE -A 8 '^(failed|skipped) ' "$log" >>"$failures" || true
    succeeded=$(count succeeded :)
    bad=$(count failed :)
    skipped=$(count skipped :)
    passed=$((passed + ${succeeded:-0}))
    bad=$((${bad:-0} + ${skipped:-0}))
    # A project without tests, or one that does not build, shows in the status alone.
    if [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; then
        report "FAIL dotnet test: status $status"
        bad=1
    fi
    failed=$((failed + bad))
}

# add_suite NAME STATUS: prints and counts what this suite left in its log.
add_suite() {
    local status=$2 ok bad
    tee "$log" <"$log.$1"
    grep -aE '^(FAIL|SKIP) ' "$log" >>"$failures" || true
    ok=$(count passed =)
    bad=$(count failed =)
    if [ "$status" -ne 0 ] && [ "${bad:-0}" -eq 0 ]; then
        report "FAIL $1: status $status"
        bad=1
    fi
    passed=$((passed + ${ok:-0}))
    failed=$((failed + ${bad:-0}))
}

# run_suite NAME COMMAND...: what prints "passed=N failed=N" at its end, within fifteen minutes.
run_suite() {
    local name=$1 status=0
    shift
    timeout --kill-after=30 900 "$@" >"$log.$name" 2>&1 || status=$?
    add_suite "$name" "$status"
}

run_dotnet_tests

# Each VM emulates one processor: both kernels at once take two. The suites beside them mostly wait.
tests/vm/run-scenarios.sh 6.1 >"$log.6.1" 2>&1 &
older=$!
tests/vm/run-scenarios.sh 6.12 >"$log.6.12" 2>&1 &
newer=$!
run_suite domain tests/domains/run-all.sh
run_suite setup /usr/bin/python3 -B tests/setup/run.py build/telos
run_suite shell /usr/bin/python3 -B tests/shell/run.py build/telos
run_suite deb tests/deb/run-all.sh build/telos
run_suite dns tests/dns/run-all.sh
run_suite mcp tests/mcp/run-all.sh
run_suite metrics tests/metrics/run-all.sh
run_suite kubernetes tests/kubernetes/run-all.sh
run_suite clients tests/clients/run-all.sh
run_suite browser tests/browser/run-all.sh
run_suite bridge tests/browser/run-all.sh bridge
newer_status=0 older_status=0
wait "$newer" || newer_status=$?
# As many VMs run at a time as there are processors: before, it would have waited for its own until its time was over.
run_suite soak tests/vm/run-soak.sh 6.1 3
wait "$older" || older_status=$?
add_suite 6.1 "$older_status"
add_suite 6.12 "$newer_status"

cat "$failures"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
