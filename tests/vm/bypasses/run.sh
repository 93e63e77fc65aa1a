#!/bin/bash
# run.sh KERNEL [PART OF A NAME]: performs the catalogue in one VM. Last line:
# "result: bypasses kernel=K cases=N refused=N through=N controls=N not_applicable=N".
# A case prints "ok", "THROUGH" or "FAIL", then phase, name and user. Status 0: every control succeeded, all was refused.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kernel=$1
part=${2:-}
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

cp "$here/../../../build/telos" "$job/telos"
cp -r "$here/../scenarios" "$job/scenarios"
mkdir "$job/bypasses"
cp -r "$here"/{catalogue,attacks,*.py} "$job/bypasses/"
compile_programs
echo "exec /usr/bin/python3 -u /job/bypasses/run_cases.py $kernel $part" >"$job/run.sh"
status=0
"$here/../vmrun" -k "$kernel" -t "$seconds" ${VMRUN_OPTIONS:-} -- "$job" | tee "$job/log" || status=$?
if ! tail -n 1 "$job/log" | grep -q '^result: bypasses '; then
    echo "FAIL vm $kernel: status $status"
    echo "result: bypasses kernel=$kernel cases=1 refused=0 through=0 controls=0 not_applicable=0"
    exit 1
fi
exit "$status"
