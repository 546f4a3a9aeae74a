"""What the module for Python makes of a report's results: check_python.py FOLDER, which holds fiducial.py and results.json."""

import json
import math
import sys
from pathlib import Path

folder = Path(sys.argv[1])
sys.path.insert(0, str(folder))
sys.dont_write_bytecode = True
import fiducial  # noqa: E402

r = fiducial.read(folder / "results.json")
raw = json.loads((folder / "results.json").read_text(encoding="utf-8"))


def fails(kind, work):
    try:
        work()
    except kind as error:
        return str(error)
    raise AssertionError("nothing was wrong")


# Cells stand in the order of the text.
assert list(r) == ["data", "base", "mean", "later", "numbers", "gaps", "claims"], list(r)
assert "data" in r and "nothing" not in r and len(r) == 7

# Names may be written as the report writes them, in short, and with underscores.
shift = r["data"].truth.shift
assert shift == 0.5 and r["data"]["truth.shift"] == 0.5 and r["data.truth.shift"] == 0.5
assert isinstance(shift, float) and f"{shift:.3f}" == "0.500" and str(shift) == "0.5"

# Errors come from where the verb declares them.
gap = r["base"].gap
assert math.isfinite(gap.value) and gap.value.error == raw["cells"]["base"]["result"]["gap"]["error"]
assert " ± " in str(gap.value) and " ± " in f"{gap.value:.3f}"
information = r["data"].information.distortion_known.shift.best
assert information.error == raw["cells"]["data"]["result"]["information"]["distortion-known"]["nuisances"]["shift"]["sigma"]
assert information == r["data"]["information.distortion-known.nuisances.shift.best"]
assert information.path == "data.information.distortion-known.nuisances.shift.best"
assert "shift" in dir(r["data"].information.distortion_known)

# Texts, lists, numbers that JSON does not have.
assert r["mean"].mean == 2 and r["mean"].largest_of == "numbers.b"
assert [number.value for number in r["mean"].numbers] == [1, 3]
assert len(r["mean"].numbers) == 2 and r["mean"].numbers[-1].value == 3
assert r["mean"].raw()["numbers"][1]["value"] == 3

# What is not there says so.
assert "no result" in fails(AttributeError, lambda: r["later"].count)
assert "no value 'spread'" in fails(AttributeError, lambda: r["mean"].spread)
assert "no cell is called 'men'" in fails(KeyError, lambda: r["men"])
assert "has 2 elements" in fails(KeyError, lambda: r["mean"].numbers["2"])
assert "version 2" in fails(ValueError, lambda: fiducial.Results({**raw, "version": 2}))
assert "no file of results" in fails(ValueError, lambda: fiducial.Results({"schema": "else"}))
assert r["claims"].verdicts[0].lower.word == "none" and not r["claims"].verdicts[0].lower

# Claims.
assert [claim.holds for claim in r.claims] == [True, False], r.claims
assert r.claims[0].upper == 3 and r.claims[0].margin == 1 and r.claims[0].lower is None

# Rounded as the Particle Data Group does.
for value, error, text in [
    (0.48234, 0.0112, "0.482 ± 0.011"), (0.827, 0.119, "0.83 ± 0.12"), (0.827, 0.367, "0.8 ± 0.4"),
    (0.827, 0.0967, "0.83 ± 0.10"), (1234.5, 36, "1230 ± 40"), (12, 0.999, "12.0 ± 1.0"), (5, 354e-3, "5.00 ± 0.35"),
]:
    assert fiducial._with_error(value, error) == text, fiducial._with_error(value, error)
print("right")
