#!/bin/bash
# copy-engine.sh DIRECTORY: podman as it is laid over the guest's root: from .cache/engine, with the libraries that it takes from
# this machine.
set -euo pipefail
engine=$(cd "$(dirname "$0")/../.." && pwd)/.cache/engine
target=$1
libraries=usr/lib/x86_64-linux-gnu
mkdir -p "$target/usr/bin" "$target/etc" "$target/usr/share" "$target/$libraries"
cp -a "$engine/etc/containers" "$target/etc/containers"
cp -a "$engine/usr/share/containers" "$target/usr/share/containers"
for program in podman conmon; do
    cp "$engine/usr/bin/$program" "$target/usr/bin/"
    LD_LIBRARY_PATH=$engine/$libraries ldd "$engine/usr/bin/$program" | sed -nE 's/.* => (\/[^ ]+) .*/\1/p'
done | sort -u | while read -r library; do
    cp -L "$library" "$target/$libraries/"
done
