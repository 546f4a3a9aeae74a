"""Holds a submission to HEPData against the results that it is of: check_hepdata.py FOLDER RESULTS"""

import itertools
import json
import sys
from pathlib import Path

import yaml
from hepdata_validator.full_submission_validator import FullSubmissionValidator

folder = Path(sys.argv[1])
cells = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))["cells"]

validator = FullSubmissionValidator(schema_version="1.1.1")
if not validator.validate(directory=str(folder)):
    for file, messages in validator.get_messages().items():
        for message in messages:
            print(file, message.message)
    sys.exit(1)

documents = [d for d in yaml.safe_load_all((folder / "submission.yaml").read_text(encoding="utf-8"))][1:]
tables = {d["data_file"]: yaml.safe_load((folder / d["data_file"]).read_text(encoding="utf-8")) for d in documents}
names = [d["name"] for d in documents]
assert len(set(names)) == len(names) and all(len(name) <= 64 for name in names), names


def columns(file):
    """Independent and dependent values of a table, and the qualifiers of the latter."""
    table = tables[file]
    inner, outer = table["independent_variables"], table["dependent_variables"]
    values = [[point["value"] for point in variable["values"]] for variable in inner + outer]
    assert len({len(column) for column in values}) == 1, file
    said = [{q["name"]: q["value"] for q in variable.get("qualifiers", [])} for variable in outer]
    return values[: len(inner)], values[len(inner) :], said


def result(label):
    return cells[label]["result"]


# Curves: the points of the scan, profiled and slice.
plane = result("plane")
for name in plane["order"]:
    curve = plane["curves"][name]
    if curve["profile"]["x"] == curve["slice"]["x"]:
        (x,), (profile, slice), said = columns(f"plane-curve-{name}.yaml")
        assert x == curve["profile"]["x"] and slice == curve["slice"]["deviance"], name
        assert [s["Other nuisances"] for s in said] == ["profiled", "at the best fit"], said
    else:
        (x,), (profile,), said = columns(f"plane-curve-{name}-profiled.yaml")
        assert x == curve["profile"]["x"] and said[0]["Other nuisances"] == "profiled", name
    assert profile == curve["profile"]["deviance"] and said[0]["Priors of the nuisances"] == "included", name

# Intervals, with words for bounds that are open.
(nuisances,), (best, lower, upper, lower95, upper95), said = columns("plane-intervals.yaml")
assert nuisances == plane["order"]
for k, name in enumerate(nuisances):
    scanned = plane["nuisances"][name]
    assert best[k] == scanned["best"] and lower[k] == scanned["lower"] and upper[k] == scanned["upper"], name
    assert (lower95[k], upper95[k]) == (scanned["interval-95"]["lower"], scanned["interval-95"]["upper"]), name
assert said[1]["Confidence level"] == "68.27 %" and said[3]["Confidence level"] == "95 %"
for k, name in enumerate(nuisances):
    point = tables["plane-intervals.yaml"]["dependent_variables"][0]["values"][k]
    scanned = plane["nuisances"][name]
    if scanned.get("plus") is not None and scanned.get("minus") is not None:
        (error,) = point["errors"]
        pair = error.get("asymerror", {"plus": error.get("symerror"), "minus": -error.get("symerror", 0)})
        assert (pair["plus"], pair["minus"]) == (scanned["plus"], -scanned["minus"]), (pair, scanned)

# Contours: closed where they are.
for found in plane["planes"]:
    first, second = found["nuisances"]
    for word, contour in [("68", found.get("contour-68")), ("95", found.get("contour-95"))]:
        file = f"plane-contour-{word}-{first}-{second}.yaml"
        if contour is None:
            assert file not in tables
            continue
        (x,), (y,), _ = columns(file)
        points = contour["points"] + (contour["points"][:1] if contour["is-closed"] else [])
        assert [list(pair) for pair in zip(x, y)] == points, file

# The grid, the first nuisance slowest, and the plane of a figure.
grid = result("tabulated")["grid"]
(x, y), deviances, _ = columns("tabulated-grid.yaml")
axes = [grid["axes"][name] for name in result("tabulated")["order"]]
assert list(zip(x, y)) == list(itertools.product(*axes))
tabulated = list(grid["combinations"].values())[0]["deviance"]
assert deviances[0] == [value for row in tabulated for value in row] and len(deviances) == 1
heat = result("map")["heat-map"]
(x, y), (deviance,), _ = columns("map.yaml")
for i, j in [(0, 0), (3, 7), (120, 5), (120, 120)]:
    row = i * len(heat["y"]) + j
    assert (x[row], y[row], deviance[row]) == (heat["x"][i], heat["y"][j], heat["deviance"][j * len(heat["x"]) + i])

# Matrices, by the names of rows and columns.
curvature = result("curvature")
for key in ("hessian", "covariance", "correlation"):
    file = f"curvature-{key}.yaml"
    if curvature.get(key) is None:
        assert file not in tables
        continue
    (rows, along), (values,), _ = columns(file)
    order = curvature["order"]
    for row, column, value in zip(rows, along, values):
        assert value == curvature[key][order.index(row)][order.index(column)], (key, row, column)
    assert len(values) == len(order) ** 2

# The figure of the scan stands beside its tables.
by_file = {d["data_file"]: d for d in documents}
for file in ("plane-intervals.yaml", "map.yaml"):
    resources = {r["description"]: r["location"] for r in by_file[file]["additional_resources"]}
    assert resources == {"Image file": "map.png", "Thumbnail image file": "thumb_map.png"}, resources
picture = (folder / "thumb_map.png").read_bytes()
assert picture[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(picture[16:20], "big") == 240
print("right")
