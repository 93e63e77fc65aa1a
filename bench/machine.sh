# Sourced by the benchmarks: where a processor's results are kept, and the lines that say on what they were measured.
# shellcheck shell=bash

processor() {
    sed -n 's/^model name[^:]*: *//p;T;q' /proc/cpuinfo
}

# results_directory: made, and printed.
results_directory() {
    local directory
    directory=bench/results/$(processor | tr '[:upper:]' '[:lower:]' | sed -E 's/[^a-z0-9]+/-/g; s/^-|-$//g')
    mkdir -p "$directory"
    echo "$directory"
}

# describe_machine COMMAND
describe_machine() {
    echo "# cpu: $(processor)"
    echo "# command: $1"
    echo "# load average: $(cut -d' ' -f1-3 /proc/loadavg), processors: $(nproc)"
}
