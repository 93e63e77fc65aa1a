#!/bin/bash
# run-all.sh [bridge]: Browser Eye in Chromium, before hostile pages and its parts one by one; or what it tells its native
# messaging host. What it finds in ordinary pages: make eval-browser. Ends in "result: NAME passed=N failed=N".
set -euo pipefail
cd "$(dirname "$0")/../.."

tests/browser/build.sh
case ${1:-} in
    bridge) exec timeout 300 node build/browser/bridge.mjs "$PWD/build/browser-eye" "$PWD/tests/browser/host.py" ;;
    *) exec timeout 600 node build/browser/check.mjs "$PWD/build/browser-eye" "$PWD/build/browser/detector.mjs" ;;
esac
