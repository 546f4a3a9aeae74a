"""Holds a parabola as HS3 against the Hessian that it is of, as pyhs3 evaluates it: check_hs3.py FILE RESULTS CELL"""

import itertools
import json
import sys
from pathlib import Path

import numpy
import pyhs3
import pytensor
from pytensor.graph.traversal import explicit_graph_inputs

result = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))["cells"][sys.argv[3]]["result"]
order, hessian = result["order"], numpy.array(result["hessian"])
nuisances = [result["nuisances"][name] for name in order]
minimum = numpy.array([nuisance["at"] + nuisance["newton-step"] for nuisance in nuisances])
sigma = numpy.array([nuisance["sigma"] for nuisance in nuisances])

workspace = pyhs3.Workspace.load(sys.argv[1])
(analysis,) = workspace.analyses
assert list(analysis.parameters_of_interest) == order, analysis
model = workspace.model(analysis)
# Everything but the nuisances is constant or observed.
assert set(model.free_params) == set(order), model.free_params
inputs = {variable.name: variable for variable in explicit_graph_inputs([model.log_prob])}
evaluate = pytensor.function(list(inputs.values()), model.log_prob, mode="FAST_COMPILE")


def deviance(point):
    values = {**model.data, **dict(zip(order, point))}
    arguments = [numpy.asarray(values[name], dtype=float) for name in inputs]
    return -2 * float(numpy.squeeze(evaluate(*arguments)))


lowest = deviance(minimum)
for steps in itertools.product([-2, 0, 1], repeat=len(order)):
    step = numpy.array(steps) * sigma
    found, expected = deviance(minimum + step) - lowest, step @ hessian @ step
    assert abs(found - expected) < 1e-6 * max(1, expected), (steps, found, expected)
print("right")
