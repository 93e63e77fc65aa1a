#!/bin/bash
# eval.sh [--self-test]: what Browser Eye finds in the pages below tests/browser/pages, those to develop with and those held out,
# and how long it keeps a page of 10,000 nodes. --self-test: that the measure notices an eye to which nothing is hidden.
# ACCEPT=1 keeps the figures in bench/results/browser.txt. Ends in "result: eval-browser ...".
set -euo pipefail
cd "$(dirname "$0")/../.."
blind=build/browser/blind

tests/browser/build.sh
if [ "${1:-}" = --self-test ]; then
    cp -r src/browser-eye "$blind"
    cp tests/browser/blind-sight.ts "$blind/src/sight.ts"
    src/browser-eye/build.sh "$blind" build/browser/blind-eye
    exec timeout 600 node build/browser/report.mjs --self-test "$PWD/build/browser/blind-eye" "$PWD/tests/browser/pages"
fi
exec timeout 900 node build/browser/report.mjs "$PWD/build/browser-eye" "$PWD/tests/browser/pages"
