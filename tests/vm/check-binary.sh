#!/bin/bash
# check-binary.sh BINARY: measures the published program, and refuses one that is dynamic, too large, or does not start.
set -euo pipefail
binary=$1
size_max=$((30 * 1024 * 1024))
start_ms_target=30
runs=20

fail() {
    echo "build: $*" >&2
    echo "result: build failed"
    exit 1
}

size=$(stat -c %s "$binary")
verdict=$(LC_ALL=C ldd "$binary" 2>&1 || true)
verdict=$(echo "${verdict#"${verdict%%[![:space:]]*}"}" | head -n 1)
echo "build: $size bytes; ldd: $verdict"
case $verdict in
    *'not a dynamic executable'* | *'statically linked'*) ;;
    *) fail "$binary is linked dynamically" ;;
esac
headers=$(readelf -lW "$binary")
[[ $headers != *INTERP* ]] || fail "$binary names a program interpreter"
((size <= size_max)) || fail "$binary is larger than $size_max bytes"
"$binary" version >/dev/null || fail "'$binary version' failed"

median_us=$(for ((i = 0; i < runs; i++)); do
    begin=${EPOCHREALTIME/./}
    "$binary" version >/dev/null
    echo $((${EPOCHREALTIME/./} - begin))
done | sort -n | sed -n "$((runs / 2))p")
start_ms=$(awk -v us="$median_us" 'BEGIN { printf "%.1f", us / 1000 }')
((median_us <= start_ms_target * 1000)) || echo "build: warning: starts in $start_ms ms, the target is $start_ms_target ms"
awk -v size="$size" -v ms="$start_ms" 'BEGIN { printf "result: build size_mb=%.1f start_ms=%s static=yes\n", size / 1048576, ms }'
