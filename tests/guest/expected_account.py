"""Where the guest's RAM went: the shares that its own files tell, for `rampart status --account`."""

import raw_files
from expected import Expected
from expected_map import ExpectedMap


def without(ranges: list[tuple[int, int]], taken: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Ranges [base, end) less what is in `taken`."""
    for base, end in taken:
        ranges = [piece for first, last in ranges
                  for piece in ((first, min(last, base)), (max(first, end), last)) if piece[0] < piece[1]]
    return ranges


def union_size(ranges: list[tuple[int, int]]) -> int:
    return sum(end - base for i, each in enumerate(ranges) for base, end in without([each], ranges[:i]))


def account(facts: Expected) -> dict[str, object]:
    """The size of every line by role and name. The page structures and the other boot-time reservations are told
    apart by an estimate: 64 bytes for every page that the kernel calls RAM."""
    regions = ExpectedMap(facts.files).regions
    info = facts.meminfo
    shares = {}
    named = []
    for node in raw_files.reserved_nodes(facts.tree):
        word = {"no-map": "carve-out", "dma-pool": "coherent pool", "reserved": "reserved:"}
        for region in regions:
            if [(region.base, region.size)] == node.pairs("reg") and region.kind in word:
                shares[f"{word[region.kind]} {node.path.rpartition('/')[2]}"] = region.size
                named.append((region.base, region.end))
    system_ram = [(line.first, line.last + 1) for line in raw_files.iomem(facts.files["proc/iomem"].decode())
                  if line.name == "System RAM"]
    pools = [(region.base, region.end) for region in regions if region.kind == "cma"]
    kernel = [(region.base, region.end) for region in regions if region.kind == "kernel"]
    nameless = [(line.first, line.last + 1) for line in raw_files.iomem(facts.files["proc/iomem"].decode())
                if line.name == "reserved"]
    shares["kernel image"] = union_size(kernel)
    boot = union_size(without(nameless, named + pools + kernel))
    structures = min(boot, union_size(system_ram) // raw_files.PAGE * 64)
    shares["page structures"] = structures
    shares["other boot-time reservations"] = boot - structures
    due = facts.installed - info["MemTotal"]
    lines: dict[str, object] = {"installedinstalled": facts.installed, "totalMemTotal": info["MemTotal"]}
    if sum(shares.values()) < due:
        shares["not attributed"] = due - sum(shares.values())
    elif sum(shares.values()) > due:
        lines["returnedgiven back to Linux"] = sum(shares.values()) - due
    lines |= {f"share{name}": size for name, size in shares.items() if size}
    return lines | inside(facts)


def inside(facts: Expected) -> dict[str, object]:
    """The parts of MemTotal, and what is only remarked."""
    info = facts.meminfo
    parts = {
        "programs": info["AnonPages"],
        "shared memory": info["Shmem"],
        "cache": info["Cached"] + info["Buffers"] + info["SReclaimable"] - info["Shmem"],
        "kernel": info["SUnreclaim"] + info["KernelStack"] + info["PageTables"] + info["Percpu"],
        "free": info["MemFree"]}
    held = sum(pool.used for pool in facts.pools.values())
    parts["other"] = info["MemTotal"] - sum(parts.values()) - held
    lines: dict[str, object] = {f"inside{name}": facts.near(size) for name, size in parts.items()}
    lines["insideheld in CMA by drivers"] = held
    lines["remarkavailable to programs"] = facts.near(info["MemAvailable"])
    lines["remarkCMA pools, part of the total"] = info["CmaTotal"]
    return lines
