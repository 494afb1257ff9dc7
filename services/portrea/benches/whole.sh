#!/usr/bin/env bash
# Figures of the whole program: cold demo, second demo, time to ready, resident memory, size of the binary.
# Usage: services/portrea/benches/whole.sh [BINARY] [RUNS]
set -euo pipefail
cd "$(dirname "$0")/../../.."
binary=${1:-target/release/portrea}
runs=${2:-5}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
now() { date +%s%N; }
ms() { echo $((($(now) - $1) / 1000000)); }
median() { sort -n | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }

cold=() again=() ready=()
for run in $(seq "$runs"); do
    data=$folder/$run
    start=$(now); "$binary" demo --data-dir "$data" --no-serve >/dev/null 2>&1; cold+=("$(ms "$start")")
    start=$(now); "$binary" demo --data-dir "$data" --no-serve >/dev/null 2>&1; again+=("$(ms "$start")")
    start=$(now)
    "$binary" serve --data-dir "$data" --listen 127.0.0.1:0 >/dev/null 2>"$folder/log" &
    pid=$!
    until url=$(grep -o 'http://[0-9.:]*' "$folder/log") && curl -fsS "$url/readyz" >/dev/null 2>&1; do :; done
    ready+=("$(ms "$start")")
    curl -fsS "$url/?territoire=region-53" >/dev/null
    curl -fsS "$url/territoires/region-53" >/dev/null
    rss=$(awk '/VmRSS/ {print int($2/1024)}' "/proc/$pid/status")
    kill "$pid"; wait "$pid" || true
done
echo "cold demo --no-serve   $(printf '%s\n' "${cold[@]}" | median) ms (median of $runs)"
echo "second demo            $(printf '%s\n' "${again[@]}" | median) ms"
echo "server ready           $(printf '%s\n' "${ready[@]}" | median) ms on a loaded base"
echo "resident memory        $rss MiB after two pages of all Brittany"
echo "binary                 $(($(stat -c %s "$binary") / 1024 / 1024)) MiB"
