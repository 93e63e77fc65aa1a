#!/bin/bash
# build-image.sh KERNEL: .cache/vm/root.erofs (userland of the VM, shared) and .cache/vm/initramfs-KERNEL.cpio.
# Each carries a key of its inputs and is built again only when that changes. Prints nothing when nothing is to do.
set -euo pipefail
cd "$(dirname "$0")/../.."
PATH=/usr/bin:/bin:/usr/sbin:/sbin
kernel=$1
images=.cache/vm
busybox=.cache/busybox/bin/busybox
kernel_dir=.cache/kernels/$kernel
# The first ones carry the root file system; the guest's modprobe finds the others when a test wants them.
boot_modules=(virtio_pci virtio_blk virtio_console erofs overlay ext4 virtiofs)
test_modules=(af_alg binfmt_misc cls_bpf dummy fuse inet_diag loop sch_ingress sctp tcp_diag tls tun udp_diag unix_diag
    veth vsock vsock_loopback)

mapfile -t packages < <(sed '/^#/d' tests/vm/packages.guest)

guest_packages() {
    local version
    version=$(python_version)
    printf '%s\n' "${packages[@]}" python3-minimal "python$version-minimal"
}

python_version() {
    /usr/bin/python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])'
}

key_of() {
    sha256sum | cut -d' ' -f1
}

copy_packages() {
    local root=$1 path
    guest_packages | xargs dpkg -L | grep -E '^/(usr/)?(s?bin|lib|lib64|libexec)/' | grep -v '^/usr/lib/node_modules/' | sort -u |
        while read -r path; do
            [ -d "$path" ] || echo "${path#/}"
        done | tar -C / --no-recursion -cf - -T - | tar -C "$root" -xf -
}

# Tests, IDLE and the like make up half of the library and serve nobody here; compiled files start faster.
copy_python_library() {
    local root=$1 version
    version=$(python_version)
    tar -C / --exclude=test --exclude=idlelib --exclude=lib2to3 --exclude=ensurepip -cf - "usr/lib/python$version" |
        tar -C "$root" -xf -
}

# libgcc_s is opened by name when a thread is cancelled, so that no program lists it.
copy_libraries() {
    local root=$1 library
    {
        find "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/libexec" -type f \
            \( -perm /111 -o -name '*.so*' \) -print0 |
            { env -u LD_LIBRARY_PATH xargs -0 ldd 2>/dev/null || true; } | sed -nE 's/.* => (\/[^ ]+) .*/\1/p'
        echo /lib/x86_64-linux-gnu/libgcc_s.so.1
        echo /lib64/ld-linux-x86-64.so.2
    } | sort -u | while read -r library; do
        [ -e "$root$library" ] || install -D -m 755 "$library" "$root$library"
    done
}

# Debian's node does not start without the modules that it shares with other packages; a vendor's has all in itself.
copy_node_modules() {
    local root=$1 module
    { grep -ahoE '/usr/share/nodejs/[A-Za-z0-9_./-]+\.js' "$root"/usr/lib/x86_64-linux-gnu/libnode.so.* 2>/dev/null || true; } |
        sort -u | while read -r module; do
            install -D -m 644 "$module" "$root$module"
        done
}

# systemd as the first process of a boot that asks for it (vmrun -i systemd), without the services that a machine has. Its
# job.service is what guest-init is otherwise.
copy_systemd() {
    local root=$1 path units=$1/usr/lib/systemd/system unit
    for path in /usr/lib/systemd/systemd /usr/bin/systemctl /usr/lib/x86_64-linux-gnu/systemd/libsystemd-{core,shared}-*.so; do
        install -D -m 755 "$path" "$root$path"
    done
    for unit in basic local-fs multi-user network shutdown slices sysinit; do
        install -D -m 644 "/usr/lib/systemd/system/$unit.target" "$units/$unit.target"
    done
    printf '%s\n' '[Unit]' 'DefaultDependencies=no' '[Service]' 'ExecStart=/run/busybox sh /run/guest-init' \
        'Environment=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' 'StandardOutput=inherit' \
        'StandardError=inherit' 'KillMode=process' >"$units/job.service"
}

write_configuration() {
    local etc=$1/etc
    printf 'telos-vm\n' >"$etc/hostname"
    printf '127.0.0.1 localhost telos-vm\n::1 localhost\n' >"$etc/hosts"
    printf 'nameserver 127.0.0.1\n' >"$etc/resolv.conf"
    printf 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nservices: files\nprotocols: files\n' >"$etc/nsswitch.conf"
    cat >"$etc/passwd" <<-'END'
	root:x:0:0:root:/root:/bin/bash
	nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
	agent:x:1000:1000:agent:/home/agent:/bin/bash
	END
    printf 'root:x:0:\ntty:x:5:\nshadow:x:42:\nagent:x:1000:\nnogroup:x:65534:\n' >"$etc/group"
    # Nothing hashes to these; they are bait, of the right shape.
    # shellcheck disable=SC2016
    printf '%s:$6$telosvm$%s:20000:0:99999:7:::\n' root "$(printf 'A%.0s' {1..86})" agent "$(printf 'B%.0s' {1..86})" >"$etc/shadow"
    chmod 640 "$etc/shadow"
    cp /etc/protocols /etc/services "$etc/" 2>/dev/null || true
    cp -L /etc/ld.so.conf "$etc/"
    cp -rL /etc/ld.so.conf.d "$etc/"
}

build_root() {
    local root=$1/root directory
    mkdir -p "$root"/usr/{bin,sbin,lib,lib64,libexec} "$root"/{etc,proc,sys,dev,tmp,run,job,root,home/agent,var/lib,var/log,var/tmp}
    for directory in bin sbin lib lib64; do
        ln -s "usr/$directory" "$root/$directory"
    done
    mkdir -p "$root"/usr/local/{bin,lib}
    copy_packages "$root"
    copy_python_library "$root"
    copy_systemd "$root"
    install -m 755 "$busybox" "$root/usr/bin/busybox"
    # Debian chooses these through /etc/alternatives.
    ln -sf mawk "$root/usr/bin/awk"
    ln -sf nc.openbsd "$root/usr/bin/nc"
    ln -sf which.debianutils "$root/usr/bin/which"
    copy_libraries "$root"
    copy_node_modules "$root"
    write_configuration "$root"
    ldconfig -r "$root"
    chmod 700 "$root/root"
    chmod 1777 "$root/tmp" "$root/var/tmp"
    # Everything in the image belongs to root; the guest's init gives away the little that does not.
    find "$root" -type f -perm /2000 -exec chmod g-s {} +
    mkfs.erofs --quiet --all-root "$1/root.erofs" "$root" >/dev/null
}

# The subset of modules with their dependencies, unpacked, in the layout that modprobe reads on either side of the switch.
copy_modules() {
    local tree=$1 version=$2 name path target
    mkdir -p "$tree/lib/modules/$version"
    cp "$kernel_dir/lib/modules/$version"/modules.{builtin,builtin.modinfo,order} "$tree/lib/modules/$version/"
    depmod -b "$kernel_dir" "$version"
    for name in "${boot_modules[@]}" "${test_modules[@]}"; do
        modprobe -d "$kernel_dir" -S "$version" --show-depends "$name" 2>/dev/null | sed -nE 's/^insmod ([^ ]+).*/\1/p' || true
    done | sort -u | while read -r path; do
        target=$tree/lib/modules/$version/${path##*"/$version/"}
        mkdir -p "$(dirname "$target")"
        case $path in
            *.xz) xz -dc "$path" >"${target%.xz}" ;;
            *) cp "$path" "$target" ;;
        esac
    done
    depmod -b "$tree" "$version"
    for name in "${boot_modules[@]}"; do
        [ -z "$(find "$tree/lib/modules" -name "$name.ko")" ] || echo "$name"
    done >"$tree/modules.boot"
}

build_initramfs() {
    local tree=$1/initramfs version
    version=$(basename "$kernel_dir"/lib/modules/*)
    mkdir -p "$tree"/{bin,dev,proc,sys,lower,upper,root}
    cp "$busybox" "$tree/bin/busybox"
    install -m 755 tests/vm/init "$tree/init"
    install -m 644 tests/vm/guest-init "$tree/guest-init"
    copy_modules "$tree" "$version"
    (cd "$tree" && find . | LC_ALL=C sort | cpio -o -H newc --quiet -R 0:0) >"$1/initramfs-$kernel.cpio"
}

# build FILE KEY COMMAND: runs COMMAND DIRECTORY, which leaves FILE in there, unless FILE was built from the same KEY.
build() {
    local file=$1 key=$2 command=$3 work
    if [ -e "$images/$file" ] && [ "$(cat "$images/$file.key" 2>/dev/null)" = "$key" ]; then
        return 0
    fi
    work=$(mktemp -d "$images/work.XXXXXX")
    # shellcheck disable=SC2064 # the value of now
    trap "rm -rf '$work'" EXIT
    "$command" "$work"
    mv "$work/$file" "$images/$file"
    echo "$key" >"$images/$file.key"
    rm -rf "$work"
}

compgen -G "$kernel_dir/boot/vmlinuz-*" >/dev/null || {
    echo "build-image: no kernel $kernel: run 'make setup'" >&2
    exit 1
}
mkdir -p "$images"
exec 9>"$images/lock"
flock 9
root_key=$({
    cat tests/vm/build-image.sh tests/vm/packages.guest
    guest_packages | xargs dpkg-query -W
} | key_of)
initramfs_key=$({
    cat tests/vm/{build-image.sh,init,guest-init}
    ls "$kernel_dir/boot"
} | key_of)
build root.erofs "$root_key" build_root
build "initramfs-$kernel.cpio" "$initramfs_key" build_initramfs
