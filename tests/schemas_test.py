#!/usr/bin/env python3
"""Validates every JSON answer of tests/data/golden against the schema of its command.

An answer whose first key is "schema": "rampart.map/1" has to follow docs/schemas/map.schema.json.
usage: tests/schemas_test.py SOURCE_TREE
"""
import json
import pathlib
import sys
import warnings

import jsonschema

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # what came after it is not in Debian 12
    from jsonschema import RefResolver


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def command_of(document):
    if not isinstance(document, dict) or next(iter(document), None) != "schema":
        return None
    return document["schema"].removeprefix("rampart.").split("/")[0]


def main():
    top = pathlib.Path(sys.argv[1])
    schemas = {path.name: load(path) for path in sorted((top / "docs/schemas").glob("*.schema.json"))}
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    seen = 0
    faults = 0
    for path in sorted((top / "tests/data/golden").rglob("*.json")):
        document = load(path)
        command = command_of(document)
        if command is None:
            continue
        schema = schemas.get(f"{command}.schema.json")
        if schema is None:
            print(f"{path}: docs/schemas has no {command}.schema.json")
            faults += 1
            continue
        seen += 1
        resolver = RefResolver(schema["$id"], schema, store=schemas)
        for fault in jsonschema.Draft202012Validator(schema, resolver=resolver).iter_errors(document):
            print(f"{path}: {fault.json_path}: {fault.message}")
            faults += 1
    print(f"{seen} answers follow their schema" if not faults else f"{faults} faults")
    return 0 if seen and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
