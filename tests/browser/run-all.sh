#!/bin/bash
# Browser Eye in Chromium: before hostile pages, and its parts one by one. What it finds in ordinary pages: make eval-browser.
# Ends in "result: browser passed=N failed=N".
set -euo pipefail
cd "$(dirname "$0")/../.."

tests/browser/build.sh
exec timeout 600 node build/browser/check.mjs "$PWD/build/browser-eye" "$PWD/build/browser/detector.mjs"
