"""The schemas of docs/schemas, which JSON answers have to follow.

    AnswerSchemas(top).validator("plan").validate(json.loads(answer))
"""
import json
import pathlib
import warnings

import jsonschema

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # what came after it is not in Debian 12
    from jsonschema import RefResolver


class AnswerSchemas:
    def __init__(self, top: pathlib.Path):
        """`top` is the source tree. Raises if one of its schemas is none."""
        paths = sorted((top / "docs/schemas").glob("*.schema.json"))
        self._schemas = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in paths}
        for schema in self._schemas.values():
            jsonschema.Draft202012Validator.check_schema(schema)

    def validator(self, command: str):
        """Of `plan`, or `cma-list`; None if there is no such schema."""
        schema = self._schemas.get(f"{command}.schema.json")
        if schema is None:
            return None
        resolver = RefResolver(schema["$id"], schema, store=self._schemas)
        return jsonschema.Draft202012Validator(schema, resolver=resolver)
