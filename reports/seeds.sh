#!/bin/sh
# Renders a report with several seeds and tabulates its verdicts: seeds.sh FIDUCIAL REPORT FOLDER SEED…
#
# A page for each seed is left in the folder. Exits with 1 where a claim fails for any of them.
set -eu
fiducial=$1 report=$2 folder=$3
shift 3
name=$(basename "$report" .md)
mkdir -p "$folder"
printf '%-8s %s\n' seed verdicts
status=0
for seed in "$@"; do
    page="$folder/$name-$seed"
    # The seed of the front matter, and of nothing behind it.
    awk -v seed="$seed" '
        /^---/ { fences++ }
        fences == 1 && /^seed:/ { print "seed: " seed; found = 1; next }
        { print }
        END { exit !found }' "$report" > "$page.md" || { echo "$report has no seed of its own to change" >&2; exit 2; }
    "$fiducial" render "$page.md" -o "$page.html" --health "$page.json" > "$page.log" 2>&1 || status=1
    printf '%-8s %s\n' "$seed" "$(grep "^$page.html: " "$page.log" | tail -n 1 | sed "s|^$page.html: ||")"
    grep -E "claim|failed" "$page.log" | grep -v "claims hold" | sed 's/^/         /' || true
done
exit $status
