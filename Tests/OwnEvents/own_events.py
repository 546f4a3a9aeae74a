#!/usr/bin/env python3
"""Makes the events of reports/own-events.md, and the exact likelihood of its data: own_events.py FOLDER [EVENTS].

Nothing of Fiducial is used. Three classes of events c, three features x and two scores y, with standard normal numbers n:

    mass    = m_c (1 + 0.03 scale) + s_c exp(0.12 resolution) n0                                    GeV
    log(pt) = a_c + 0.04 scale + b_c n1                                                              pt in GeV
    eta     = e_c + 0.2 (log(pt) - a_c - 0.04 scale) + w_c n2
    score_0 = p_c + 0.02 (mass - 110) + 0.6 n3
    score_1 = q_c + 0.5 eta + 0.3 score_0 + 0.8 n4

Four nuisances: scale and resolution move events. tag and xsec weigh them, for each unit of the nuisance by
exp(u_c + v_c k) with k = n2 for tag and k = n1 for xsec. A normal k with such weights is normal again, moved by v_c, and its
rate is multiplied by exp(u_c + v_c^2/2); so the density of x is known in closed form at every point.

One event of ten has a weight of -1 and the others +1, as generators beyond the leading order have them, whatever its
features: the mean weight is 0.8.

The scores of the data are distorted: score_0 by 1.15 score_0 + 0.1, score_1 by an offset of 0.2 tanh(eta). That is what the
distribution of interest has to undo. The exact likelihood is that of x alone, extended, with a unit normal constraint for each
nuisance; its best fit and curvature are written to exact.json.
"""
import json
import pathlib
import sys

import h5py
import numpy as np
import uproot

CLASSES = {
    "signal": dict(expected=900, m=125.0, s=11.0, a=4.2, b=0.45, e=0.0, w=0.9, p=1.0, q=0.8, tag=(0.06, 0.10), xsec=(0, 0)),
    "peak": dict(expected=2400, m=91.0, s=9.0, a=3.8, b=0.40, e=0.3, w=1.0, p=-0.2, q=-0.5, tag=(0.03, -0.08), xsec=(0, 0)),
    "flat": dict(expected=2700, m=108.0, s=26.0, a=3.6, b=0.60, e=-0.2, w=1.2, p=-0.6, q=0.1, tag=(0, 0), xsec=(0.08, 0.10)),
}
NUISANCES = ["scale", "resolution", "tag", "xsec"]
# The truth of the data.
TRUTH = dict(scale=0.5, resolution=-0.4, tag=0.6, xsec=-0.5)
SEED = 20


def weigh(c, nu):
    """How much the rate changes, and by how much n2 and n1 move."""
    (tag, pull2), (xsec, pull1) = c["tag"], c["xsec"]
    rate = nu["tag"] * tag + nu["xsec"] * xsec + (nu["tag"] * pull2) ** 2 / 2 + (nu["xsec"] * pull1) ** 2 / 2
    return np.exp(rate), nu["tag"] * pull2, nu["xsec"] * pull1


def features(c, n, nu):
    """Columns of x for rows of normal numbers."""
    logpt = c["a"] + 0.04 * nu["scale"] + c["b"] * n[:, 1]
    return dict(
        mass=c["m"] * (1 + 0.03 * nu["scale"]) + c["s"] * np.exp(0.12 * nu["resolution"]) * n[:, 0],
        pt=np.exp(logpt),
        eta=c["e"] + 0.2 * c["b"] * n[:, 1] + c["w"] * n[:, 2],
    )


def scores(c, n, x):
    first = c["p"] + 0.02 * (x["mass"] - 110) + 0.6 * n[:, 3]
    return dict(score_0=first, score_1=c["q"] + 0.5 * x["eta"] + 0.3 * first + 0.8 * n[:, 4])


def log_density(c, x, nu):
    """ln p(mass, pt, eta | c, nu), the Jacobian of log(pt) left out: it is the same for all."""
    _, pull2, pull1 = weigh(c, nu)
    width = c["s"] * np.exp(0.12 * nu["resolution"])
    n0 = (x["mass"] - c["m"] * (1 + 0.03 * nu["scale"])) / width
    n1 = (np.log(x["pt"]) - c["a"] - 0.04 * nu["scale"]) / c["b"]
    n2 = (x["eta"] - c["e"] - 0.2 * c["b"] * n1) / c["w"]
    n1, n2 = n1 - pull1, n2 - pull2
    return -0.5 * (n0**2 + n1**2 + n2**2) - np.log(width * c["b"] * c["w"]) - 1.5 * np.log(2 * np.pi)


def log_likelihood(x, values):
    nu = dict(zip(NUISANCES, values))
    rates = [c["expected"] * weigh(c, nu)[0] for c in CLASSES.values()]
    density = sum(rate * np.exp(log_density(c, x, nu)) for rate, c in zip(rates, CLASSES.values()))
    return np.log(density).sum() - sum(rates) - 0.5 * np.dot(values, values)


def maximum(x):
    """Newton's method with central differences."""
    step, at = 0.02, np.zeros(len(NUISANCES))
    offsets = np.eye(len(NUISANCES)) * step
    for _ in range(12):
        slope = np.array([(log_likelihood(x, at + o) - log_likelihood(x, at - o)) / (2 * step) for o in offsets])
        bend = np.array([[
            (log_likelihood(x, at + o + p) - log_likelihood(x, at + o - p)
             - log_likelihood(x, at - o + p) + log_likelihood(x, at - o - p)) / (4 * step**2)
            for o in offsets] for p in offsets])
        at = at - np.linalg.solve(bend, slope)
    return at, np.linalg.inv(-bend)


def fitted_yields(at, covariance):
    """Expected events of every class at the best fit, with what the nuisances leave of uncertainty."""
    def rates(values):
        return np.array([c["expected"] * weigh(c, dict(zip(NUISANCES, values)))[0] for c in CLASSES.values()])

    slopes = np.array([(rates(at + o) - rates(at - o)) / 2e-3 for o in np.eye(len(at)) * 1e-3])
    return rates(at), np.sqrt(np.einsum("kc,kl,lc->c", slopes, covariance, slopes))


def write(path, columns):
    if path.suffix == ".csv":
        np.savetxt(path, np.stack(list(columns.values()), 1), delimiter=",", header=",".join(columns), comments="", fmt="%.8g")
    elif path.suffix == ".h5":
        with h5py.File(path, "w") as file:
            group = file.create_group("events")
            for name, values in columns.items():
                group.create_dataset(name, data=values, compression="gzip")
    else:
        with uproot.recreate(path) as file:
            file["events"] = columns


def simulate(folder, events, random):
    suffix = dict(signal=".csv", peak=".h5", flat=".root")
    for name, c in CLASSES.items():
        n = random.standard_normal((events, 5))
        sign = np.where(random.random(events) < 0.1, -1.0, 1.0)
        weight = sign * c["expected"] / sign.sum()
        for variation, nu in [("", {})] + [(f"_{k}_{way}", {k: sense})
                for k in ("scale", "resolution") for way, sense in (("up", 1), ("down", -1))]:
            nu = {**dict.fromkeys(NUISANCES, 0.0), **nu}
            x = features(c, n, nu)
            columns = dict(event=np.arange(events), **x, **scores(c, n, x), weight=weight)
            if not variation:
                for k, normal in (("tag", n[:, 2]), ("xsec", n[:, 1])):
                    rate, pull = c[k]
                    for way, sense in (("up", 1), ("down", -1)):
                        if (rate, pull) != (0, 0):
                            columns[f"weight_{k}_{way}"] = weight * np.exp(sense * (rate + pull * normal))
            write(folder / f"{name}{variation}{suffix[name]}", columns)


def measure(folder, random):
    parts = []
    for c in CLASSES.values():
        rate, pull2, pull1 = weigh(c, TRUTH)
        n = random.standard_normal((random.poisson(c["expected"] * rate), 5))
        n[:, 1] += pull1
        n[:, 2] += pull2
        x = features(c, n, TRUTH)
        parts.append({**x, **scores(c, n, x)})
    data = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    order = random.permutation(len(data["mass"]))
    data = {name: values[order] for name, values in data.items()}
    data["score_1"] += 0.2 * np.tanh(data["eta"])
    data["score_0"] = 1.15 * data["score_0"] + 0.1
    write(folder / "data.h5", data)
    best, covariance = maximum(data)
    sigma = np.sqrt(np.diag(covariance))
    exact = {name: dict(best=b, sigma=s, truth=TRUTH[name]) for name, b, s in zip(NUISANCES, best, sigma)}
    exact.update({name: dict(fitted=n, sigma=s) for name, n, s in zip(CLASSES, *fitted_yields(best, covariance))})
    exact["events"] = len(order)
    (folder / "exact.json").write_text(json.dumps(exact, indent=2) + "\n")


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(SEED)
    simulate(folder, int(sys.argv[2]) if len(sys.argv) > 2 else 60_000, random)
    measure(folder, random)
