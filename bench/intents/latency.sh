#!/bin/bash
# latency.sh DATA: how long the shared benign intents take to become policies, and until those are in the kernel's maps, ahead
# of time compiled. ACCEPT=1 writes bench/results. Called by make.
# line: "result: intents-latency intents=N p50_us=N p99_us=N live=N live_p50_us=N live_p99_us=N bars_met=N bars_missed=N"
set -euo pipefail
cd "$(dirname "$0")/../.."
. bench/machine.sh
data=$1
texts=build/bench/intents.txt

dotnet publish bench/Telos.Bench.Loop -c Release -o build/bench/aot
jq -r '.intent | gsub("\n"; " ")' "$data/intents_benign.jsonl" >"$texts"
read -r _ count _ p50 _ p99 < <(build/bench/aot/Telos.Bench.Loop intents "$texts")
read -r _ live _ live_p50 _ live_p99 < <(build/bench/aot/Telos.Bench.Loop live "$texts")
met=0
for bar in "$p50 50" "$p99 500" "$live_p50 1000" "$live_p99 1000"; do
    read -r figure limit <<<"$bar"
    ! awk "BEGIN { exit !($figure <= $limit) }" || met=$((met + 1))
done
line="result: intents-latency intents=$count p50_us=$p50 p99_us=$p99 live=$live live_p50_us=$live_p50 live_p99_us=$live_p99"
line+=" bars_met=$met bars_missed=$((4 - met))"
echo "$line"
if [ "${ACCEPT:-}" = 1 ]; then
    {
        describe_machine "ACCEPT=1 make bench-intents; bars: p50 50 us, p99 500 us; live: both 1000 us"
        echo "$line"
    } >"$(results_directory)/intents-latency.txt"
fi
[ "$met" = 4 ]
