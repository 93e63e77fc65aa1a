#!/bin/bash
# build.sh: compiles the TypeScript client, its tests and its examples in build/clients/typescript, as package.json and its lock
# file say. Prints nothing; does nothing, quickly, when all is there.
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

find "$staged" -mindepth 1 -maxdepth 1 ! -name node_modules ! -name lock -exec rm -rf {} +
cp -rT "$source" "$staged"
cp -rT "$tests" "$staged/tests"
cd "$staged"
if ! cmp -s package-lock.json node_modules/installed.json; then
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >npm.log 2>&1 || {
        tail -n 5 npm.log >&2
        echo "clients: npm could not install what package-lock.json names" >&2
        exit 1
    }
    cp package-lock.json node_modules/installed.json
fi
npm run --silent build
node_modules/.bin/tsc -p tests
echo "$key" >built.key
