"""The physical map that the kernel's own files describe: what `rampart map --json` has to answer, number by number."""

import re
from dataclasses import dataclass, field

import raw_files

IOMEM_KERNEL = {"Kernel code", "Kernel rodata", "Kernel data", "Kernel bss"}


@dataclass
class Region:
    base: int
    size: int
    kind: str
    named: bool = True
    usage: dict[str, int] = field(default_factory=dict)

    @property
    def end(self) -> int:
        return self.base + self.size

    def numbers(self) -> tuple:
        return self.base, self.size, self.kind, tuple(sorted(self.usage.items()))


def reserved_kind(node: raw_files.Node) -> str:
    is_pool = node.text("compatible") == "shared-dma-pool"
    if "no-map" in node.properties:
        return "dma-pool" if is_pool else "no-map"
    if is_pool:
        return "cma" if "reusable" in node.properties else "dma-pool"
    return "reserved"


def tree_regions(tree: list[raw_files.Node]) -> list[Region]:
    """What the tree gives a place: memory, reservations, the initrd."""
    regions = [Region(*entry, "ram") for node in tree if re.fullmatch(r"/memory@[0-9a-f]+", node.path)
               for entry in node.pairs("reg")]
    for node in raw_files.reserved_nodes(tree):
        regions += [Region(*entry, reserved_kind(node)) for entry in node.pairs("reg")]
    for node in tree:
        if node.path == "/chosen":
            first, end = node.address("linux,initrd-start"), node.address("linux,initrd-end")
            regions.append(Region(first, end - first, "initrd"))
    return regions


def iomem_regions(text: str) -> list[Region]:
    lines = raw_files.iomem(text)
    regions = []
    for line in lines:
        in_ram = any(o.name == "System RAM" and o.depth < line.depth and o.first <= line.first and line.last <= o.last
                     for o in lines)
        holds_others = any(o.depth > line.depth and line.first <= o.first and o.last <= line.last for o in lines)
        if line.name == "System RAM":
            kind = "ram"
        elif line.name in IOMEM_KERNEL:
            kind = "kernel"
        elif line.name == "reserved":
            kind = "reserved" if in_ram else "no-map"
        else:
            kind = "reserved" if in_ram else "device"
        named = line.name != "reserved" and not holds_others
        regions.append(Region(line.first, line.last + 1 - line.first, kind, named))
    return regions


def joined(regions: list[Region]) -> list[Region]:
    """The same range told twice is one region, of the kind that says more; RAM inside known RAM is no news."""
    result: dict[tuple[int, int], Region] = {}
    for region in regions:
        if region.kind == "ram" and any(r.kind == "ram" and r.base <= region.base and region.end <= r.end
                                        for r in result.values()):
            continue
        known = result.setdefault((region.base, region.size), region)
        if known is region:
            continue
        if known.kind in ("reserved", "no-map") and region.kind not in ("reserved", "no-map"):
            known.kind = region.kind
        known.named |= region.named
        known.usage |= region.usage
    return sorted(result.values(), key=lambda r: (r.base, -r.size))


class ExpectedMap:
    """Everything numeric in the answer for the guest whose files these are."""

    def __init__(self, files: dict[str, bytes]):
        tree = raw_files.device_tree(files["sys/firmware/fdt"])
        pools = raw_files.cma_pools(files)
        pool_regions = [
            Region(pool.base, pool.size, "cma",
                   usage={"used": pool.used, "free": pool.size - pool.used, "largest_free": pool.longest_free})
            for pool in pools.values()]
        self.regions = joined(tree_regions(tree) + pool_regions + iomem_regions(files["proc/iomem"].decode()))
        self.ram = [region for region in self.regions if region.kind == "ram"]
        self.installed = sum(region.size for region in self.ram)
        self.dynamic = [
            (node.number("size"), node.number("alignment"), node.pairs("alloc-ranges"))
            for node in raw_files.reserved_nodes(tree)
            if "reg" not in node.properties and node.path.rpartition("/")[2] not in pools]
        self.spans = self.cut()

    def cut(self) -> list[tuple[int, int, str]]:
        """(base, size, kind) of every run of addresses that belongs to one region: the innermost that covers it."""
        edges = sorted({edge for region in self.regions for edge in (region.base, region.end)})
        spans: list[list] = []
        for base, end in zip(edges, edges[1:]):
            covering = [r for r in self.regions if r.base <= base and end <= r.end]
            owner = min(covering, key=lambda r: (r.kind == "ram", not r.named, r.size, r.base), default=None)
            if spans and spans[-1][2] is owner:
                spans[-1][1] = end
            else:
                spans.append([base, end, owner])
        return [(base, end - base, owner.kind if owner else "hole") for base, end, owner in spans]

    def sums(self) -> dict[str, int]:
        return by_kind(self.spans)

    def taken(self) -> dict[str, int]:
        """Of RAM, by kind, with the regions that have a size and no place."""
        inside = [(0, sum(min(base + size, ram.end) - max(base, ram.base) for ram in self.ram
                          if base < ram.end and ram.base < base + size), kind)
                  for base, size, kind in self.spans if kind not in ("ram", "hole")]
        taken = by_kind([span for span in inside if span[1]])
        for size, _, _ in self.dynamic:
            taken["reserved"] = taken.get("reserved", 0) + size
        return taken

    def free(self) -> int:
        return self.installed - sum(self.taken().values())


def by_kind(spans: list[tuple[int, int, str]]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for _, size, kind in spans:
        sums[kind] = sums.get(kind, 0) + size
    return sums
