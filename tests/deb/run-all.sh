#!/bin/bash
# run-all.sh TELOS: the Debian package of this binary as dpkg-deb reads it, built twice. What it does on a machine is
# tests/vm/scenarios/packaged.py. Ends in "result: deb passed=N failed=N".
set -euo pipefail
cd "$(dirname "$0")/../.."
telos=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

# expect NAME COMMAND...
expect() {
    local name=$1
    shift
    if "$@" >"$work/said" 2>&1; then
        echo "ok $name"
        passed=$((passed + 1))
    else
        echo "FAIL $name: $(tail -n 5 "$work/said")"
        failed=$((failed + 1))
    fi
}

# Elsewhere, later, by somebody with another umask and language, and from files with other times.
build_again() {
    cp "$telos" "$work/telos"
    touch -d '2001-02-03' "$work/telos"
    (cd / && umask 077 && TZ=Asia/Tokyo LC_ALL=C.UTF-8 "$OLDPWD/deploy/debian/build.sh" "$work/telos" "$work/again.deb")
    cmp "$work/first.deb" "$work/again.deb"
}

# The control: what ought to differ does.
other_time_shows() {
    SOURCE_DATE_EPOCH=1000000000 deploy/debian/build.sh "$telos" "$work/other.deb"
    ! cmp "$work/first.deb" "$work/other.deb"
}

has_all_files() {
    local path missing=0
    for path in usr/bin/telos lib/systemd/system/telos.service lib/systemd/system/telos.slice \
        'lib/systemd/system/telos-agent@.service' \
        usr/share/bash-completion/completions/telos usr/share/zsh/vendor-completions/_telos \
        usr/share/fish/vendor_completions.d/telos.fish usr/share/man/man8/telos.8.gz usr/share/doc/telos/copyright \
        usr/share/doc/telos/changelog.gz usr/share/telos/prometheus/telos.rules.yaml usr/share/telos/grafana/telos.json \
        usr/share/doc/telos/examples/policy-coding.yaml etc/telos/agents \
        usr/share/telos/browser-eye/manifest.json usr/share/telos/browser-eye/icons/16.png; do
        [ -e "$work/tree/$path" ] && [ -s "$work/tree/$path" ] || { echo "no $path" && missing=1; }
    done
    [ "$missing" = 0 ]
}

belongs_to_root() {
    dpkg-deb -c "$work/first.deb" |
        awk '$2 != "root/root" || $1 !~ /^(drwxr-xr-x|-rw-r--r--|-rwxr-xr-x)$/ { bad = 1; print } END { exit bad }'
}

sums_hold() {
    (cd "$work/tree" && md5sum --quiet -c DEBIAN/md5sums) &&
        [ "$(find "$work/tree" -path '*/DEBIAN' -prune -o -type f -print | wc -l)" = "$(wc -l <"$work/tree/DEBIAN/md5sums")" ]
}

names_no_directory_of_this_machine() {
    ! grep -rlF -e "$PWD" -e "$work" "$work/tree"
}

expect builds deploy/debian/build.sh "$telos" "$work/first.deb"
dpkg-deb -R "$work/first.deb" "$work/tree"
expect same_bytes_again build_again
expect other_time_shows other_time_shows
expect has_all_files has_all_files
expect belongs_to_root belongs_to_root
expect sums_hold sums_hold
expect names_no_directory_of_this_machine names_no_directory_of_this_machine
expect is_the_same_program cmp "$telos" "$work/tree/usr/bin/telos"
for script in postinst prerm postrm; do
    expect "$script can be read" sh -n "$work/tree/DEBIAN/$script"
done
echo "result: deb passed=$passed failed=$failed"
[ "$failed" -eq 0 ]
