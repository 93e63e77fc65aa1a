#!/bin/bash
# build.sh TELOS OUTPUT: the Debian package of this binary, by dpkg-deb alone. The same sources and the same binary give the same
# bytes: names sorted, owned by root, with the time of the last commit. Last line: "result: deb bytes=N sha256=...".
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repository=$here/../..
telos=$1
output=$2
umask 022
export LC_ALL=C TZ=UTC
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/tree
version=${DEB_VERSION:-$(sed -nE 's|.*<Version>(.*)</Version>.*|\1|p' "$repository/Directory.Build.props")}
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$repository" log -1 --format=%ct 2>/dev/null || echo 0)}
export SOURCE_DATE_EPOCH

# put MODE FILE DIRECTORY [NAME]
put() {
    install -D -m "$1" "$2" "$tree/$3/${4:-$(basename "$2")}"
}

# made NAME DIRECTORY COMMAND...: what the command prints.
made() {
    local file=$tree/$2/$1
    mkdir -p "$(dirname "$file")"
    "${@:3}" >"$file"
}

write_files() {
    local file profile
    put 755 "$telos" usr/bin telos
    for file in "$repository"/deploy/systemd/*; do
        put 644 "$file" lib/systemd/system
    done
    made telos usr/share/bash-completion/completions "$telos" generate completions bash
    made _telos usr/share/zsh/vendor-completions "$telos" generate completions zsh
    made telos.fish usr/share/fish/vendor_completions.d "$telos" generate completions fish
    made telos.8 usr/share/man/man8 "$telos" generate man
    put 644 "$repository/deploy/prometheus/telos.rules.yaml" usr/share/telos/prometheus
    put 644 "$repository/deploy/grafana/telos.json" usr/share/telos/grafana
    "$repository/src/browser-eye/build.sh" src/browser-eye "$work/browser-eye"
    (cd "$work/browser-eye" && find . -type f -printf '%P\n') | while read -r file; do
        put 644 "$work/browser-eye/$file" "usr/share/telos/browser-eye/$(dirname "$file")"
    done
    for file in "$repository"/{README,SECURITY}.md "$repository"/docs/*.md; do
        put 644 "$file" usr/share/doc/telos
    done
    for file in "$repository"/docs/screens/*.txt; do
        put 644 "$file" usr/share/doc/telos/screens
    done
    for profile in coding data locked ops research; do
        made "policy-$profile.yaml" usr/share/doc/telos/examples "$telos" policy show --profile "$profile"
    done
    put 644 "$repository/LICENSE" usr/share/doc/telos copyright
    made changelog.gz usr/share/doc/telos write_changelog
    # Agents that are units have a file each there (telos-agent@.service).
    mkdir -p "$tree/etc/telos/agents"
    gzip -9n "$tree/usr/share/man/man8/telos.8"
}

write_changelog() {
    printf '%s\n' "telos ($version) unstable; urgency=medium" '' '  * Its history is that of the repository.' '' \
        " -- Telos <telos@localhost>  $(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9nc
}

write_control() {
    local script kilobytes
    kilobytes=$(find "$tree" -path "$tree/DEBIAN" -prune -o -type f -printf '%s\n' |
        awk '{ sum += int(($1 + 1023) / 1024) } END { print sum }')
    sed -e "s/@VERSION@/$version/" -e "s/@SIZE@/$kilobytes/" "$here/control" >"$tree/DEBIAN/control"
    for script in postinst prerm postrm; do
        put 755 "$here/$script" DEBIAN
    done
    (cd "$tree" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
}

mkdir -p "$tree/DEBIAN"
write_files
write_control
mkdir -p "$(dirname "$output")"
# One thread: with more, xz cuts the stream by how many there are.
dpkg-deb --root-owner-group --threads-max=1 -Zxz -z6 --build "$tree" "$work/telos.deb" >/dev/null
mv "$work/telos.deb" "$output"
echo "result: deb bytes=$(stat -c %s "$output") sha256=$(sha256sum "$output" | cut -d' ' -f1)"
