#!/usr/bin/env python3
"""Renders a report with several seeds, and says how far its claims are from failing.

    seeds.py FIDUCIAL REPORT FOLDER SEED...

For each seed a page and all its numbers as JSON are left in the folder; for each claim a line says what the seeds found, and the
chance that a further seed fails it. A value that is no finite number is left out: the line says of how many values it is, and a
line below which seeds have none. The chance is the tail of Student's t with mean and deviation of the seeds seen, which knows how
few they are; of values that are positive and have an upper limit alone, the tail of their logarithm. Exits with 1 where a claim
fails for any seed, or is not evaluated. Needs nothing but Python 3.9.
"""

import json
import math
import re
import subprocess
import sys
from pathlib import Path


def with_seed(text, seed):
    """The report with another seed in its front matter, or in the parameter that this is; None where that has none."""
    lines = text.split("\n")
    fences = [place for place, line in enumerate(lines) if line.startswith("---")][:2]
    head = range(fences[0], fences[1]) if len(fences) == 2 else []
    for place in head:
        found = re.fullmatch(r"seed:\s*(.*?)\s*(#.*)?", lines[place])
        if not found:
            continue
        parameter = re.fullmatch(r"\$\{([^}]+)\}", found[1])
        if parameter:
            place = next((place for place in head if re.match(rf"\s+{re.escape(parameter[1])}:", lines[place])), None)
            if place is None:
                return None
        lines[place] = lines[place].split(":")[0] + f": {seed}"
        return "\n".join(lines)
    return None


def t_tail(t, degrees):
    """P(T > t) of Student's t, by Simpson's rule in the angle: T = √n tan θ has the density cos^(n−1) θ."""
    low, high = math.atan(t / math.sqrt(degrees)), math.pi / 2
    norm = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(math.pi)
    steps = 2000
    width = (high - low) / steps
    total = 0.0
    for step in range(steps + 1):
        weight = 1 if step in (0, steps) else 4 if step % 2 else 2
        total += weight * max(0.0, math.cos(low + step * width)) ** (degrees - 1)
    return min(1.0, max(0.0, norm * total * width / 3))


def moments(values):
    mean = sum(values) / len(values)
    return mean, math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1))


def chance(values, lower, upper):
    """The chance that a further value lies outside of its limits; None where the values do not say."""
    if len(values) < 3 or (lower is None and upper is None):
        return None
    if lower is None and upper > 0 and min(values) > 0:
        values, upper = [math.log(value) for value in values], math.log(upper)
    mean, deviation = moments(values)
    if deviation == 0:
        return 0.0 if (lower is None or mean >= lower) and (upper is None or mean <= upper) else 1.0
    scale = deviation * math.sqrt(1 + 1 / len(values))
    tails = [t_tail(sign * (limit - mean) / scale, len(values) - 1)
             for sign, limit in ((-1, lower), (1, upper)) if limit is not None]
    return min(1.0, sum(tails))


def number(value):
    known = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if known else None


def digits(value):
    return "" if value is None else f"{value:.3g}".replace("-", "−")


def percent(value):
    if value is None:
        return "?"
    return "< 0.01 %" if value < 1e-4 else f"{100 * value:.2g} %"


def table(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def main(fiducial, report, folder, seeds):
    text, name, folder = Path(report).read_text(), Path(report).stem, Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    claims, verdicts, failed = {}, [["seed", "claims", "fail", "open", "health"]], False
    for seed in seeds:
        own = with_seed(text, seed)
        if own is None:
            print(f"{report} has no seed of its own to change", file=sys.stderr)
            return 2
        place = folder / f"{name}-{seed}"
        place.with_suffix(".md").write_text(own)
        results = place.with_suffix(".json")
        results.unlink(missing_ok=True)
        with open(place.with_suffix(".log"), "w") as log:
            status = subprocess.run(
                [fiducial, "render", f"{place}.md", "-o", f"{place}.html", "--json", str(results)],
                stdout=log, stderr=subprocess.STDOUT).returncode
        if not results.exists():
            print(f"seed {seed}: no page, exit status {status}; see {place}.log", file=sys.stderr)
            return 1
        found = json.loads(results.read_text())
        counts = found["outcome"]["claims"]
        verdicts.append([str(seed), str(sum(counts.values())), str(counts["fail"]), str(counts["not-evaluated"]),
                         found["outcome"]["health"]])
        failed = failed or counts["fail"] + counts["not-evaluated"] > 0
        for place_of_claim, claim in enumerate(found["claims"]):
            claims.setdefault((place_of_claim, claim["cell"], claim["claim"]), []).append(claim)
    table(verdicts)
    print()
    rows, total = [["claim", "lower", "upper", "values", "mean", "± of a seed", "least", "largest", "chance to fail"]], 0.0
    records, unknown = [], []
    for (_, cell, words), found in claims.items():
        values = [number(claim.get("value")) for claim in found]
        lower, upper = number(found[0].get("lower")), number(found[0].get("upper"))
        known = [value for value in values if value is not None]
        mean, deviation = moments(known) if len(known) > 1 else (None, None)
        fails = chance(known, lower, upper)
        lost = [str(seed) for seed, value in zip(seeds, values) if value is None]
        if lost:
            unknown.append(f"{words}: no number with seed {', '.join(lost)}")
        total += fails or 0
        rows.append([words, digits(lower), digits(upper), f"{len(known)} of {len(values)}", digits(mean), digits(deviation),
                     digits(min(known, default=None)), digits(max(known, default=None)), percent(fails)])
        records.append({"cell": cell, "claim": words, "lower": lower, "upper": upper, "values": values, "chance": fails})
    table(rows)
    for line in unknown:
        print(line)
    print(f"\nA further seed fails one of {len(rows) - 1} claims with a chance of {percent(total)} or less, "
          f"by {len(verdicts) - 1} seeds: {' '.join(map(str, seeds))}.")
    summary = {"report": report, "seeds": seeds, "chance": total, "claims": records}
    (folder / f"{name}-seeds.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    if len(sys.argv) < 5:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], [int(seed) for seed in sys.argv[4:]]))
