#!/bin/sh
# Writes the closure study of the global fit, a report of 54 fits, to standard output: ν on a grid of 3 × 3, three data sets
# each, both transforms of T, the densities of quickstart.md, those of x trained longer, and no option of the fit touched.
# Beside the page stand the numbers of all fits: TRANSFORM-NUISANCE.json, distances from the exact likelihood in its σ, and
# TRANSFORM-NUISANCE-slope.json.
set -eu
cd "$(dirname "$0")"

# A cell of quickstart.md, fences included.
cell() { awk -v label="$1" '$0 ~ "^```[{][a-z]+[}] " label "$" { on = 1 } on { print } on && $0 == "```" { exit }' quickstart.md; echo; }

# The same with four times the events a step: what a density of x alone does to ν̂ is noise of its training, and is to be
# small beside what is studied.
longer() { cell "$1" | sed 's/^steps:/batch: 4096\nsteps:/'; }

points="-1 0 1"
sets="1 2 3"
transforms="spline affine"
name() { echo "$1" | sed 's/-/m/'; }

# Calls "$1 SHIFT SQUEEZE SET" for every data set.
each() {
    for shift in $points; do for squeeze in $points; do for set in $sets; do "$1" "$shift" "$squeeze" "$set"; done; done; done
}
data() {
    printf '```{generate} data-%s-%s-%s\nevents: ${events}\nat: {shift: %s, squeeze: %s}\ndistorted: true\n```\n\n' \
        "$(name "$1")" "$(name "$2")" "$3" "$1" "$2"
}
fits() {
    for transform in $transforms; do
        printf '```{fit} %s-%s-%s-%s\ndata: data-%s-%s-%s\nkinematics: kinematics-response\nscore: score-response\ntransform: %s\nhide: true\n```\n\n' \
            "$transform" "$(name "$1")" "$(name "$2")" "$3" "$(name "$1")" "$(name "$2")" "$3" "$transform"
    done
}
row() {
    label="$(name "$1")-$(name "$2")-$3"
    printf '  - ["%s", "%s", "%s"' "$1" "$2" "$3"
    for transform in $transforms; do
        for nuisance in shift squeeze; do printf ', "{%s-%s.%s.from-x-alone | +.2}"' "$transform" "$label" "$nuisance"; done
        printf ', "{%s-%s.shift.distance | +.3}"' "$transform" "$label"
    done
    printf ']\n'
}
value() { printf '  - %s-%s-%s-%s.%s.%s\n' "$transform" "$(name "$1")" "$(name "$2")" "$3" "$nuisance" "$path"; }

cat <<'END'
---
title: Closure of the global fit over the plane of nuisances
subtitle: 54 fits without an option touched, each held against the exact likelihood of x alone on its own events
seed: 20
params:
  events: 20000
---

The densities are those of the first report, those of $x$ trained on four times the events. Data are drawn at nine points of
the plane that the templates span, three sets at each, distorted, and fitted with both transforms of $T$. What a fit has to
reproduce is the maximum of the exact likelihood of $x$ alone on the same events; distances are in its σ.

## Densities

END
for label in nominal templates; do cell "$label" | sed 's/^events: .*/events: 64_000_000/'; done
for label in kinematics kinematics-response; do longer "$label"; done
for label in score score-response; do cell "$label"; done
echo '## Data and fits'; echo
each data
each fits

echo '## Distances'; echo
echo '```{table} distances'
echo 'header: [shift, squeeze, Set, "Shift, spline", "Squeeze, spline", "Slope left, spline", "Shift, affine", "Squeeze, affine", "Slope left, affine"]'
echo 'rows:'
each row
echo 'caption: Fit − exact likelihood of $x$ alone, in its σ; and what is left of the slope of $\ln L$ in shift with $T$ held, as a Newton step in σ.'
echo '```'; echo

path=from-x-alone
for transform in $transforms; do for nuisance in shift squeeze; do
    printf '```{summary} %s-%s\nformats: [json]\nvalues:\n' "$transform" "$nuisance"; each value; printf 'caption: %s with the %s.\n```\n\n' "$nuisance" "$transform"
done; done
path=distance
for transform in $transforms; do for nuisance in shift squeeze; do
    printf '```{summary} %s-%s-slope\nformats: [json]\nvalues:\n' "$transform" "$nuisance"; each value; printf 'hide: true\n```\n\n'
done; done

echo '```{check} closure'
echo 'claims:'
for transform in $transforms; do for nuisance in shift squeeze; do
    echo "  - {claim: \"Largest distance, $nuisance, $transform, in σ\", value: $transform-$nuisance.largest, below: 0.3, format: .2}"
    echo "  - {claim: \"Mean distance, $nuisance, $transform, in σ\", value: $transform-$nuisance.mean, abs-below: 0.1, format: +.2}"
    echo "  - {claim: \"Largest slope left, $nuisance, $transform, in σ\", value: $transform-$nuisance-slope.largest, below: 0.1, format: .3}"
done; done
echo '```'
