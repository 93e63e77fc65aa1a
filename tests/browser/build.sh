#!/bin/bash
# build.sh: the extension in build/browser-eye, and in build/browser its tests with what they need: the detector as a module, and
# the modules that setup.sh has fetched. Prints nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."
staged=build/browser

cmp -s tests/browser/package-lock.json .cache/browser/package-lock.json || {
    echo "browser: what tests/browser/package-lock.json names is not there: run 'make setup'" >&2
    exit 1
}
src/browser-eye/build.sh
rm -rf "$staged"
mkdir -p "$staged"
ln -s "$PWD/.cache/browser/node_modules" "$staged/node_modules"
cp tests/browser/*.mjs "$staged"
.cache/eye/node_modules/.bin/esbuild tests/browser/detector.ts --bundle --format=esm --platform=neutral --log-level=warning \
    --alias:compiled-lexicon="$PWD/build/browser-eye.made/lexicon.txt" --outfile="$staged/detector.mjs"
