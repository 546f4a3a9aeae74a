"""Holds what the program wrote against its own JSON Schemas: check_documents.py SCHEMAS DOCUMENTS…

Each document is checked twice: as the schema has it, and against one in which no member is allowed that is not described.
"""

import copy
import json
import sys
from pathlib import Path

from jsonschema import Draft202012Validator

LOGIC = ("if", "then", "else", "allOf", "anyOf", "oneOf", "not")


def strict(schema):
    """The same, with every object closed whose members are described."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: part if key in LOGIC else strict(part) for key, part in schema.items()}
    if "properties" in schema and isinstance(schema["properties"], dict) and schema.get("type") == "object":
        closed["properties"] = {name: strict(part) for name, part in schema["properties"].items()}
        closed.setdefault("additionalProperties", False)
    return closed


def main():
    schemas = {}
    for path in sorted(Path(sys.argv[1]).glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        schemas[schema["properties"]["schema"]["const"]] = schema
    used, faults = set(), []
    for path in map(Path, sys.argv[2:]):
        document = json.loads(path.read_text(encoding="utf-8"))
        schema = schemas[document["schema"]]
        used.add(document["schema"])
        for kind, form in [("", schema), (" (described)", strict(copy.deepcopy(schema)))]:
            validator = Draft202012Validator(form, format_checker=Draft202012Validator.FORMAT_CHECKER)
            for error in validator.iter_errors(document):
                faults.append(f"{path.name}{kind}: {error.json_path}: {error.message[:300]}")
        # A schema that takes anything would say nothing.
        for member in schema["required"]:
            broken = {name: value for name, value in document.items() if name != member}
            if Draft202012Validator(schema).is_valid(broken):
                faults.append(f"{path.name}: without '{member}' it is valid, too")
    for name in sorted(set(schemas) - used):
        faults.append(f"no document is of {name}")
    print("\n".join(faults))
    sys.exit(bool(faults))


main()
