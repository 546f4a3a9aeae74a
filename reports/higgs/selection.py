"""What is selected of measured events, their features at any point of the nuisances, and the files of reports/higgs.md."""
import json

import numpy as np
import uproot

LUMINOSITY = 2000.0  # 1/pb, of all events
EFFICIENCY = 0.6 * 0.85  # of a hadronic tau lepton, and of an electron or a muon
# One standard deviation of each shape nuisance: two energy scales, and how much wider the noise of missing energy is.
TAU_SCALE, JET_SCALE, SOFT_WIDTH = 0.01, 0.01, 0.1
SOFT = 10.0  # GeV, in x and in y
TAU_PT, LEPTON_PT, JET_PT = 26.0, 20.0, 30.0
NUISANCES = ("tes", "jes", "soft")
CLASSES = ("htautau", "ztautau", "ttbar", "diboson")
# Log-normal uncertainties of backgrounds, and which classes they move.
YIELDS = {"ttbar-rate": (0.02, ("ttbar",)), "diboson-rate": (0.25, ("diboson",)),
          "background-rate": (0.001, ("ztautau", "ttbar", "diboson"))}
# Templates are as far as the nuisances of pseudo-experiments may be.
REACH = 2.0
VARIATIONS = {"": {}, **{f"_{name}_{way}": {name: sense} for name in NUISANCES for way, sense in (("up", REACH), ("down", -REACH))}}
# Injected signal strengths, and how many experiments there are, which share out what is held back.
STRENGTHS = (0.0, 1.0, 2.0, 3.0)
EXPERIMENTS = 8
SEED = 125


def features(columns, tes=0.0, jes=0.0, soft=0.0):
    """The features of events, and which are selected, with nuisances in units of their standard deviations.

    Energies that grow take from the missing energy, which balances them. The noise of missing energy is the same normal
    number at any width, so that an event moves smoothly with each nuisance.
    """
    had_pt = columns["had_pt"] * (1 + TAU_SCALE * tes)
    jet_pt = columns["jet_pt"] * (1 + JET_SCALE * jes)
    had_x, had_y = had_pt * np.cos(columns["had_phi"]), had_pt * np.sin(columns["had_phi"])
    lep_x, lep_y = columns["lep_pt"] * np.cos(columns["lep_phi"]), columns["lep_pt"] * np.sin(columns["lep_phi"])
    noise = SOFT * (1 + SOFT_WIDTH * soft)
    had_growth = TAU_SCALE * tes / (1 + TAU_SCALE * tes)
    met_x = columns["met_x"] + noise * columns["soft_x"] - had_growth * had_x - JET_SCALE * jes * columns["jets_x"]
    met_y = columns["met_y"] + noise * columns["soft_y"] - had_growth * had_y - JET_SCALE * jes * columns["jets_y"]
    had_p, lep_p = had_pt * np.cosh(columns["had_eta"]), columns["lep_pt"] * np.cosh(columns["lep_eta"])
    had_z, lep_z = had_pt * np.sinh(columns["had_eta"]), columns["lep_pt"] * np.sinh(columns["lep_eta"])
    visible_x, visible_y = had_x + lep_x, had_y + lep_y
    mass_vis = np.sqrt((had_p + lep_p) ** 2 - visible_x**2 - visible_y**2 - (had_z + lep_z) ** 2)
    met = np.hypot(met_x, met_y)
    # The axis between both legs: missing energy of a boson that flies there is along it, and positive.
    axis_x = np.cos(columns["had_phi"]) + np.cos(columns["lep_phi"])
    axis_y = np.sin(columns["had_phi"]) + np.sin(columns["lep_phi"])
    length = np.maximum(np.hypot(axis_x, axis_y), 1e-6)
    axis_x, axis_y = axis_x / length, axis_y / length
    visible_pt = np.hypot(visible_x, visible_y)
    # What missing energy adds in squares to the visible mass, if it flies transversely.
    energy = np.sqrt(mass_vis.astype(np.float64) ** 2 + visible_pt**2)
    mass_met = np.sqrt(2 * (energy * met - visible_x * met_x - visible_y * met_y))
    result = dict(
        event=columns["event"], mass_vis=mass_vis, mass_met=mass_met, pt_had=had_pt, pt_lep=columns["lep_pt"], pt_jet=jet_pt,
        pt_h=np.hypot(visible_x + met_x, visible_y + met_y), met_along=met_x * axis_x + met_y * axis_y)
    selected = (had_pt > TAU_PT) & (columns["lep_pt"] > LEPTON_PT) & (jet_pt > JET_PT)
    return {name: values[selected] for name, values in result.items()}


def read(paths):
    """Columns of several chunks, the mean cross section in pb and the number of collisions."""
    loaded = [np.load(path) for path in paths]
    names = [name for name in loaded[0].files if name not in ("section", "collisions")]
    columns = {name: np.concatenate([one[name] for one in loaded]) for name in names}
    made = np.array([float(one["collisions"]) for one in loaded])
    return columns, np.average([float(one["section"]) for one in loaded], weights=made), made.sum()


def store(path, columns):
    with uproot.recreate(path) as file:
        file["events"] = {name: values if name == "event" else values.astype(np.float32) for name, values in columns.items()}


def experiments(random):
    """The pseudo-experiments: injected signal strength, nuisances and rates of the backgrounds in units of their deviations.

    The first of each strength has all nuisances at 0, the others have them drawn.
    """
    for number in range(EXPERIMENTS):
        strength = STRENGTHS[number % len(STRENGTHS)]
        names = (*NUISANCES, *YIELDS)
        drawn = random.standard_normal(len(names)).clip(-REACH, REACH) if number >= len(STRENGTHS) else np.zeros(len(names))
        yield strength, {name: round(float(value), 2) for name, value in zip(names, drawn)}


def pseudo_data(strength, truth, held_back, number, random):
    """Events of one pseudo-experiment, every one of a share of what is held back that no other experiment has."""
    parts, expected = [], {}
    for name in CLASSES:
        columns, weight = held_back[name]
        places = np.arange(number, len(columns["event"]), EXPERIMENTS)
        own = {key: values[places] for key, values in columns.items()}
        events = features(own, **{key: truth[key] for key in NUISANCES})
        factor = strength if name == "htautau" else 1.0
        for key, (uncertainty, moved) in YIELDS.items():
            factor *= (1 + uncertainty) ** (truth[key] * (name in moved))
        everything = features(columns, **{key: truth[key] for key in NUISANCES})
        expected[name] = float(factor * weight * len(everything["event"]))
        count = random.poisson(expected[name])
        if count > len(events["event"]):
            raise ValueError(f"experiment {number} needs {count} events of {name}, but there are {len(events['event'])}")
        chosen = random.permutation(len(events["event"]))[:count]
        parts.append({key: values[chosen] for key, values in events.items()})
    data = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    order = random.permutation(len(data["event"]))
    return {key: values[order] for key, values in data.items() if key != "event"}, expected


def write(folder, chunks, share):
    """Files of simulation and of pseudo-data from chunks, by class whether they are held back and where they are; the luminosity is
    that of a share of all events."""
    random, held_back = np.random.default_rng(SEED), {}
    for name in CLASSES:
        for is_held_back in (False, True):
            columns, section, made = read([path for held, path in chunks[name] if held == is_held_back])
            weight = section * LUMINOSITY * share * EFFICIENCY / made
            if is_held_back:
                held_back[name] = columns, weight
                continue
            for variation, nuisances in VARIATIONS.items():
                events = features(columns, **nuisances)
                events["weight"] = np.full(len(events["event"]), weight)
                store(folder / f"{name}{variation}.root", events)
                if not variation:
                    print(f"{name}: {len(events['event'])} events for {events['weight'].sum():.0f} expected")
    for number, (strength, truth) in enumerate(experiments(random)):
        data, expected = pseudo_data(strength, truth, held_back, number, random)
        store(folder / f"data-{number}.root", data)
        record = {"strength": strength, "expected": expected, "events": len(data["pt_had"]), **truth}
        (folder / f"data-{number}.json").write_text(json.dumps(record, indent=2) + "\n")
        print(f"Pseudo-experiment {number}: {len(data['pt_had'])} events at a signal strength of {strength}")
