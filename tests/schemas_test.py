#!/usr/bin/env python3
"""Validates every JSON answer of tests/data/golden against the schema of its command, and every SARIF log.

An answer whose first key is "schema": "rampart.map/1" has to follow docs/schemas/map.schema.json, a .sarif the schema
of SARIF 2.1.0 in tests/data/sarif.
usage: tests/schemas_test.py SOURCE_TREE
"""
import json
import pathlib
import sys

import jsonschema

from answer_schemas import AnswerSchemas


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def command_of(document):
    if not isinstance(document, dict) or next(iter(document), None) != "schema":
        return None
    return document["schema"].removeprefix("rampart.").split("/")[0]


def sarif_faults(top):
    """Prints what is wrong with the SARIF logs: (logs, faults)."""
    schema = load(top / "tests/data/sarif/sarif-2.1.0-rtm.5.json")
    validator = jsonschema.Draft4Validator(schema)
    logs = sorted((top / "tests/data/golden").rglob("*.sarif"))
    faults = 0
    for path in logs:
        for fault in validator.iter_errors(load(path)):
            print(f"{path}: {fault.json_path}: {fault.message}")
            faults += 1
    return len(logs), faults


def main():
    top = pathlib.Path(sys.argv[1])
    schemas = AnswerSchemas(top)
    seen = 0
    faults = 0
    for path in sorted((top / "tests/data/golden").rglob("*.json")):
        document = load(path)
        command = command_of(document)
        if command is None:
            continue
        validator = schemas.validator(command)
        if validator is None:
            print(f"{path}: docs/schemas has no {command}.schema.json")
            faults += 1
            continue
        seen += 1
        for fault in validator.iter_errors(document):
            print(f"{path}: {fault.json_path}: {fault.message}")
            faults += 1
    logs, wrong_logs = sarif_faults(top)
    faults += wrong_logs
    print(f"{seen} answers and {logs} SARIF logs follow their schema" if not faults else f"{faults} faults")
    return 0 if seen and logs and not faults else 1


if __name__ == "__main__":
    sys.exit(main())
