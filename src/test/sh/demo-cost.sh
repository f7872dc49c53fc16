#!/bin/sh
# Wall time of a warm `./shaker demo --exit` and the most memory its processes had together.
#
#   src/test/sh/demo-cost.sh [DEMO OPTIONS]
#
# Memory is the proportional set size (PSS) of the launcher and everything below it, summed four times a second: shared pages
# count once. Linux only. The first run fills the caches and is not counted; both run on fresh data directories.
set -u
cd "$(dirname "$0")/../../.." || exit 3

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Process ids of $1 and all its descendants; the embedded stack leads its own session but stays a child, a watchdog does not.
tree() {
    ps -eo pid=,ppid= | awk -v root="$1" '
        { parent[$1] = $2 }
        END { for (p in parent) { q = p; while (q != root && q > 1) q = parent[q]; if (q == root) print p } }'
}

pss() {
    total=0
    for pid in $(tree "$1"); do
        kb=$(awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup" 2>/dev/null)
        total=$((total + ${kb:-0}))
    done
    echo "$total"
}

now() { date +%s.%N; }

run() {
    data=$1
    shift
    begin=$(now)
    ./shaker demo --exit --data "$data" "$@" >"$work/out" 2>"$work/err" &
    demo=$!
    peak=0
    while kill -0 "$demo" 2>/dev/null; do
        sum=$(pss "$demo")
        [ "$sum" -le "$peak" ] || peak=$sum
        sleep 0.25
    done
    wait "$demo" || { cat "$work/err" >&2; exit 1; }
    end=$(now)
}

run "$work/warm-up" "$@"
load=$(cut -d ' ' -f 1 /proc/loadavg)
run "$work/measured" "$@"
echo "$begin $end $peak $load $(nproc)" |
    awk '{ printf "wall %.1f s, peak PSS %.2f GB, load before %s, %d cores\n", $2 - $1, $3 * 1024 / 1e9, $4, $5 }'
