#!/usr/bin/env python3
"""Makes files as reports/higgs/make_events.py does, from collisions of a simple law in place of Pythia's: higgs_events.py FOLDER
[COLLISIONS].

A boson of the class's mass flies against a jet and decays into two tau leptons, each of which keeps a part of its momentum, random
and independent of the other. A wide mass stands for pairs of top quarks and W bosons. What is measured, selected and drawn as pseudo-data
from that is the report's own code.
"""
import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "reports" / "higgs"))
import selection  # noqa: E402

# Mass and its spread, mean momentum of the jet beyond 26 (in GeV), and the expected cross section in pb.
LAWS = {
    "htautau": (125.0, 1.0, 50.0, 1.2), "ztautau": (91.2, 2.5, 40.0, 40.0), "ttbar": (190.0, 60.0, 80.0, 4.0),
    "diboson": (170.0, 50.0, 60.0, 1.2)}


def collisions(name, count, random):
    mass, spread, mean, section = LAWS[name]
    mass = np.abs(random.normal(mass, spread, count)) + 20
    jet_pt, turn = 26 + random.exponential(mean, count), random.uniform(-np.pi, np.pi, count)
    cosine, angle = random.uniform(-1, 1, count), random.uniform(-np.pi, np.pi, count)
    along = np.stack([np.sqrt(1 - cosine**2) * np.cos(angle), np.sqrt(1 - cosine**2) * np.sin(angle), cosine])
    boson = np.stack([-jet_pt * np.cos(turn), -jet_pt * np.sin(turn), random.normal(0, 100, count)])
    energy = np.sqrt(mass**2 + (boson**2).sum(0))
    legs = []
    for sense in (1, -1):
        leg = sense * along * mass / 2
        shift = (leg * boson).sum(0) / (mass * (energy + mass)) + 0.5
        legs.append(leg + shift * boson)
    had, lep = legs[0] * random.beta(2.5, 1.8, count), legs[1] * random.beta(2, 3, count)
    missing = legs[0] + legs[1] - had - lep
    columns = {"event": np.arange(count), "met_x": missing[0], "met_y": missing[1], "jet_pt": jet_pt, "jet_eta": turn * 0}
    for prefix, leg in (("had", had), ("lep", lep)):
        pt = np.hypot(leg[0], leg[1])
        columns |= {f"{prefix}_pt": pt, f"{prefix}_phi": np.arctan2(leg[1], leg[0]), f"{prefix}_eta": np.arcsinh(leg[2] / pt)}
    columns |= {"soft_x": random.standard_normal(count), "soft_y": random.standard_normal(count), "jet_phi": turn,
                "jets_x": jet_pt * np.cos(turn), "jets_y": jet_pt * np.sin(turn), "section": section, "collisions": count}
    return columns


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    (folder / "parts").mkdir(parents=True, exist_ok=True)
    chunks = {}
    for number, name in enumerate(LAWS):
        chunks[name] = []
        # What is held back is more, because every experiment has a part of it.
        for is_held_back, share in ((False, 1), (True, 3)):
            path = folder / "parts" / f"{name}-{int(is_held_back)}.npz"
            np.savez(path, **collisions(name, share * count, np.random.default_rng([7, number, is_held_back])))
            chunks[name].append((is_held_back, path))
    selection.write(folder, chunks, count / 200_000)
