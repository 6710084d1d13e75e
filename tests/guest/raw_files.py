"""Reads the kernel's own files about memory, by code that shares nothing with rampart: what its answers are held to.

Sizes are in bytes, addresses are numbers, `last` is inclusive.
"""

import re
import struct
from dataclasses import dataclass, field

PAGE = 4096


def meminfo(text: str) -> dict[str, int]:
    """`Name: <number> kB`, in bytes."""
    return {name: int(count) * 1024 for name, count in re.findall(r"^(\S+):\s+(\d+) kB$", text, re.MULTILINE)}


@dataclass(frozen=True)
class IoMem:
    first: int
    last: int
    depth: int
    name: str


def iomem(text: str) -> list[IoMem]:
    """/proc/iomem; two spaces are one step deeper."""
    found = re.findall(r"^( *)([0-9a-f]+)-([0-9a-f]+) : (.*)$", text, re.MULTILINE)
    return [IoMem(int(first, 16), int(last, 16), len(indent) // 2, name) for indent, first, last, name in found]


@dataclass
class Node:
    """A node of a flattened device tree."""

    path: str
    properties: dict[str, bytes] = field(default_factory=dict)

    def cells(self, name: str) -> list[int]:
        data = self.properties.get(name, b"")
        return list(struct.unpack(f">{len(data) // 4}I", data))

    def pairs(self, name: str) -> list[tuple[int, int]]:
        """A property of <2-cell 2-cell> entries, as every tree of ours has them."""
        words = self.cells(name)
        return [((a << 32) | b, (c << 32) | d) for a, b, c, d in zip(*[iter(words)] * 4, strict=True)]

    def number(self, name: str) -> int | None:
        """A property of two cells."""
        data = self.properties.get(name)
        return None if data is None else struct.unpack(">Q", data)[0]

    def address(self, name: str) -> int:
        """A property of one number in as many cells as it has."""
        return int.from_bytes(self.properties[name], "big")

    def text(self, name: str) -> str:
        return self.properties.get(name, b"").split(b"\0")[0].decode()


def device_tree(blob: bytes) -> list[Node]:
    """Every node of a blob, in its order."""
    _, _, structure, strings, *_ = struct.unpack_from(">10I", blob)
    nodes, path, at = [], [], structure
    while True:
        token, = struct.unpack_from(">I", blob, at)
        at += 4
        if token == 1:  # a node begins
            end = blob.index(b"\0", at)
            path.append(blob[at:end].decode())
            nodes.append(Node("/".join(path) or "/"))
            at = (end + 4) & ~3
        elif token == 2:  # it ends
            path.pop()
        elif token == 9:
            return nodes
        elif token == 3:
            size, name = struct.unpack_from(">2I", blob, at)
            name_end = blob.index(b"\0", strings + name)
            nodes[-1].properties[blob[strings + name:name_end].decode()] = blob[at + 8:at + 8 + size]
            at = (at + 8 + size + 3) & ~3


def reserved_nodes(nodes: list[Node]) -> list[Node]:
    """The children of /reserved-memory."""
    return [node for node in nodes if re.fullmatch(r"/reserved-memory/[^/]+", node.path)]


def users_of(nodes: list[Node], region: Node) -> list[str]:
    """The nodes that name a region through `memory-region`."""
    handle = region.cells("phandle")
    return sorted(node.path for node in nodes if handle and handle[0] in node.cells("memory-region"))


@dataclass(frozen=True)
class CmaPool:
    base: int
    size: int
    used: int
    longest_free: int
    allocations: int
    failures: int


def cma_pools(files: dict[str, bytes]) -> dict[str, CmaPool]:
    """Every pool of debugfs, with sysfs's counters of the same name."""
    pools = {}
    for path in files:
        found = re.fullmatch(r"sys/kernel/debug/cma/([^/]+)/count", path)
        if found is None:
            continue
        name = found[1]

        def number(file: str, folder: str = f"sys/kernel/debug/cma/{name}") -> int:
            return int(files[f"{folder}/{file}"])

        counters = f"sys/kernel/mm/cma/{name}"
        pools[name] = CmaPool(
            base=number("base_pfn") * PAGE, size=number("count") * PAGE, used=number("used") * PAGE,
            longest_free=number("maxchunk") * PAGE, allocations=number("alloc_pages_success", counters) * PAGE,
            failures=number("alloc_pages_fail", counters) * PAGE)
    return pools


@dataclass(frozen=True)
class Zram:
    disksize: int
    algorithm: str
    original: int
    compressed: int
    memory: int
    limit: int
    peak: int


def zram_devices(files: dict[str, bytes]) -> dict[str, Zram]:
    devices = {}
    for path, content in files.items():
        found = re.fullmatch(r"sys/block/(zram\d+)/mm_stat", path)
        if found is None:
            continue
        folder = path.rpartition("/")[0]
        chosen = re.search(r"\[(.*?)\]", files[f"{folder}/comp_algorithm"].decode())
        stat = [int(word) for word in content.split()]
        devices[found[1]] = Zram(int(files[f"{folder}/disksize"]), chosen[1], *stat[:5])
    return devices


@dataclass(frozen=True)
class Buffer:
    inode: int
    size: int
    heap: str
    name: str


def dma_buffers(text: str) -> list[Buffer]:
    """The objects of debugfs's bufinfo, in their order."""
    rows = re.findall(r"^(\d+)\t[0-9a-f]+\t[0-9a-f]+\t\d+\t(\S+)\t(\d+)\t(\S*)", text, re.MULTILINE)
    return [Buffer(int(inode), int(size), heap, name) for size, heap, inode, name in rows]


def holders(files: dict[str, bytes]) -> dict[int, set[int]]:
    """Which process has which buffers open, by inode."""
    held: dict[int, set[int]] = {}
    for path, content in files.items():
        found = re.fullmatch(r"proc/(\d+)/fdinfo/\d+", path)
        if found is None or b"exp_name:" not in content:
            continue
        inode = re.search(rb"^ino:\s+(\d+)$", content, re.MULTILINE)
        held.setdefault(int(found[1]), set()).add(int(inode[1]))
    return held
