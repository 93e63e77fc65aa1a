#!/bin/bash
# The alerts and the dashboard of deploy, by Prometheus's own tool and by the names of the metrics that there are.
# Ends in "result: metrics passed=N failed=N".
set -euo pipefail
cd "$(dirname "$0")/../.."
promtool=$PWD/.cache/prometheus/usr/bin/promtool
rules=deploy/prometheus/telos.rules.yaml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# expect STATUS NAME COMMAND...
expect() {
    local wanted=$1 name=$2 status=0
    shift 2
    "$@" >"$work/said" 2>&1 || status=$?
    if [ "$status" -eq "$wanted" ]; then
        echo "ok $name"
        passed=$((passed + 1))
    else
        echo "FAIL $name: status $status, not $wanted: $(tail -n 20 "$work/said")"
        failed=$((failed + 1))
    fi
}

# names FILE...: of metrics, without what Prometheus adds to a histogram's.
names() {
    grep -ohE '\b(telos|process)_[a-z_]+[a-z]\b' "$@" | sed -E 's/_(bucket|sum|count)$//' | sort -u
}

# are_served FILE: whatever it names is made by the daemon.
are_served() {
    names src/Telos.Daemon/Metrics/*.cs >"$work/served"
    names "$1" | grep -vxF -f <(grep -ohE '"telos_[a-z_]+"' bpf/common_maps.h | tr -d '"') | comm -23 - "$work/served" >"$work/unknown"
    cat "$work/unknown"
    [ ! -s "$work/unknown" ]
}

cp "$rules" tests/metrics/rules_test.yaml "$work"
expect 0 rules_are_sound "$promtool" check rules --lint-fatal "$rules"
expect 0 each_alert_fires_where_it_should "$promtool" test rules "$work/rules_test.yaml"
for threshold in '> 0.9' '== 0' '> 5'; do
    sed "s/$threshold/> 1e9/" "$rules" >"$work/telos.rules.yaml"
    expect 1 "an_alert_that_never_fires_shows ($threshold)" "$promtool" test rules "$work/rules_test.yaml"
done
for file in "$rules" deploy/grafana/telos.json docs/OPERATIONS.md; do
    expect 0 "names_are_served ($file)" are_served "$file"
done
sed 's/telos_fault/telos_faults/' "$rules" >"$work/misspelt.yaml"
expect 1 misspelt_name_shows are_served "$work/misspelt.yaml"
expect 0 dashboard_is_whole /usr/bin/python3 -B tests/metrics/dashboard.py deploy/grafana/telos.json "$promtool"
sed "s/sum by/sum bye/" deploy/grafana/telos.json >"$work/broken.json"
expect 1 broken_query_shows /usr/bin/python3 -B tests/metrics/dashboard.py "$work/broken.json" "$promtool"
echo "result: metrics passed=$passed failed=$failed"
[ "$failed" -eq 0 ]
