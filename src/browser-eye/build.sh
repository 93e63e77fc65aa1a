#!/bin/bash
# build.sh [SOURCE TARGET]: the extension, ready to be loaded unpacked, from src/browser-eye in build/browser-eye. By the compiler
# and the bundler that the lock file names and setup.sh has fetched. Prints nothing.
set -euo pipefail
cd "$(dirname "$0")/../.."
source=${1:-src/browser-eye}
target=$(realpath -m "${2:-build/browser-eye}")
modules=.cache/eye/node_modules

cmp -s src/browser-eye/package-lock.json .cache/eye/package-lock.json || {
    echo "browser-eye: what src/browser-eye/package-lock.json names is not there: run 'make setup'" >&2
    exit 1
}
rm -rf "$target" "$target.made"
mkdir -p "$target/icons" "$target.made"
"$modules/.bin/esbuild" "$source/src/compile.ts" --bundle --platform=node --format=esm --log-level=warning \
    --outfile="$target.made/compile.mjs"
node "$target.made/compile.mjs" > "$target.made/lexicon.txt"
"$modules/.bin/tsc" -p "$source" --noEmit --typeRoots "$modules/@types"
# A content script is no module; the popup awaits.
bundle() {
    "$modules/.bin/esbuild" --bundle --minify-whitespace --target=chrome119 --charset=utf8 --log-level=warning \
        --alias:compiled-lexicon="$target.made/lexicon.txt" --outdir="$target" "$@"
}
bundle --format=iife "$source"/src/{background,begin,content}.ts
bundle --format=esm "$source/src/popup.ts"
cp "$source"/{manifest.json,popup.html,popup.css} "$target"
cp "$source"/icons/*.png "$target/icons"
