"""Files of events for the page on own events, by a law that only this script knows: nothing but Python is needed.

A resonance (signal) lies over a broad spectrum (background), in two features: mass, and pt. One event of ten has a negative
weight. The energy scale moves mass and pt of both classes, so that there are files of its variations; the efficiency of a tag
weighs background by pt, so that it is a column of weights.
"""

import csv
import json
import math
import random
import sys
from pathlib import Path

EVENTS = 60_000
EXPECTED = {"signal": 400.0, "background": 2000.0}
TRUTH = {"scale": 0.6, "tag": -0.5}


def draw(kind, rng):
    """mass and pt at the nominal energy scale."""
    if kind == "signal":
        return rng.gauss(90, 6), math.exp(rng.gauss(4.0, 0.35))
    return math.exp(rng.gauss(4.35, 0.35)), math.exp(rng.gauss(3.6, 0.45))


def scaled(mass, pt, scale):
    """One σ of the energy scale is 2 %."""
    factor = 1.02 ** scale
    return mass * factor, pt * factor


def tag_weight(kind, pt, tag):
    """One σ of the tag changes the weight of background by 10 % at the median, and more where pt is large."""
    return 1.0 if kind == "signal" else math.exp(tag * (0.1 + 0.3 * (math.log(pt) - 3.6)))


def write(path, header, rows):
    with open(path, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def simulate(kind, folder, rng, count):
    events = [draw(kind, rng) for _ in range(count)]
    signs = [-1 if rng.random() < 0.1 else 1 for _ in events]
    unit = EXPECTED[kind] / sum(signs)
    for name, scale in (("", 0), ("_scaleUp", 1), ("_scaleDown", -1)):
        rows = []
        for number, ((mass, pt), sign) in enumerate(zip(events, signs)):
            moved = scaled(mass, pt, scale)
            weight = sign * unit
            row = [number, f"{moved[0]:.5f}", f"{moved[1]:.5f}", f"{weight:.7f}"]
            if kind == "background" and not name:
                row += [f"{weight * tag_weight(kind, pt, tag):.7f}" for tag in (1, -1)]
            rows.append(row)
        header = ["event", "mass", "pt", "w"] + (["w_tagUp", "w_tagDown"] if len(rows[0]) > 4 else [])
        write(folder / f"{kind}{name}.csv", header, rows)


def measure(folder, rng):
    """Data: Poisson numbers of both classes, without weights."""
    rows = []
    for kind, expected in EXPECTED.items():
        mean = expected * (1 if kind == "signal" else average_tag(kind))
        number, product = 0, rng.expovariate(1)
        while product < mean:
            number, product = number + 1, product + rng.expovariate(1)
        taken = 0
        while taken < number:
            mass, pt = draw(kind, rng)
            # By rejection, as the tag weighs the spectrum.
            if rng.random() * 2 < tag_weight(kind, pt, TRUTH["tag"]):
                rows.append([f"{value:.5f}" for value in scaled(mass, pt, TRUTH["scale"])])
                taken += 1
    rng.shuffle(rows)
    write(folder / "data.csv", ["mass", "pt"], rows)


def average_tag(kind):
    """The mean weight at the true tag: of exp(a + b z) with z normal of σ = 0.45."""
    a, b = 0.1 * TRUTH["tag"], 0.3 * TRUTH["tag"] * 0.45
    return math.exp(a + b * b / 2)


def make(folder, count=EVENTS):
    folder.mkdir(parents=True, exist_ok=True)
    rng = random.Random(12)
    for kind in EXPECTED:
        simulate(kind, folder, rng, count)
    measure(folder, rng)
    (folder / "truth.json").write_text(json.dumps({"nuisances": TRUTH, "expected": EXPECTED}) + "\n")
    # A small list for the page on numbers.
    (folder / "sizes.json").write_text(json.dumps(
        {"machine": "a laptop", "rows": [{"network": name, "events": n, "seconds": s * n}
                                           for name, s in (("small", 2e-6), ("large", 9e-6))
                                           for n in (1000, 10_000, 100_000)]}) + "\n")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
