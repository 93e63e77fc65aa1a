#!/bin/bash
# run.sh KERNEL [PART OF A NAME,...]: performs the catalogue in one VM. Last line:
# "result: bypasses kernel=K cases=N refused=N through=N controls=N not_applicable=N".
# A case prints "ok", "THROUGH" or "FAIL", then phase, name and user. Status 0: all controls succeeded, all was refused.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
PATH=$PATH:/usr/sbin:/sbin
kernel=$1
parts=${2:-}
seconds=1500
job=$(mktemp -d)
trap 'rm -rf "$job"' EXIT

# What Python cannot do for an agent: NAME.c becomes a static program, NAME.so.c a library without a C library.
compile_programs() {
    local source name
    mkdir "$job/programs"
    for source in "$here"/programs/*.c; do
        [ -e "$source" ] || continue
        name=$(basename "$source" .c)
        case $name in
            *.so) gcc -O2 -Wall -Wextra -Werror -shared -fPIC -nostdlib -o "$job/programs/$name" "$source" ;;
            *) gcc -O2 -Wall -Wextra -Werror -static -o "$job/programs/$name" "$source" -lpthread ;;
        esac
    done
}

# Kinds of socket whose modules the guest's image does not have, in the order in which insmod takes them.
unpack_modules() {
    local tree=$here/../../../.cache/kernels/$kernel version count=10 path
    version=$(basename "$tree"/lib/modules/*)
    mkdir "$job/modules"
    depmod -b "$tree" "$version"
    for name in smc tipc rds kcm af_key; do
        modprobe -d "$tree" -S "$version" --show-depends "$name" | sed -nE 's/^insmod ([^ ]+).*/\1/p'
    done | awk '!seen[$0]++' | while read -r path; do
        count=$((count + 1))
        name=$(basename "${path%.xz}")
        case $path in
            *.xz) xz -dc "$path" >"$job/modules/$count-$name" ;;
            *) cp "$path" "$job/modules/$count-$name" ;;
        esac
    done
}

cp "$here/../../../build/telos" "$job/telos"
cp -r "$here/../scenarios" "$job/scenarios"
mkdir "$job/bypasses"
cp -r "$here"/{catalogue,attacks,*.py} "$job/bypasses/"
compile_programs
unpack_modules
echo "exec /usr/bin/python3 -u /job/bypasses/run_cases.py $kernel $parts" >"$job/run.sh"
status=0
"$here/../vmrun" -k "$kernel" -t "$seconds" ${VMRUN_OPTIONS:-} -- "$job" | tee "$job/log" || status=$?
if ! tail -n 1 "$job/log" | grep -q '^result: bypasses '; then
    echo "FAIL vm $kernel: status $status"
    echo "result: bypasses kernel=$kernel cases=1 refused=0 through=0 controls=0 not_applicable=0"
    exit 1
fi
exit "$status"
