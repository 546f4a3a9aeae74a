"""Runs the examples of every command's help: run_examples.py PROGRAM FOLDER

Each command has at least one example that runs here, and none that runs ends with another status than 0, or 1 where its words say that
it may fail. Prints a line for each that does not, and how many ran.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

program, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()

REPORT = """---
title: Closure
seed: 5
params: {events: 1000}
defaults:
  train: {hidden: [8], transforms: 1, bins: 6, steps: 60, batch: 256, validation: 1000, learning-rate: 1e-2}
  fit: {transforms: 1, bins: 4, hidden: [8], epochs: 3, batch: 256}
---

## The fit

```{generate} nominal
events: 4000
```

```{generate} templates
events: 2000
at: [{shift: 1}, {shift: -1}, {squeeze: 1}, {squeeze: -1}]
```

```{generate} data
events: ${events}
at: {shift: 0.5, squeeze: -0.5}
distorted: true
```

```{train} kinematics
density: kinematics
sample: nominal
```

```{train} kinematics-response
base: kinematics
sample: templates
```

```{train} score
density: score
sample: nominal
```

```{train} score-response
base: score
sample: templates
```

```{fit} measurement
data: data
kinematics: kinematics-response
score: score-response
```

```{fit} ensemble
data: data
kinematics: kinematics-response
score: score-response
members: 1
```

```{scan} plane
fit: measurement
nuisances: [shift, squeeze]
half-width: 0.4
tolerance: 1
```

```{hessian} curvature
of: plane
```

```{coverage} toys
of: plane
toys: 8
tolerance: 1
```

```{plot} contours
kind: contours
of: [plane]
caption: Contours.
```

```{table} results
header: [What, Value]
rows: [["shift", "{plane.shift.best ± plane.shift.sigma}"]]
caption: Results.
```

```{check} claims
claims:
  - {claim: It is there, value: plane.shift.best, abs-below: 9}
```
"""

# What needs more than this folder has, and why.
ELSEWHERE = {
    r"^fiducial serve": "it goes on until it is stopped; PreviewTests has it run",
    r"--on slurm": "it needs a cluster",
    r"--pdf": "it needs a browser",
    r"\.root\b": "it needs what reads ROOT files",
    r"\| jq": "it needs jq",
    r"\\$": "it goes on on the next line",
    r"studies|residuals|flow\.safetensors|--nuisances=|s\.h5": "its files are none of these",
    r"bkg\.h5|sig\.h5": "it needs HDF5",
    r"--task 7": "there are fewer tasks",
}
# What of it may end with 1: what it checks does not hold.
MAY_FAIL = r"--strict|--require|--gate"


def commands(command, path=()):
    here = (*path, command["commandName"])
    yield here, command.get("discussion") or ""
    for inner in command.get("subcommands") or []:
        yield from commands(inner, here)


def examples(text):
    found, inside = [], False
    for line in text.splitlines():
        if re.fullmatch(r"EXAMPLES?:", line.strip()):
            inside = True
        elif inside and line and not line.startswith(" "):
            inside = False
        elif inside and line.strip().startswith("fiducial "):
            # Behind two blanks stands what it is for.
            found.append(re.split(r"  +", line.strip())[0])
    return found


def run(line, where, **more):
    environment = {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"}
    return subprocess.run(
        ["bash", "-c", line], cwd=where, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL,
        timeout=600, **more)


def setup(where, line):
    ended = run(line, where)
    assert ended.returncode == 0, f"{line}: {ended.returncode}\n{ended.stderr}"


(folder / "bin").mkdir()
(folder / "bin" / "fiducial").symlink_to(program)
work = folder / "work"
for name in ["closure.md", "paper.md", "reports/quickstart.md", "reports/paper.md"]:
    (work / name).parent.mkdir(parents=True, exist_ok=True)
    (work / name).write_text(REPORT.replace("Closure", name), encoding="utf-8")
for name in ["sig", "bkg", "data"]:
    (work / f"{name}.csv").write_text("x,y\n" + "".join(f"{i / 7 % 1},{i / 3 % 1}\n" for i in range(400)))
setup(work, "git init -q && git add . && git -c user.name=a -c user.email=a@b.c -c commit.gpgsign=false commit -qm a")
setup(work, "fiducial render closure.md -q && cp closure.html main.html && mkdir old build && cp closure.html old")
setup(work, "cp closure.html build/closure.html")
for report in ["reports/quickstart.md", "reports/paper.md", "paper.md"]:
    setup(work, f"fiducial render {report} -q")
setup(work, "fiducial extract closure.md kinematics -o taken && cp taken/kinematics/model.safetensors model.safetensors")
setup(work, "fiducial sample model.safetensors -n 50 --context 1,0 --seed 1 -o events.csv")
setup(work, "fiducial sample model.safetensors -n 50 --context 1,0 --seed 1 -o events.safetensors")
setup(work, "fiducial export model.safetensors --zuko -o kin_density.safetensors")
setup(work, "mkdir results && fiducial store export closure.md -o results/closure.bundle")
# Where toys are still to be done.
setup(work, "mkdir -p fresh && cp closure.md fresh && cd fresh && fiducial compute closure.md plane --quiet")
setup(work / "fresh", "fiducial jobs closure.md --cell toys --group toys --bundle toys.bundle")

key = json.loads(run("fiducial store list --json", work).stdout)["results"][0]["key"]
dump = json.loads(run("fiducial --experimental-dump-help", work).stdout)
faults, ran = [], 0
for path, text in commands(dump["command"]):
    if path[-1] == "help":
        continue
    found = examples(text)
    name = " ".join(path)
    here = [line for line in found if not any(re.search(pattern, line) for pattern in ELSEWHERE)]
    if not found:
        faults.append(f"{name}: its help has no example")
    elif not here and name != "fiducial serve":
        faults.append(f"{name}: none of its examples runs here")
    for line in here:
        where = work / "fresh" if path[-1] in ("jobs", "work") else work
        ended = run(line.replace("3f9a2c", key[:12]), where)
        ran += 1
        allowed = (0, 1) if re.search(MAY_FAIL, line) else (0,)
        if ended.returncode not in allowed:
            faults.append(f"{line}: {ended.returncode}: {(ended.stderr + ended.stdout)[-300:]}")
print("\n".join([*faults, f"{ran} examples ran"]))
sys.exit(bool(faults))
