"""What rampart has to answer, computed from the kernel's own files: numbers by path, as `numbers_in` names them.

A number that moves while it is read is a `Near`: rampart and `cat` do not look at the same moment.
"""

import re
from dataclasses import dataclass

import raw_files
from raw_files import PAGE

SLACK = 8 << 20  # What a program like rampart or cat takes while it looks.


@dataclass(frozen=True)
class Near:
    value: int
    slack: int

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and abs(other - self.value) <= self.slack


def numbers_in(document, path: str = "") -> dict[str, int]:
    """Every number and address of a JSON document by its path; a list's element is named by what identifies it."""
    if isinstance(document, bool) or document is None:
        return {}
    if isinstance(document, int):
        return {path: document}
    if isinstance(document, str):
        return {path: int(document, 16)} if re.fullmatch(r"0x[0-9a-f]+", document) else {}
    found: dict[str, int] = {}
    if isinstance(document, dict):
        for key, value in document.items():
            found |= numbers_in(value, f"{path}/{key}")
    else:
        for at, value in enumerate(document):
            found |= numbers_in(value, f"{path}/{identity(value, at)}")
    return found


def identity(value, at: int):
    if not isinstance(value, dict):
        return at
    return value.get("zone") or value.get("role", "") + value.get("name", "") or at


def zone(total, used, free) -> dict:
    values = {"total": total, "used": used, "free": free}
    if isinstance(total, int) and total > 0:
        if isinstance(used, Near):
            values["percent"] = Near(round(100 * used.value / total), 1 + 100 * used.slack // total)
        else:
            values["percent"] = (200 * used + total) // (2 * total)
    return values


class Expected:
    """The answers that belong to `files`, as the guest's `collect` or a snapshot holds them."""

    def __init__(self, files: dict[str, bytes], moving: bool):
        self.files = files
        self.moving = moving
        self.meminfo = raw_files.meminfo(files["proc/meminfo"].decode())
        self.tree = raw_files.device_tree(files["sys/firmware/fdt"])
        self.pools = raw_files.cma_pools(files)
        self.zram = raw_files.zram_devices(files)
        self.buffers = {b.inode: b for b in raw_files.dma_buffers(files["sys/kernel/debug/dma_buf/bufinfo"].decode())}
        self.installed = sum(size for node in self.memory_nodes() for _, size in node.pairs("reg"))

    def memory_nodes(self):
        return [node for node in self.tree if re.fullmatch(r"/memory@[0-9a-f]+", node.path)]

    def near(self, value: int, slack: int = SLACK):
        return Near(value, slack) if self.moving else value

    def named_reservations(self) -> int:
        """Bytes of RAM that the tree withholds from Linux, at a fixed place; a CMA pool is lent, not withheld."""
        withheld = [node for node in raw_files.reserved_nodes(self.tree) if "reusable" not in node.properties]
        return sum(size for node in withheld for _, size in node.pairs("reg"))

    def zones(self) -> dict[str, dict]:
        info = self.meminfo
        available, total = info["MemAvailable"], info["MemTotal"]
        held = sum(pool.used for pool in self.pools.values())
        swap_used = info["SwapTotal"] - info["SwapFree"]
        original = sum(device.original for device in self.zram.values())
        disks = sum(device.disksize for device in self.zram.values())
        reserved = self.named_reservations()
        kernel = self.installed - total - reserved
        return {
            "hardware": zone(self.installed, self.near(self.installed - available), self.near(available)),
            "reserved": zone(reserved, reserved, 0),
            "kernel": zone(kernel, kernel, 0),
            "user": zone(total, self.near(total - available), self.near(available)),
            "cma": zone(info["CmaTotal"], held, info["CmaTotal"] - held),
            "cmm": {},
            "swap": zone(info["SwapTotal"], self.near(swap_used), self.near(info["SwapFree"])),
            "zram": zone(disks, self.near(original), self.near(disks - original)),
        }

    def status(self) -> dict[str, object]:
        numbers: dict[str, object] = {}
        for name, values in self.zones().items():
            numbers |= {f"/zones/{name}/{key}": value for key, value in values.items()}
        for name, pool in self.pools.items():
            numbers |= {
                f"/cma_pools/{name}/size": pool.size, f"/cma_pools/{name}/used": pool.used,
                f"/cma_pools/{name}/largest_free": pool.longest_free,
                f"/cma_pools/{name}/alloc_success": pool.allocations, f"/cma_pools/{name}/alloc_fail": pool.failures}
        for name, device in self.zram.items():
            numbers[f"/zram/{name}/disksize"] = device.disksize
            numbers[f"/zram/{name}/limit"] = device.limit
            for key in ("original", "compressed", "memory", "peak"):
                numbers[f"/zram/{name}/{key}"] = self.near(getattr(device, key))
        numbers |= self.dmabuf()
        numbers["/uptime_seconds"] = self.near(int(float(self.files["proc/uptime"].split()[0])), 60)
        return numbers

    def dmabuf(self) -> dict[str, object]:
        held = raw_files.holders(self.files)
        lonely = set(self.buffers) - set().union(*held.values())
        numbers: dict[str, object] = {
            "/dmabuf/buffers": len(self.buffers), "/dmabuf/size": sum(b.size for b in self.buffers.values()),
            "/dmabuf/kernel_only_buffers": len(lonely),
            "/dmabuf/kernel_only_size": sum(self.buffers[inode].size for inode in lonely)}
        # The holders are one program started several times: the largest first, as the answer lists them.
        sizes = sorted(((-sum(self.buffers[i].size for i in inodes), pid, inodes) for pid, inodes in held.items()))
        for at, (size, pid, inodes) in enumerate(sizes):
            shared = sum(self.buffers[i].size for i in inodes if sum(i in other for other in held.values()) > 1)
            numbers |= {f"/dmabuf/holders/{at}/pid": pid, f"/dmabuf/holders/{at}/buffers": len(inodes),
                        f"/dmabuf/holders/{at}/size": -size, f"/dmabuf/holders/{at}/shared": shared}
        return numbers
