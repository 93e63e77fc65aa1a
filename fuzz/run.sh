#!/bin/bash
# Each target for FUZZ_S seconds, from its corpus; what was found on the way is kept in build/fuzz/found. Before that the
# canaries: their defects must be found from nothing. Last line: "result: fuzz ...". Fails on a crash, or without a canary.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${FUZZ_S:-60}
canary_seconds=60
root=$PWD
bin=$root/build/fuzz/bin
crashes=0 executions=0 targets=0 canary=found

# fuzz TARGET SECONDS ARGUMENT...: in a directory that takes the input at fault. The status is libFuzzer's.
fuzz() {
    local target=$1 limit=$2 status=0 count
    shift 2
    mkdir -p "build/fuzz/$target"
    rm -f "build/fuzz/$target"/{crash,timeout,oom}-*
    (cd "build/fuzz/$target" && dotnet "$bin/Telos.Fuzz.dll" fuzz "$target" -max_total_time="$limit" -timeout=10 \
        -rss_limit_mb=0 -print_final_stats=1 -artifact_prefix=./ "$@") >"build/fuzz/$target/log" 2>&1 || status=$?
    count=$(sed -nE 's/^stat::number_of_executed_units: +//p' "build/fuzz/$target/log" | tail -n 1)
    executions=$((executions + ${count:-0}))
    return "$status"
}

fuzz/build.sh
for target in canary canary-guard; do
    if fuzz "$target" "$canary_seconds" -max_len=16 || ! grep -qs cAnArY "build/fuzz/$target"/crash-*; then
        echo "FAIL $target: its defect was not found in $canary_seconds s: build/fuzz/$target/log"
        canary=missed
    fi
done

for target in $(dotnet "$bin/Telos.Fuzz.dll" list); do
    targets=$((targets + 1))
    found=build/fuzz/found/$target
    mkdir -p "$found"
    words=()
    [ ! -e "$bin/Dictionaries/$target.dict" ] || words=(-dict="$bin/Dictionaries/$target.dict")
    if fuzz "$target" "$seconds" -max_len=4096 "${words[@]}" "$root/$found" "$bin/Corpora/$target"; then
        echo "ok $target: $(sed -nE 's/^#[0-9]+.*DONE +(.*)/\1/p' "build/fuzz/$target/log")"
    else
        crashes=$((crashes + 1))
        echo "FAIL $target: build/fuzz/$target/log $(find "build/fuzz/$target" -name '*-*' -printf '%p ')"
    fi
done

echo "result: fuzz targets=$targets seconds=$seconds executions=$executions crashes=$crashes canary=$canary"
[ "$crashes" -eq 0 ] && [ "$canary" = found ]
