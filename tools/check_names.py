#!/usr/bin/env python3
"""Fails if two headers of the project define a type of the same name: in one program they would be one (One Definition
Rule), and no compiler says so.

usage: tools/check_names.py [SOURCE_TREE]
"""
import pathlib
import re
import sys

TYPE = re.compile(r"(?:struct|class|enum class|union) (\w+)(?: final)?(?: :[^;]*)? \{")


def main():
    top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    places = {}
    for path in sorted([*top.glob("src/**/*.h"), *top.glob("include/**/*.h")]):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if match := TYPE.match(line):
                places.setdefault(match.group(1), []).append(f"{path}:{number}")
    shared = {name: found for name, found in places.items() if len(found) > 1}
    for name, found in shared.items():
        print(f"{found[1]}: {name} is defined by {found[0]} too", file=sys.stderr)
    return 1 if shared else 0


if __name__ == "__main__":
    sys.exit(main())
