#!/bin/bash
# deploy/kubernetes as the Kubernetes API's schema has it, and what would be wrong. Ends in "result: kubernetes passed=N failed=N".
set -euo pipefail
cd "$(dirname "$0")/../.."
manifest=deploy/kubernetes/daemonset.yaml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# A module is looked for beside the file that imports it.
cp tests/kubernetes/check.mjs .cache/kubernetes/

# expect STATUS TEXT NAME FILE: the checker's status, and a text in what it says.
expect() {
    local status=0
    timeout 120 node .cache/kubernetes/check.mjs "$4" >"$work/said" 2>&1 || status=$?
    if [ "$status" -eq "$1" ] && grep -qF -- "$2" "$work/said"; then
        echo "ok $3"
        passed=$((passed + 1))
    else
        echo "FAIL $3: status $status, and no '$2' in: $(tail -n 20 "$work/said")"
        failed=$((failed + 1))
    fi
}

# changed NAME SCRIPT: the manifest with one fault.
changed() {
    sed -E "$2" "$manifest" >"$work/$1.yaml"
    echo "$work/$1.yaml"
}

expect 0 'ok 2 documents' manifest_is_sound "$manifest"
expect 1 imagePullPolcy misspelt_key_of_a_container_shows "$(changed polcy 's/imagePullPolicy/imagePullPolcy/')"
expect 1 tolerates misspelt_key_of_the_pod_shows "$(changed tolerates 's/tolerations:/tolerates:/')"
expect 1 privileged value_of_another_type_shows "$(changed type 's/privileged: true/privileged: "yes"/')"
expect 1 containers missing_key_shows "$(changed missing 's/      containers:/      initContainers:/')"
expect 1 mountPath value_that_is_missing_shows "$(changed mount '/mountPath/d')"

# The image that it names is the one that this version builds.
version=$(sed -nE 's|.*<Version>(.*)</Version>.*|\1|p' Directory.Build.props)
for file in "$manifest" deploy/container/Containerfile deploy/container/README.md; do
    if grep -qF "telos:$version" "$file" && ! grep -oE 'telos:[0-9.]+[0-9]' "$file" | grep -qvxF "telos:$version"; then
        echo "ok image_is_of_this_version ($file)"
        passed=$((passed + 1))
    else
        echo "FAIL image_is_of_this_version ($file): it names another image than telos:$version"
        failed=$((failed + 1))
    fi
done
echo "result: kubernetes passed=$passed failed=$failed"
[ "$failed" -eq 0 ]
