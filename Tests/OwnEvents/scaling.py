#!/usr/bin/env python3
"""Time and memory of a measurement on files, by the number of events: scaling.py PROGRAM [--events N…] [--json FILE].

For every N two files are made, of N simulated and N measured events: two classes, two features, one score, and one nuisance that
moves the features and is known from weights of the same events. Each cell of a small report is then computed by a process of its
own, so that its peak of resident memory is its own too. "per event" should not grow from row to row, and memory no faster than
the events of one cell: what is read goes through blocks, and only columns that a cell needs are held.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import h5py
import numpy as np

BLOCK = 1_000_000
# What is timed, and how it is called.
CELLS = {
    "simulation": "load, HDF5", "table": "load, CSV", "data": "load, HDF5, data", "features": "train, 300 steps",
    "response": "train of the response, 100 steps", "scores": "train of scores, 300 steps",
    "measurement": "fit, one pass of T", "plain": "fit without T", "plane": "scan",
}

REPORT = """---
seed: 3
defaults:
  train: {hidden: [32, 32], transforms: 1, bins: 8, batch: 2048}
---

```{load} simulation
x: [mass, angle]
y: [score]
weight: weight
samples:
  - {class: signal, file: simulation.h5, group: signal}
  - {class: flat, file: simulation.h5, group: flat}
  - {class: signal, file: simulation.h5, group: signal, weight: up, at: {tilt: 1}}
  - {class: signal, file: simulation.h5, group: signal, weight: down, at: {tilt: -1}}
```

```{load} table
x: [mass, angle]
y: [score]
weight: weight
samples:
  - {class: signal, file: signal.csv}
```

```{load} data
like: simulation
weight: one
samples:
  - {file: data.h5}
```

```{train} features
density: kinematics
sample: simulation
steps: 300
```

```{train} response
base: features
sample: simulation
steps: 100
```

```{train} scores
density: score
sample: simulation
steps: 300
```

```{fit} measurement
data: data
kinematics: response
score: scores
transform: affine
transforms: 1
epochs: 1
```

```{fit} plain
data: data
kinematics: response
transfer: none
```

```{scan} plane
fit: plain
nuisances: [tilt]
half-width: 0.05
```
"""


def columns(random, count, kind, nu=0.0):
    """Signal: a peak whose angle tilts with the nuisance. Flat: a wide one that does not."""
    is_signal = kind == "signal"
    mass = random.normal(0.5 if is_signal else -0.5, 0.7 if is_signal else 1.5, count)
    angle = random.normal((0.3 * nu if is_signal else 0.0), 1.0, count)
    score = random.normal(0.4 * mass, 0.6)
    return dict(mass=mass, angle=angle, score=score)


def weights(events, expected, count):
    """exp(kν − k²/2) with k = 0.3 angle moves the mean of the angle by 0.3 ν."""
    weight = np.full(count, expected)
    return dict(
        weight=weight, up=weight * np.exp(0.3 * events["angle"] - 0.045),
        down=weight * np.exp(-0.3 * events["angle"] - 0.045), one=np.ones(count))


def append(group, events):
    for name, values in events.items():
        if name not in group:
            group.create_dataset(name, (0,), maxshape=(None,), dtype="f4", chunks=(65536,))
        data = group[name]
        data.resize(len(data) + len(values), axis=0)
        data[-len(values):] = values


def make(folder, events):
    random = np.random.default_rng(7)
    halves = dict(signal=events // 2, flat=events - events // 2)
    with h5py.File(folder / "simulation.h5", "w") as simulation, open(folder / "signal.csv", "w") as table:
        for kind, count in halves.items():
            group = simulation.create_group(kind)
            for begin in range(0, count, BLOCK):
                some = min(BLOCK, count - begin)
                made = columns(random, some, kind)
                made.update(weights(made, 1.0, some))
                append(group, made)
                if kind == "signal":
                    names = list(made)
                    if begin == 0:
                        table.write(",".join(names) + "\n")
                    np.savetxt(table, np.column_stack([made[name] for name in names]), fmt="%.6g", delimiter=",")
    with h5py.File(folder / "data.h5", "w") as data:
        for kind, count in halves.items():
            for begin in range(0, count, BLOCK):
                some = min(BLOCK, count - begin)
                made = columns(random, some, kind, nu=0.4)
                made.update(weights(made, 1.0, some))
                append(data, made)


def measure(program, folder, cell):
    """Seconds, and the peak of resident memory in MB, of the process that computes a cell."""
    begin = time.monotonic()
    arguments = [program, "compute", "report.md", cell, "--quiet", "--store", "store"]
    process = subprocess.Popen(arguments, cwd=folder)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(arguments)} ended with {process.returncode}")
    return time.monotonic() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--events", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    parser.add_argument("--json", type=pathlib.Path)
    given = parser.parse_args()
    program = str(pathlib.Path(given.program).resolve())
    rows = []
    print(f"{'cell':34} {'events':>11} {'seconds':>9} {'CPU s':>8} {'µs/event':>9} {'MB':>7}")
    for events in given.events:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            make(folder, events)
            (folder / "report.md").write_text(REPORT)
            for cell, title in CELLS.items():
                seconds, busy, memory = measure(program, folder, cell)
                print(
                    f"{title:34} {events:11,} {seconds:9.2f} {busy:8.2f} {1e6 * busy / events:9.3f} {memory:7.0f}", flush=True)
                rows.append(dict(cell=title, events=events, seconds=seconds, cpu=busy, megabytes=memory))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
