# Sourced by the benchmarks: where a processor's results are kept, the lines that say on what they were measured, and how figures
# are judged.
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

# measure_in_vm NAME KERNEL SECONDS: bench/NAME/measure.py on the clock that counts instructions, from a disk. Its lines "figure NAME
# VALUE" become build/bench/NAME.txt.
measure_in_vm() {
    local job status=0
    job=$(mktemp -d)
    mkdir -p build/bench
    cp build/telos "bench/$1/measure.py" "$job"
    echo 'exec /usr/bin/python3 -u /job/measure.py' >"$job/run.sh"
    tests/vm/vmrun -k "$2" -c instructions -f ext4 -t "$3" -- "$job" | tee "$job/printed" || status=$?
    sed -n 's/^figure //p' "$job/printed" >"build/bench/$1.txt"
    rm -rf "$job"
    return "$status"
}

# conclude NAME FIGURES BARS: the benchmark's last line, from a file with lines NAME FIGURE, judged; ACCEPT=1 keeps it. Fails when a
# bar was missed.
conclude() {
    local line
    line="result: bench-$1 $(tr ' ' '=' <"$2" | paste -sd ' ') $(judge_bars "$2" "$3")"
    echo "$line"
    if [ "${ACCEPT:-}" = 1 ]; then
        {
            describe_machine "ACCEPT=1 make bench-$1"
            echo "$line"
        } >"$(results_directory)/$1.txt"
    fi
    [[ $line == *bars_missed=0 ]]
}

# judge_bars FIGURES BARS: of a file with lines NAME FIGURE, and lines NAME, <= or >=, and the bar: a figure, or another's name and
# by how many percent it may be more (NAME+25%). Each is told on standard error; prints "bars_met=N bars_missed=N".
judge_bars() {
    awk -v bars="$2" '
    { figure[$1] = $2 }
    END {
        count = split(bars, rows, "\n")
        for (i = 1; i <= count; i++) {
            split(rows[i], row, " ")
            limit = row[3]
            if (split(limit, relative, /[+%]/) > 1) limit = figure[relative[1]] * (1 + relative[2] / 100)
            met = row[1] in figure && (row[2] == "<=" ? figure[row[1]] <= limit : figure[row[1]] >= limit)
            print "bar " rows[i] ": " figure[row[1]] (met ? " met" : " MISSED") >"/dev/stderr"
            total += met
        }
        print "bars_met=" total + 0 " bars_missed=" count - total
    }' "$1"
}
