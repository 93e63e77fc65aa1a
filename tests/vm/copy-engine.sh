#!/bin/bash
# copy-engine.sh DIRECTORY: podman, as it is laid over the guest's root, and docker.erofs, which the guest mounts: from
# .cache/engine, with the libraries that they take from this machine.
set -euo pipefail
engine=$(cd "$(dirname "$0")/../.." && pwd)/.cache/engine
target=$1
libraries=usr/lib/x86_64-linux-gnu
podman=(usr/bin/{podman,conmon})
docker=(usr/bin/{docker,containerd,containerd-shim-runc-v2} usr/sbin/{dockerd,runc} sbin/apparmor_parser)

# copy_programs DIRECTORY PROGRAM...
copy_programs() {
    local directory=$1 program
    shift
    mkdir -p "$directory/$libraries"
    for program in "$@"; do
        install -D "$engine/$program" "$directory/$program"
        LD_LIBRARY_PATH=$engine/$libraries ldd "$engine/$program" | sed -nE 's/.* => (\/[^ ]+) .*/\1/p'
    done | sort -u | while read -r library; do
        cp -L "$library" "$directory/$libraries/"
    done
}

copy_programs "$target/podman" "${podman[@]}"
mkdir -p "$target/podman/etc" "$target/podman/usr/share"
cp -a "$engine/etc/containers" "$target/podman/etc/containers"
cp -a "$engine/usr/share/containers" "$target/podman/usr/share/containers"

# 190 MB of programs: half of that in the guest's memory, and once.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy_programs "$work" "${docker[@]}"
mkdir -p "$work/etc" "$work/usr/share"
cp -a "$engine/etc/apparmor" "$work/etc/apparmor"
cp -a "$engine/usr/share/apparmor-features" "$work/usr/share/apparmor-features"
mkfs.erofs -zlz4hc --quiet --all-root "$target/docker.erofs" "$work" >/dev/null
