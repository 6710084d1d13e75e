#!/usr/bin/env python3
"""Fails if a file of src/ includes a layer that its own may not use (docs/style.md, section 8).

usage: tools/check_layers.py [SOURCE_TREE]
"""
import pathlib
import re
import sys

BELOW = {
    "base": set(),
    "model": {"base"},
    "knowledge": {"base", "model"},
    "sources": {"base", "model"},
    "assemble": {"base", "model", "sources", "knowledge"},
    "analyses": {"base", "model", "sources", "knowledge", "assemble"},
    "render": {"base", "model", "analyses"},
    "host": {"base"},
    "cli": {"base", "model", "sources", "knowledge", "assemble", "analyses", "render", "host"},
}
INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"/]+)/[^"]+"|<rampart/([^/>]+)/[^>]+>)')


def faults(top: pathlib.Path):
    for path in sorted([*top.glob("src/*/*.h"), *top.glob("src/*/*.cc"), *top.glob("include/rampart/*/*.h")]):
        layer = path.parent.name
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            used = match.group(1) or match.group(2)
            if layer not in BELOW:
                yield f"{path}:{number}: folder {layer} is no layer"
            elif used != layer and used not in BELOW[layer]:
                yield f"{path}:{number}: layer {layer} may not include {used}"


def main():
    top = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent.parent)
    found = list(faults(top))
    for fault in found:
        print(fault, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
