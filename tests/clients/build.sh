#!/bin/bash
# build.sh: compiles the TypeScript client and its tests in build/clients/typescript, by the compiler that its lock file names
# and setup.sh has fetched. Prints nothing; does nothing, quickly, when all is there.
set -euo pipefail
cd "$(dirname "$0")/../.."
source=src/clients/typescript
tests=tests/clients/typescript
staged=build/clients/typescript

mkdir -p "$staged"
exec 9>"$staged/lock"
flock 9
key=$(find "$source" "$tests" tests/clients/build.sh -type f | LC_ALL=C sort | xargs sha256sum | sha256sum)
[ "$(cat "$staged/built.key" 2>/dev/null)" != "$key" ] || exit 0

cmp -s "$source/package-lock.json" .cache/typescript/package-lock.json || {
    echo "clients: the compiler that $source/package-lock.json names is not there: run 'make setup'" >&2
    exit 1
}
find "$staged" -mindepth 1 -maxdepth 1 ! -name lock -exec rm -rf {} +
cp -rT "$source" "$staged"
cp -rT "$tests" "$staged/tests"
ln -s "$PWD/.cache/typescript/node_modules" "$staged/node_modules"
cd "$staged"
npm run --silent build
node_modules/.bin/tsc -p tests
echo "$key" >built.key
