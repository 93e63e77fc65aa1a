#!/bin/bash
# run-all.sh [--quick]: what a verdict's parts take, by BenchmarkDotNet and by one loop that the JIT and the ahead-of-time
# compiler made. ACCEPT=1 writes bench/results. Called by make.
# line: "result: bench-domains NAME=FIGURE ... bars_met=N bars_missed=N"
set -euo pipefail
cd "$(dirname "$0")/../.."
. bench/machine.sh
out=build/bench/domains.txt

dotnet publish bench/Telos.Bench.Loop -c Release -o build/bench/aot
dotnet build bench/Telos.Bench.Loop -c Release -o build/bench/jit
status=0
dotnet run --project bench/Telos.Bench -c Release -- domains "$@" | tee "$out" || status=$?

if [ "${ACCEPT:-}" = 1 ] && grep -q '^result: ' "$out"; then
    {
        describe_machine "make bench-domains${*:+ BENCH_ARGS=$*} ACCEPT=1"
        echo "# nanoseconds where a name says nothing else"
        grep -E '^(loop|bar|result:) ' "$out"
    } >"$(results_directory)/domains.txt"
fi
exit "$status"
