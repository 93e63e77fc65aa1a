#!/bin/bash
# check.sh FILE: what was served at /metrics, as promtool reads it. Prints "ok NAME" or "FAIL NAME: why" like the scenarios.
set -euo pipefail
promtool=$(cd "$(dirname "$0")/../.." && pwd)/.cache/prometheus/usr/bin/promtool
name=metrics.promtool_finds_no_fault

if said=$("$promtool" check metrics <"$1" 2>&1); then
    echo "ok $name"
else
    echo "FAIL $name: $(tr '\n' ';' <<<"$said")"
fi
