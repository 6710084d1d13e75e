#!/usr/bin/env python3
"""Every device tree of Debian's arm64 and armmp kernels through `rampart map --json`, against fdtget.

For each tree the sum of all sizes in `reg` of /reserved-memory's children and of the memory nodes is read with fdtget,
and has to be the sum of the regions that rampart makes of them. A node whose status is not okay has no region.
usage: tests/device_trees_test.py RAMPART DIRECTORY
"""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

SKIPPED = 77


def fdtget(*arguments):
    result = subprocess.run(["fdtget", *arguments], capture_output=True, text=True, check=False)
    return result.stdout.split() if result.returncode == 0 else None


def cells(tree, node, name, default):
    value = fdtget("-t", "u", tree, node, name)
    return int(value[0]) if value else default


def sizes_of(tree, node, address_cells, size_cells):
    """The sizes in a node's `reg`, as many as fit whole."""
    words = fdtget("-t", "x", tree, node, "reg") or []
    step = address_cells + size_cells
    for at in range(0, len(words) - step + 1, step):
        size = 0
        for word in words[at + address_cells:at + step]:
            size = size << 32 | int(word, 16)
        yield size


def enabled(tree, node):
    return (fdtget(tree, node, "status") or ["okay"])[0] in ("okay", "ok")


def children(tree, parent):
    """Those that fdtget can name: it takes `framebuffer` for a sibling `framebuffer@9f000000`."""
    names = fdtget("-l", tree, parent) or []
    return [name for name in names if not any(other.startswith(name + "@") for other in names)]


def ambiguous(tree):
    return {f"{parent.rstrip('/')}/{name}" for parent in ("/", "/reserved-memory")
            for name in set(fdtget("-l", tree, parent) or []) - set(children(tree, parent))}


def expected(tree):
    """(sum over memory nodes, sum over reserved nodes) by fdtget alone."""
    address_cells = cells(tree, "/", "#address-cells", 2)
    size_cells = cells(tree, "/", "#size-cells", 1)
    memory = 0
    for child in children(tree, "/"):
        node = "/" + child
        is_memory = (fdtget(tree, node, "device_type") or [""])[0] == "memory"
        if (is_memory or child.split("@")[0] == "memory") and enabled(tree, node):
            memory += sum(sizes_of(tree, node, address_cells, size_cells))
    reserved = 0
    parent = "/reserved-memory"
    address_cells = cells(tree, parent, "#address-cells", 2)
    size_cells = cells(tree, parent, "#size-cells", 1)
    for child in children(tree, parent):
        node = f"{parent}/{child}"
        if enabled(tree, node):
            reserved += sum(sizes_of(tree, node, address_cells, size_cells))
    return memory, reserved


def told(rampart, tree):
    result = subprocess.run([rampart, "map", "--json", tree], capture_output=True, text=True, check=False)
    if result.returncode == 2:
        raise ValueError(result.stderr.strip())
    document = json.loads(result.stdout)
    memory = reserved = 0
    left_out = ambiguous(tree)
    for region in document["regions"]:
        if region["origin"].split(" ")[-1] in left_out:
            continue
        # A region that two nodes tell alike is one region; each of them counts in the tree.
        times = 1 + sum(" /reserved-memory/" in place for place in region["confirmed_by"])
        if " /reserved-memory/" in region["origin"]:
            reserved += region["size"] * times
        elif region["kind"] == "ram":
            memory += region["size"]
    return memory, reserved


def fault_of(rampart, tree):
    try:
        mine, peer = told(rampart, tree), expected(tree)
    except (ValueError, KeyError) as error:
        return f"{tree}: {error}"
    return None if mine == peer else f"{tree}: (memory, reserved) is {mine}, fdtget says {peer}"


def main():
    rampart, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    trees = sorted(str(path) for path in directory.rglob("*.dtb"))
    if not trees:
        print(f"skipped: no device tree in {directory} (tools/device-trees/fetch.sh puts them there)")
        return SKIPPED
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = [fault for fault in pool.map(lambda tree: fault_of(rampart, tree), trees) if fault]
    for fault in faults:
        print(fault)
    print(f"{len(trees)} device trees, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
