#!/bin/bash
# run-all.sh: the agent socket's round trips, declares a second on one core, and what idle clients and those that never read
# cost the others; ahead of time compiled, over real maps. ACCEPT=1 writes bench/results. Needs root and two cores.
# line: "result: bench-socket NAME=FIGURE ... bars_met=N bars_missed=N"
set -euo pipefail
cd "$(dirname "$0")/../.."
. bench/machine.sh
figures=build/bench/socket.txt

mkdir -p build/bench
dotnet publish bench/Telos.Bench.Loop -c Release -o build/bench/aot -v q
build/bench/aot/Telos.Bench.Loop socket >"$figures"

bars='declare_p50_us <= 150
declare_p99_us <= 1000
lost <= 0
declares_per_s >= 19800
cpu_us_per_declare <= 50
deaf_p99_us <= 1000
idle_clients >= 10000
idle_cpu_percent <= 1
declare_p50_us_beside_idle <= declare_p50_us+25%
declare_p99_us_beside_idle <= 1000'
conclude socket "$figures" "$bars"
