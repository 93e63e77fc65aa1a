#!/bin/bash
# setup.sh [lists]: installs what building and testing need, and fetches the two kernels under test; with "lists" what
# eval-domains reads as well. Does nothing, quickly, when all is there. Kernels, name servers, container engines, Prometheus, a
# filter and lists are unpacked into .cache and never installed. Failure is one line on stderr.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=$PATH:/usr/sbin:/sbin
stamp=build/setup.stamp
cache=.cache
servers=(dnsdist knot unbound)
prometheus=(prometheus)
engine=(podman conmon golang-github-containers-common golang-github-containers-image docker.io containerd runc apparmor)
lists=(dnstwist python3-idna webext-ublock-origin-firefox)
# Name, version, sha256 of the archive.
npm_lists=(
    "third-party-web 0.30.0 1ad015c9187d88d6adfe0ab7d5b9febefa7a093b776bdf97d43ba138f4179041"
    "academic-email-verifier 3.1.0 9c3c5809bf3e569597d8159b3ffbe7d96d734e4c6fa4e1c784a2de27280fbced"
)
# Where each is unpacked, and its package-lock.json: the MCP client that tests use, the compiler of our own client, the schema of
# the Kubernetes API, what the extension is built by, and what drives its browser.
declare -A npm_projects=([mcp]=tests/mcp [typescript]=src/clients/typescript [kubernetes]=tests/kubernetes
    [eye]=src/browser-eye [browser]=tests/browser)
updated=no
want=${1:-}

die() {
    echo "setup: $*" >&2
    exit 1
}

listed() {
    sed '/^#/d' tests/vm/packages.host tests/vm/packages.guest
    # A vendor's nodejs brings npm along and excludes Debian's.
    command -v npm >/dev/null || echo npm
}

missing_packages() {
    local -a wanted
    mapfile -t wanted < <(listed)
    comm -23 <(printf '%s\n' "${wanted[@]}" | sort -u) \
        <({ dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null || true; } |
            sed -n 's/ installed$//p' | sort -u)
}

have_kernel() {
    compgen -G "$cache/kernels/$1/boot/vmlinuz-*" >/dev/null
}

have_programs() {
    local program
    for program in dotnet make gcc clang ld.lld llvm-strip clang-format bpftool qemu-system-x86_64 mkfs.erofs cpio depmod \
        xz /usr/bin/python3; do
        command -v "$program" >/dev/null || die "$program is missing: install it and put it on PATH"
    done
}

# One source that cannot be reached (a vendor's repository, say) must not stop the others.
update_lists() {
    [ "$updated" = no ] || return 0
    updated=yes
    [ "$(id -u)" -ne 0 ] || apt-get -qq update >/dev/null 2>&1 || true
}

install_packages() {
    local log
    [ "$(id -u)" -eq 0 ] || die "packages are missing ($*): run 'make setup' once as root"
    echo "setup: installing $*"
    update_lists
    log=$(mktemp)
    if ! DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >"$log" 2>&1; then
        tail -n 5 "$log" >&2
        rm -f "$log"
        die "apt-get could not install: $*"
    fi
    rm -f "$log"
}

# fetch PACKAGE DIRECTORY: unpacks the newest version of a package into a directory that appears complete or not at all.
fetch() {
    local package=$1 target=$2 work
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/fetch.XXXXXX")
    if ! (cd "$work" && apt-get -qq -o APT::Sandbox::User=root download "$package") >/dev/null 2>&1; then
        rm -rf "$work"
        die "apt-get could not download $package"
    fi
    mkdir "$work/tree"
    dpkg -x "$work/$package"_*.deb "$work/tree"
    mkdir -p "$(dirname "$target")"
    rm -rf "$target"
    mv "$work/tree" "$target"
    rm -rf "$work"
}

# kernel_package META VERSION PATTERN: the meta-package names the newest; without it the newest name that matches.
kernel_package() {
    local name
    name=$(apt-cache depends "$1" 2>/dev/null | awk -v want="linux-image-$2." '/Depends:/ && index($2, want) == 1 {print $2; exit}')
    [ -n "$name" ] || name=$(apt-cache search --names-only "^linux-image-$3-cloud-amd64\$" | awk '{print $1}' | sort -V | tail -n 1)
    echo "$name"
}

fetch_kernel() {
    local package
    update_lists
    package=$(kernel_package "$@")
    [ -n "$package" ] || die "the apt sources hold no $2 cloud kernel: add Debian 12 main and security"
    echo "setup: fetching $package"
    fetch "$package" "$cache/kernels/$2"
}

# have_programs_in TREE PROGRAM...: with their libraries, there or on this machine.
have_programs_in() {
    local tree=$PWD/$cache/$1 program
    shift
    for program in "$@"; do
        [ -x "$tree/$program" ] || return 1
        ! LD_LIBRARY_PATH=$tree/usr/lib/x86_64-linux-gnu ldd "$tree/$program" | grep -q 'not found' || return 1
    done
}

have_servers() {
    have_programs_in servers usr/bin/dnsdist usr/sbin/knotd usr/sbin/unbound
}

have_engine() {
    have_programs_in engine usr/bin/{podman,conmon,docker,containerd} usr/sbin/{dockerd,runc} sbin/apparmor_parser
}

# fetch_tree TREE PACKAGE...: installing a server would start it, and at every boot after that. What this machine has is
# downloaded all the same; of the libraries only what it lacks.
fetch_tree() {
    local tree=$1 work deb
    shift
    update_lists
    echo "setup: fetching $*"
    mkdir -p "$cache"
    work=$(mktemp -d "$PWD/$cache/fetch.XXXXXX")
    mkdir -p "$work/debs/partial" "$work/tree"
    if ! apt-get -qq -o APT::Sandbox::User=root -o Debug::NoLocking=1 -o Dir::Cache::archives="$work/debs" \
        install -y --download-only --reinstall --no-install-recommends "$@" >/dev/null 2>&1; then
        rm -rf "$work"
        die "apt-get could not download: $*"
    fi
    for deb in "$work"/debs/*.deb; do
        dpkg -x "$deb" "$work/tree"
    done
    rm -rf "${cache:?}/$tree"
    mv "$work/tree" "$cache/$tree"
    rm -rf "$work"
    "have_$tree" || die "$cache/$tree lacks a program or its libraries: remove it and run again"
}

# fetch_npm NAME VERSION SHA256: unpacks an npm package; nothing of it is run.
fetch_npm() {
    local name=$1 version=$2 work
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/fetch.XXXXXX")
    if ! (cd "$work" && npm pack --silent "$name@$version") >/dev/null 2>&1; then
        rm -rf "$work"
        die "npm could not download $name $version"
    fi
    if ! echo "$3  $work/$name-$version.tgz" | sha256sum --check --status; then
        rm -rf "$work"
        die "$name $version is not what it was: its sha256 is another"
    fi
    tar -xzf "$work/$name-$version.tgz" -C "$work" --no-same-owner
    rm -rf "${cache:?}/$name"
    mv "$work/package" "$cache/$name"
    rm -rf "$work"
}

have_npm() {
    grep -qs "\"version\": \"$2\"" "$cache/$1/package.json"
}

have_lists() {
    local name version sum
    for name in "${lists[@]}"; do
        [ -d "$cache/$name" ] || return 1
    done
    while read -r name version sum; do
        have_npm "$name" "$version" || return 1
    done < <(printf '%s\n' "${npm_lists[@]}")
}

fetch_lists() {
    local name version sum
    update_lists
    for name in "${lists[@]}"; do
        if [ ! -d "$cache/$name" ]; then
            echo "setup: fetching $name"
            fetch "$name" "$cache/$name"
        fi
    done
    while read -r name version sum; do
        if ! have_npm "$name" "$version"; then
            echo "setup: fetching $name"
            fetch_npm "$name" "$version" "$sum" </dev/null
        fi
    done < <(printf '%s\n' "${npm_lists[@]}")
}

have_prometheus() {
    have_programs_in prometheus usr/bin/promtool
}

have_filter() {
    [ -f "$cache/libxdp/usr/lib/x86_64-linux-gnu/bpf/xdpfilt_alw_ip.o" ]
}

# have_modules NAME: those of this npm project.
have_modules() {
    cmp -s "${npm_projects[$1]}/package-lock.json" "$cache/$1/package-lock.json" && [ -d "$cache/$1/node_modules" ]
}

have_all_modules() {
    local name
    for name in "${!npm_projects[@]}"; do
        have_modules "$name" || return 1
    done
}

# fetch_modules NAME: what the lock file names, by its checksums; nothing of it is run while it is installed.
fetch_modules() {
    local project=${npm_projects[$1]} work
    echo "setup: fetching what $project names"
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/fetch.XXXXXX")
    cp "$project/package.json" "$project/package-lock.json" "$work"
    if ! (cd "$work" && npm ci --silent --ignore-scripts --no-audit --no-fund) >/dev/null 2>&1; then
        rm -rf "$work"
        die "npm could not install what $project/package-lock.json names"
    fi
    rm -rf "${cache:?}/$1"
    mv "$work" "$cache/$1"
}

[ "$(uname -s)-$(uname -m)" = Linux-x86_64 ] || die "only Linux on x86-64 is supported"
command -v dotnet >/dev/null || die "dotnet is missing: install the .NET 10 SDK and put it on PATH"
command -v apt-get >/dev/null || die "apt-get is missing: a Debian 12 system is needed"

# The tests pin maps and programs there, as the daemon does.
if [ "$(id -u)" -eq 0 ] && ! mountpoint -q /sys/fs/bpf; then
    mount -t bpf bpf /sys/fs/bpf || die "the BPF file system cannot be mounted on /sys/fs/bpf"
fi

key=$(cat "$0" tests/vm/packages.host tests/vm/packages.guest global.json | sha256sum | cut -d' ' -f1)
mapfile -t missing < <(missing_packages)
if [ ${#missing[@]} -eq 0 ] && have_kernel 6.1 && have_kernel 6.12 && [ -x "$cache/busybox/bin/busybox" ] &&
    have_servers && have_engine && have_prometheus && have_filter && have_all_modules && { [ "$want" != lists ] || have_lists; } &&
    [ "$(head -n 1 "$stamp" 2>/dev/null)" = "$key" ]; then
    have_programs
    exit 0
fi

# global.json states the version; the SDK itself decides whether it satisfies it.
dotnet --version >/dev/null 2>&1 || die "dotnet has no SDK that satisfies global.json: install the .NET 10 SDK"
if [ ${#missing[@]} -gt 0 ]; then
    install_packages "${missing[@]}"
fi
have_programs
have_kernel 6.1 || fetch_kernel linux-image-cloud-amd64 6.1 '6\.1\.[0-9]+-[0-9]+'
have_kernel 6.12 || fetch_kernel linux-image-6.12-cloud-amd64 6.12 '6\.12\.[0-9]+\+deb12'
if [ ! -x "$cache/busybox/bin/busybox" ]; then
    update_lists
    fetch busybox-static "$cache/busybox"
fi
have_servers || fetch_tree servers "${servers[@]}"
have_engine || fetch_tree engine "${engine[@]}"
have_prometheus || fetch_tree prometheus "${prometheus[@]}"
[ "$want" != lists ] || have_lists || fetch_lists
have_filter || { update_lists && fetch libxdp1 "$cache/libxdp"; }
for name in "${!npm_projects[@]}"; do
    have_modules "$name" || fetch_modules "$name"
done

mkdir -p build
{
    echo "$key"
    for version in 6.1 6.12; do
        echo "kernel_$version=$(basename "$cache/kernels/$version"/boot/vmlinuz-* | sed 's/^vmlinuz-//')"
    done
} >"$stamp"
