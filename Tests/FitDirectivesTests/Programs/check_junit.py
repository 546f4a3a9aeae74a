"""Reads JUnit's XML as continuous integration does: check_junit.py FILE prints a line a test case."""

import sys

from junitparser import JUnitXml

xml = JUnitXml.fromfile(sys.argv[1])
counted = [0, 0, 0, 0]
for suite in xml:
    for case in suite:
        kinds = [type(result).__name__.lower() for result in case.result] or ["passed"]
        print(f"{suite.name}: {case.name}: {' '.join(kinds)}")
    cases = list(suite)
    kinds = [type(result).__name__ for case in cases for result in case.result]
    counts = [len(cases)] + [kinds.count(kind) for kind in ("Failure", "Error", "Skipped")]
    assert counts == [suite.tests, suite.failures, suite.errors, suite.skipped], (suite.name, counts)
    counted = [sum(pair) for pair in zip(counted, counts)]
assert [xml.tests, xml.failures, xml.errors] == counted[:3], counted
