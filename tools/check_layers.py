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
    "edit": {"base", "model", "sources"},
    "assemble": {"base", "model", "sources", "knowledge"},
    "analyses": {"base", "model", "sources", "knowledge", "assemble"},
    "render": {"base", "model", "analyses"},
    "host": {"base"},
    "heap": {"base", "model", "sources", "knowledge", "assemble", "analyses", "host"},
    "contiguous": {"base", "model", "sources", "host"},
    "cli": {"base", "model", "sources", "edit", "knowledge", "assemble", "analyses", "render", "host", "heap"},
}
INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"/]+)/[^"]+"|<rampart/([^/>]+)/[^>]+>)')
PLACES = ("src/*/*.h", "src/*/*.cc", "src/*/*/*.h", "src/*/*/*.cc", "include/rampart/*/*.h")


def layer_of(path: pathlib.Path, top: pathlib.Path) -> str:
    """The folder below src/ or include/rampart/, whatever folders lie below it."""
    parts = path.relative_to(top).parts
    return parts[2] if parts[0] == "include" else parts[1]


def faults(top: pathlib.Path):
    for path in sorted(path for place in PLACES for path in top.glob(place)):
        layer = layer_of(path, top)
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
