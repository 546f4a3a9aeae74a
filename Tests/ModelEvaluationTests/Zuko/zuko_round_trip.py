#!/usr/bin/env python3
"""Flows trained by Fiducial, exported, loaded by zuko: the same log densities?

Run by hand, in a virtual environment, from the repository's folder after a build:

    python3 -m venv .venv && .venv/bin/pip install torch 'zuko>=1.5' safetensors numpy
    .venv/bin/python Tests/ModelEvaluationTests/Zuko/zuko_round_trip.py [--fiducial .build/release/fiducial]

A small report trains base flows and residuals and fits a distribution of interest. Each model is read with Python's
`safetensors`, exported with `fiducial export --zuko`, loaded with `load_state_dict(strict=True)` into modules that are
built from the model's own description, and evaluated on 2,000 random events beside `fiducial evaluate`, in float32
(within 1e-4) and in float64 (within 1e-9). `fiducial import` of the exported file must give back the same bits. The
same with standardized features and context, where folding the context rounds (within 1e-4, and 1e-5 in float64).

zuko 1.3 and 1.4 load the files too, but their splines have another minimum slope (1e-4 in place of 1e-3).
"""
import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import torch
import zuko
from networks import FittedTransfer, Permutation, Residual, ResidualDensity, Standardizing, standardized
from safetensors import safe_open
from safetensors.numpy import load_file, save_file
from torch import nn

REPORT = """---
seed: 5
defaults:
  train: {hidden: [16, 12], transforms: 2, bins: 6, steps: 400, batch: 512, validation: 2000}
---

```{generate} nominal
events: 100_000
```

```{generate} templates
events: 50_000
at: [{shift: 1}, {shift: -1}, {squeeze: 1}, {squeeze: -1}, {shift: 1, squeeze: 1}]
```

```{generate} data
events: 4000
at: {shift: 0.5, squeeze: -0.5}
distorted: true
```

```{train} kinematics
density: kinematics
sample: nominal
standardize: false
```

```{train} score
density: score
sample: nominal
transforms: 3
affine: true
```

```{train} kinematics-response
base: kinematics
sample: templates
pairs: [[shift, squeeze]]
```

```{train} score-response
base: score
sample: templates
layers: 2
```

```{fit} measurement
data: data
kinematics: kinematics-response
score: score-response
hidden: [16, 12]
epochs: 4
```
"""
ACTIVATIONS = {"relu": nn.ReLU, "elu": nn.ELU}


def described(path):
    """The model's metadata, by Python's own reader."""
    with safe_open(path, "np") as file:
        metadata = file.metadata()
    return {
        "maps": json.loads(metadata["fiducial.maps"]),
        "kind": metadata["fiducial.kind"],
        "names": json.loads(metadata["fiducial.names"]),
        "label": metadata.get("fiducial.provenance.cell", "T"),
        "fitted": "fiducial.provenance.nuisances.best-fit" in metadata,
    }


def flattened(maps):
    for entry in maps:
        (kind, value), = entry.items()
        if kind == "composition":
            yield from flattened(value["_0"])
        elif kind == "contextStandardized":
            # Folded into the networks by the export: the modules see the context as it is.
            yield kind, value
            yield from flattened([value["_0"]])
        else:
            yield kind, value


def places(order):
    result = [0] * len(order)
    for place, feature in enumerate(order):
        result[feature] = place
    return result


def built(model):
    """The zuko modules of a model's architecture, with fresh weights."""
    parts = [part for part in flattened(model["maps"]) if part[0] != "contextStandardized"]
    affine = [value for kind, value in parts if kind == "affine"]
    splines = [value for kind, value in parts if kind == "spline"]
    # Where a standardization stands: in front of everything, or between a residual and its base.
    last = max((index for index, (kind, _) in enumerate(parts) if kind in ("polynomialResidual", "permutation")), default=-1)
    residual, base = parts[: last + 1], parts[last + 1 :]
    features = len(model["names"]["features"])
    first = splines[0]
    shared = dict(hidden_features=first["hidden"])
    orders = [places(value["order"]) for value in splines]
    if model["kind"] == "transport":
        return FittedTransfer(
            nuisances=2 if model["fitted"] else 0, features=features, context=first["context"], bins=first["bins"],
            hidden=first["hidden"], orders=orders, extra=first["derivatives"] - first["bins"])
    flow = zuko.flows.NSF(
        features, first["context"], transforms=len(splines), bins=first["bins"],
        activation=ACTIVATIONS[first["activation"]], **shared)
    if affine:
        front = zuko.flows.MAF(
            features, affine[0]["context"], transforms=1, hidden_features=affine[0]["hidden"],
            activation=ACTIVATIONS[affine[0]["activation"]])
        flow = zuko.lazy.Flow([*front.transform.transforms, *flow.transform.transforms], flow.base)
    if base[0][0] == "standardization":
        flow = standardized(flow, features)
    if not residual:
        return flow
    steps = []
    for kind, value in residual:
        if kind == "standardization":
            steps.append(Standardizing(features))
        elif kind == "permutation":
            steps.append(Permutation(value["indices"]))
        else:
            pairs = [(pair["first"], pair["second"]) for pair in value["pairs"]]
            steps.append(Residual(
                features, value["context"], len(value["centers"]), [value["hidden"]] * len(value["centers"]),
                pairs=pairs, pair_hidden=[value["hidden"]] * len(pairs), damping=value["damping"],
                pair_damping=value["crossDamping"], activation=ACTIVATIONS[value["activation"]]))
    return ResidualDensity(steps, len(model["names"]["nuisances"]), flow)


def loaded(module, path, dtype):
    state = {key: torch.from_numpy(value) for key, value in load_file(path).items()}
    module.load_state_dict(state, strict=True)
    return module.to(dtype)


def evaluated(module, model, inputs, dtype):
    """log_prob, or the sum of z and ladj of a map of events to events."""
    given = {key: torch.from_numpy(value).to(dtype) for key, value in inputs.items()}
    with torch.no_grad():
        if model["kind"] == "transport":
            z, ladj = module(given["features"], given["context"])
            return (z.sum(-1) + ladj).double().numpy()
        if model["names"]["nuisances"]:
            return module.log_prob(given["features"], given["context"], given["nuisances"]).double().numpy()
        return module(given["context"]).log_prob(given["features"]).double().numpy()


def random_inputs(model, rows=2000):
    generator = np.random.default_rng(1)
    names, parts = model["names"], list(flattened(model["maps"]))
    inputs = {"features": 1.5 * generator.standard_normal((rows, len(names["features"])))}
    context = generator.standard_normal((rows, len(names["context"])))
    classes = generator.integers(0, 2, rows)
    context[:, 0], context[:, 1] = classes == 0, classes == 1
    inputs["context"] = context
    if names["nuisances"]:
        inputs["nuisances"] = generator.standard_normal((rows, len(names["nuisances"])))
    for key, wanted in (("features", "standardization"), ("context", "contextStandardized")):
        for value in [value for kind, value in parts if kind == wanted][:1]:
            inputs[key] = inputs[key] * np.array(value["scales"]) + np.array(value["means"])
    return {key: value.astype(np.float32) for key, value in inputs.items()}


class Fiducial:
    def __init__(self, command, folder):
        self.command, self.folder = str(Path(command).resolve()), folder

    def __call__(self, *arguments):
        done = subprocess.run([self.command, *map(str, arguments)], cwd=self.folder, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"fiducial {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
        return done.stdout

    def evaluate(self, path, model, inputs, *flags):
        save_file(inputs, self.folder / "in.safetensors")
        self("evaluate", path, "--input", "in.safetensors", "--output", "out.safetensors", *flags)
        out = load_file(self.folder / "out.safetensors")
        if model["kind"] == "transport":
            return out["z"].astype(float).sum(-1) + out["ladj"]
        return out["log_prob"].astype(float)


def round_trip(fiducial, path, name, exact=True):
    """Exports, loads, compares, imports again. Returns whether all holds."""
    model = described(path)
    version = ".".join(zuko.__version__.split(".")[:2])
    checkpoint = fiducial.folder / f"{name}.zuko.safetensors"
    fiducial("export", path, "--zuko", "--zuko-version", version, "-o", checkpoint)
    inputs = random_inputs(model)
    results = []
    for dtype, flags, tolerance in ((torch.float32, [], 1e-4), (torch.float64, ["--float64"], 1e-9 if exact else 1e-5)):
        theirs = evaluated(loaded(built(model), checkpoint, dtype), model, inputs, dtype)
        ours = fiducial.evaluate(path, model, inputs, *flags)
        # In float32 relative to the size of a log density far out, which is not rounded finer.
        scale = np.maximum(1, np.abs(theirs)) if dtype == torch.float32 else 1
        difference = np.max(np.abs(ours - theirs) / scale)
        results.append(difference < tolerance)
        print(f"{name:28} {str(dtype)[6:]}  largest difference {difference:.2e} of {tolerance:.0e}  "
              f"{'ok' if results[-1] else 'DIFFERS'}")
    again = fiducial.folder / f"{name}.again.safetensors"
    fiducial("import", checkpoint, "-o", again)
    if exact:
        before, after = (fiducial.evaluate(file, model, inputs) for file in (path, again))
        results.append(bool(np.array_equal(before, after)))
        print(f"{name:28} imported again: {'the same bits' if results[-1] else 'OTHER BITS'}")
    return all(results)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fiducial", default=".build/release/fiducial")
    arguments = parser.parse_args()
    torch.manual_seed(1)
    print(f"zuko {zuko.__version__}, PyTorch {torch.__version__}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fiducial = Fiducial(arguments.fiducial, folder)
        (folder / "report.md").write_text(REPORT)
        fiducial("render", "report.md", "-o", "report.html", "--store", "store")
        found = {}
        for path in sorted(folder.glob("store/**/*.safetensors")):
            with safe_open(path, "np") as file:
                if "fiducial.maps" in (file.metadata() or {}):
                    found[described(path)["label"]] = path
        assert len(found) == 5, sorted(found)
        good = [round_trip(fiducial, path, label) for label, path in found.items()]
        for label in ("kinematics", "score-response"):
            model = described(found[label])
            features, context = len(model["names"]["features"]), len(model["names"]["context"])
            flags = ["--feature-mean=" + ",".join(["91.25", "-3"][:features]), "--feature-scale", "2.5,0.75",
                     "--context-mean=" + ",".join(["0"] * 2 + ["12.5"] * (context - 2)),
                     "--context-scale", ",".join(["1"] * 2 + ["4"] * (context - 2))]
            path = folder / f"{label}.standardized.safetensors"
            fiducial("import", folder / f"{label}.zuko.safetensors", "-o", path, *flags)
            good.append(round_trip(fiducial, path, f"{label}, standardized", exact=context == 2))
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
