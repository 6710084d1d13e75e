#!/usr/bin/env python3
"""Reads every device tree of Debian's kernels twice, with `rampart map --json` and with fdtget, and compares.

No tree may fail, and every region has to be where fdtget's reading of the same properties puts it: memory nodes,
/reserved-memory with all entries of each reg, dynamic sizes, and the reservation block (read here, fdtget cannot).
usage: tests/device_trees_test.py RAMPART DIRECTORY
"""
import collections
import concurrent.futures
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

SKIPPED = 77
ROOT_DEFAULTS = (2, 1)


def fdtget(tree, *arguments):
    """The lines of its answer, one for each node and property asked for."""
    answer = subprocess.run(["fdtget", *arguments[:-1], str(tree), *arguments[-1]], capture_output=True, text=True,
                            check=True)
    return answer.stdout.split("\n")[:-1]


def children(tree, path):
    answer = subprocess.run(["fdtget", "-l", str(tree), path], capture_output=True, text=True, check=False)
    return answer.stdout.split("\n")[:-1]


def values(tree, kind, default, nodes, name):
    """A property of several sibling nodes by node; `default` where it is missing."""
    found = {}
    for node in [node for node in nodes if eclipsing(node, nodes)]:
        found[node] = alone(tree, node, nodes, lambda copy: fdtget(copy, "-t", kind, "-d", default, [node, name])[0])
    plain = [node for node in nodes if node not in found]
    if plain:
        pairs = [word for node in plain for word in (node, name)]
        found.update(zip(plain, fdtget(tree, "-t", kind, "-d", default, pairs)))
    return found


def eclipsing(node, siblings):
    """The siblings that fdtget may take for `node`: asked for /memory, it answers for a /memory@80000000 before it."""
    return [other for other in siblings if other.startswith(node + "@")]


def alone(tree, node, siblings, ask):
    """Asks about a node in a copy of the tree without the siblings that eclipse it."""
    with tempfile.NamedTemporaryFile() as copy:
        copy.write(tree.read_bytes())
        copy.flush()
        subprocess.run(["fdtput", "-r", copy.name, *eclipsing(node, siblings)], check=True)
        return ask(copy.name)


def numbers(line):
    return [int(word, 16) for word in line.split()]


def cell_counts(tree, path):
    address, size = fdtget(tree, "-t", "x", "-d", "none", [path, "#address-cells", path, "#size-cells"])
    return tuple(default if word == "none" else int(word, 16) for word, default in zip((address, size), ROOT_DEFAULTS))


def joined(cells):
    value = 0
    for cell in cells:
        value = value << 32 | cell
    return value


def entries(line, counts):
    cells = numbers(line)
    step = sum(counts)
    if len(cells) % step:
        return []
    pairs = [cells[at : at + step] for at in range(0, len(cells), step)]
    return [(joined(pair[: counts[0]]), joined(pair[counts[0] :])) for pair in pairs]


def is_range(entry):
    base, size = entry
    return size != 0 and base + size <= 1 << 64


def declared(tree):
    """Regions as (base, size), and sizes of dynamic ones, as fdtget and the header tell them."""
    regions = collections.Counter()
    dynamic = collections.Counter()
    tops = ["/" + name for name in children(tree, "/")]
    types = values(tree, "s", "", tops, "device_type")
    memory = [node for node in tops if types[node] == "memory"]
    status = values(tree, "s", "okay", memory, "status")
    counts = cell_counts(tree, "/")
    for node, line in values(tree, "x", "", memory, "reg").items():
        if status[node] in ("okay", "ok"):
            regions.update(filter(is_range, entries(line, counts)))

    names = children(tree, "/reserved-memory")
    nodes = ["/reserved-memory/" + name for name in names]
    if nodes:
        ranges = fdtget(tree, "-t", "x", "-d", "none", ["/reserved-memory", "ranges"])
        assert ranges in (["none"], [""]), f"{tree}: ranges that translate: teach this test"
        counts = cell_counts(tree, "/reserved-memory")
    status = values(tree, "s", "okay", nodes, "status")
    reg = values(tree, "x", "none", nodes, "reg")
    size = values(tree, "x", "none", nodes, "size")
    for node in nodes:
        if status[node] not in ("okay", "ok"):
            continue
        if reg[node] != "none":
            regions.update(filter(is_range, entries(reg[node], counts)))
        elif size[node] != "none":
            dynamic[joined(numbers(size[node]))] += 1

    blob = tree.read_bytes()
    at = struct.unpack_from(">5I", blob)[4]
    while (entry := struct.unpack_from(">2Q", blob, at)) != (0, 0):
        regions[entry] += 1
        at += 16
    return regions, dynamic


def mapped(rampart, tree):
    answer = subprocess.run([rampart, "map", "--json", str(tree)], capture_output=True, text=True, check=False)
    if answer.returncode not in (0, 1):
        raise RuntimeError(answer.stderr.strip() or f"{tree}: exit status {answer.returncode}")
    document = json.loads(answer.stdout)
    regions = collections.Counter()
    for region in document["regions"]:
        # Two nodes that say the same are one region, confirmed by the second.
        regions[int(region["base"], 16), region["size"]] += 1 + len(region["confirmed_by"])
    dynamic = collections.Counter(d["size"] for d in document["dynamic"])
    return regions, dynamic


def fault_of(rampart, tree):
    """What the two readings disagree about, and how much they agree on: (text or None, regions, bytes)."""
    try:
        ours, theirs = mapped(rampart, tree), declared(tree)
    except (RuntimeError, AssertionError) as failure:
        return str(failure), 0, 0
    total = sum(size * count for (_, size), count in theirs[0].items()) + sum(theirs[1].elements())
    found = sum(theirs[0].values()) + sum(theirs[1].values())
    if ours == theirs:
        return None, found, total
    return f"{tree}: rampart has {ours[0] - theirs[0]} {ours[1] - theirs[1]} more, fdtget {theirs[0] - ours[0]} " \
           f"{theirs[1] - ours[1]}", found, total


def main():
    rampart, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    trees = sorted(directory.rglob("*.dtb"))
    if not trees:
        print(f"skipped: no device tree in {directory} (tools/device-trees/fetch.sh puts them there)")
        return SKIPPED
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda tree: fault_of(rampart, tree), trees))
    faults = [fault for fault, _, _ in results if fault]
    for fault in faults[:20]:
        print(fault)
    print(f"{len(trees)} trees, {sum(found for _, found, _ in results)} regions of "
          f"{sum(total for _, _, total in results)} bytes; {len(faults)} trees that fail or differ")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
