"""Makes random layouts of memory: device trees, command lines and load addresses for a kernel to boot with.

    case = generate(random.Random("4711/0"), "arm64")

A bit more than half are plausible boards; the rest is wild: regions that overlap each other or the kernel, lie outside
RAM or off every alignment, properties of the wrong length, attributes that contradict each other.
"""

import random
from dataclasses import dataclass, field

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
NAMES = ("secure", "buf", "vpu", "rproc", "dsp", "fw", "optee", "ramoops", "framebuffer", "npu", "isp")
OTHER_COMPATIBLES = ('"ramoops"', '"removed-dma-pool"', '"simple-framebuffer"', '"mediatek,trustzone"',
                     '"restricted-dma-pool"', '"qcom,rmtfs-mem", "shared-dma-pool"', '"SHARED-DMA-POOL"')
CPU = {"arm64": "arm,cortex-a53", "arm": "arm,cortex-a15", "riscv64": "riscv"}
# What the images of a test take at most.
KERNEL_ROOM, FDT_ROOM, INITRD_ROOM = 40 * MIB, 1 * MIB, 6 * MIB


@dataclass
class Case:
    dts: str
    cmdline: str
    loaded: dict[str, int] = field(default_factory=dict)  # Image to address; empty: wherever they go by default.


@dataclass
class Board:
    arch: str
    base: int
    size: int
    address_cells: int
    size_cells: int
    wild: bool
    banks: list[tuple[int, int]]

    @property
    def end(self) -> int:
        return self.base + self.size

    def address(self, value: int) -> str:
        return self.cells(value, self.address_cells)

    def length(self, value: int) -> str:
        return self.cells(value, self.size_cells)

    @staticmethod
    def cells(value: int, count: int) -> str:
        value &= (1 << 32 * count) - 1
        return " ".join(f"0x{value >> 32 * at & 0xffffffff:x}" for at in reversed(range(count)))

    def entry(self, base: int, size: int) -> str:
        return f"{self.address(base)} {self.length(size)}"


def generate(rng: random.Random, arch: str) -> Case:
    board = make_board(rng, arch)
    loaded = load_addresses(rng, board)
    nodes = [make_node(rng, board, at, loaded) for at in range(node_count(rng, board))]
    parent_cells = (board.address_cells, board.size_cells)
    parent_ranges = "ranges;"
    if board.wild and rng.random() < 0.03:
        parent_cells = (3 - board.address_cells if arch != "riscv64" else 1, board.size_cells)
    if board.wild and rng.random() < 0.03:
        parent_ranges = ""
    reserved = ""
    if nodes or rng.random() < 0.5:
        reserved = (f"\treserved-memory {{\n\t\t#address-cells = <{parent_cells[0]}>;\n"
                    f"\t\t#size-cells = <{parent_cells[1]}>;\n\t\t{parent_ranges}\n"
                    + "".join(f"\t\t{node}\n" for node in nodes) + "\t};\n")
    memory = "".join(f'\tmemory@{base:x} {{ device_type = "memory"; reg = <{board.entry(base, size)}>; }};\n'
                     for base, size in board.banks)
    dts = "/dts-v1/;\n" + memory_reservations(rng, board) + (
        f"/ {{\n\t#address-cells = <{board.address_cells}>;\n\t#size-cells = <{board.size_cells}>;\n"
        f'\tmodel = "generated";\n\tcpus {{ #address-cells = <1>; #size-cells = <0>;\n'
        f'\t\tcpu@0 {{ device_type = "cpu"; reg = <0>; compatible = "{CPU[arch]}"; }};\n\t}};\n'
        f"{memory}{reserved}}};\n")
    return Case(dts, command_line(rng, board), loaded)


def make_board(rng: random.Random, arch: str) -> Board:
    base = 0x80000000 if arch == "riscv64" else 0x40000000
    sizes = [128, 192, 256, 256, 384, 512, 512, 768, 1024, 1024, 1536, 2048, 3072]
    if arch != "arm":
        sizes += [3584, 4096, 5120, 6144]
    if arch == "arm64" and rng.random() < 0.2:
        base = rng.choice([0x80000000, 0x60000000, 0x100000000])
    size = rng.choice(sizes) * MIB
    if arch == "arm":
        size = min(size, 3 * GIB - 64 * MIB)
    address_cells = 1 if arch == "arm" and rng.random() < 0.6 else 2
    size_cells = 1 if rng.random() < 0.25 else 2
    if arch == "arm64" and base + size <= 1 << 32 and rng.random() < 0.1:
        address_cells = size_cells = 1
    if size >> 32 and size_cells == 1:
        size_cells = 2
    board = Board(arch, base, size, address_cells, size_cells, rng.random() < 0.45, [])
    board.banks = banks_of(rng, board)
    return board


def banks_of(rng: random.Random, board: Board) -> list[tuple[int, int]]:
    if rng.random() < 0.85:
        size = board.size - (rng.choice([1, 5, 16]) * MIB if rng.random() < 0.2 else 0)
        return [(board.base, size)]
    first = board.size // 2 // MIB * MIB
    hole = rng.choice([0, 2 * MIB, 16 * MIB, board.size // 8 // MIB * MIB])
    return [(board.base, first), (board.base + first + hole, board.size - first - hole)]


def load_addresses(rng: random.Random, board: Board) -> dict[str, int]:
    """Where the boot loader puts the images; on arm where a zImage unpacks is not for it to say."""
    first_base, first_size = board.banks[0]
    style = rng.choice(["default", "low", "qemu", "high", "random"])
    room = first_size - KERNEL_ROOM - FDT_ROOM - INITRD_ROOM - 4 * MIB
    if style == "default" or (board.arch == "arm" and style in ("low", "random")) or room < 140 * MIB:
        return {}
    low = first_base + 2 * MIB
    end = first_base + first_size
    if style == "low":
        return {"kernel": low, "fdt": low + KERNEL_ROOM, "initrd": low + KERNEL_ROOM + 2 * MIB}
    if style == "qemu":
        images = {"kernel": low, "initrd": first_base + 128 * MIB, "fdt": first_base + 134 * MIB}
    elif style == "high":
        initrd = end - INITRD_ROOM - rng.choice([0, 0x1000, 0x8000])
        images = {"kernel": low, "initrd": initrd, "fdt": initrd - FDT_ROOM - rng.choice([0, 0x2000])}
    else:
        slots = rng.sample(range(1, first_size // (32 * MIB) - 1), 3)
        places = [first_base + slot * 32 * MIB for slot in slots]
        images = {"kernel": places[0] + rng.randrange(4) * 2 * MIB, "initrd": places[1] + rng.randrange(256) * 0x1000,
                  "fdt": places[2] + rng.randrange(512) * 0x1000}
    if images["initrd"] // GIB != images["kernel"] // GIB and board.arch == "arm":
        return {}
    # On arm the tree has to lie where low memory is mapped from the start.
    if board.arch == "arm":
        images.pop("kernel")
        if images["fdt"] - first_base > 700 * MIB:
            return {}
    return images


def node_count(rng: random.Random, board: Board) -> int:
    if rng.random() < 0.05:
        return 0
    if board.wild and rng.random() < 0.03:
        return rng.randint(25, 70)
    return rng.randint(1, 12)


def some_size(rng: random.Random, board: Board) -> int:
    size = rng.choice([4 * KIB, 64 * KIB, 256 * KIB, MIB, 2 * MIB, 3 * MIB, 4 * MIB, 8 * MIB, 12 * MIB, 16 * MIB,
                       32 * MIB, 48 * MIB, 64 * MIB])
    if board.wild and rng.random() < 0.15:
        size = rng.choice([0, 1, 0x123, 0x7f000, 0x123000, 5 * MIB, 100 * MIB, 256 * MIB, 512 * MIB, board.size])
    return min(size, board.size // 4) if not board.wild else size


def some_address(rng: random.Random, board: Board, loaded: dict[str, int], size: int) -> int:
    base, bank_size = rng.choice(board.banks)
    if board.wild and rng.random() < 0.3:
        near = list(loaded.values()) + [board.base, board.end, board.end - 2 * MIB, board.base + 2 * MIB]
        address = rng.choice(near) + rng.choice([-MIB, 0, 0, MIB, 0x1000])
        return max(0, address)
    if board.wild and rng.random() < 0.1:
        return rng.choice([0, 0x1000, board.end + 16 * MIB, board.end + 8 * GIB if board.address_cells > 1 else 0,
                           max(board.base - 16 * MIB, 0)])
    room = max(bank_size - size - 40 * MIB, MIB)
    step = rng.choice([4 * KIB, 64 * KIB, MIB, 2 * MIB, 4 * MIB, 4 * MIB])
    return base + 32 * MIB + rng.randrange(room) // step * step


def attributes(rng: random.Random, board: Board) -> list[str]:
    pool = 'compatible = "shared-dma-pool";'
    kind = rng.choices(["plain", "nomap", "cma", "coherent", "mapped", "default", "other"], [20, 24, 26, 10, 4, 10, 6])[0]
    chosen = {"plain": [], "nomap": ["no-map;"], "cma": [pool, "reusable;"], "coherent": [pool, "no-map;"],
              "mapped": [pool], "default": [pool, "reusable;", "linux,cma-default;"],
              "other": [f"compatible = {rng.choice(OTHER_COMPATIBLES)};"]}[kind]
    if board.wild and rng.random() < 0.15:
        more = ["no-map;", "reusable;", "linux,cma-default;", "linux,dma-default;"]
        chosen = chosen + [rng.choice(more if kind == "other" else [*more, pool])]
    if rng.random() < 0.06:
        chosen = chosen + [f'status = "{rng.choice(["okay", "ok", "disabled", "fail", "reserved"])}";']
    return list(dict.fromkeys(chosen))


def make_node(rng: random.Random, board: Board, at: int, loaded: dict[str, int]) -> str:
    name = f"{rng.choice(NAMES)}{at}"
    properties = attributes(rng, board)
    size = some_size(rng, board)
    if rng.random() < 0.62:
        base = some_address(rng, board, loaded, size)
        properties.append(f"reg = <{reg_cells(rng, board, base, size)}>;")
        if rng.random() < 0.9:
            name += f"@{base if not board.wild or rng.random() < 0.9 else base + MIB:x}"
        if board.wild and rng.random() < 0.04:
            properties.append(f"size = <{board.length(size)}>;")
    else:
        properties += dynamic_properties(rng, board, size)
        if "linux,cma-default;" in properties and rng.random() < 0.4 and at == 0:
            name = "linux,cma"
    rng.shuffle(properties)
    return f"{name} {{ {' '.join(properties)} }};"


def reg_cells(rng: random.Random, board: Board, base: int, size: int) -> str:
    cells = board.entry(base, size)
    if board.wild and rng.random() < 0.05:
        return " ".join(cells.split()[:-1])
    if rng.random() < 0.05:
        cells += f"  {board.entry(some_address(rng, board, {}, MIB), MIB)}"
    return cells


def dynamic_properties(rng: random.Random, board: Board, size: int) -> list[str]:
    properties = [f"size = <{board.length(size)}>;"]
    if board.wild and rng.random() < 0.05:
        properties = [f"size = <{board.cells(size, 3 - board.size_cells)}>;"]
    if rng.random() < 0.4:
        alignment = rng.choice([4 * KIB, 64 * KIB, MIB, 2 * MIB, 4 * MIB, 4 * MIB, 16 * MIB, 64 * MIB])
        if board.wild and rng.random() < 0.15:
            alignment = rng.choice([0, 1, 0x300000, 3 * MIB, 0x1800])
        wrong = board.wild and rng.random() < 0.06
        properties.append(f"alignment = <{board.cells(alignment, 3 - board.address_cells if wrong else board.address_cells)}>;")
    if rng.random() < 0.4:
        ranges = [board.entry(range_start(rng, board), rng.choice([size, 4 * MIB, 64 * MIB, 256 * MIB, GIB]))
                  for _ in range(rng.choice([1, 1, 1, 2, 3]))]
        cells = "  ".join(ranges)
        if board.wild and rng.random() < 0.06:
            cells = " ".join(cells.split()[:-1])
        properties.append(f"alloc-ranges = <{cells}>;")
    return properties


def range_start(rng: random.Random, board: Board) -> int:
    start = board.base + rng.randrange(board.size) // (16 * MIB) * (16 * MIB)
    if board.wild and rng.random() < 0.2:
        start = rng.choice([0, board.base, board.end, max(board.base - GIB, 0), board.base + 0x97000])
    return start


def memory_reservations(rng: random.Random, board: Board) -> str:
    if rng.random() < 0.8:
        return ""
    return "".join(f"/memreserve/ 0x{some_address(rng, board, {}, MIB):x} 0x{rng.choice([0x1000, 0x10000, MIB, 16 * MIB]):x};\n"
                   for _ in range(rng.randint(1, 3)))


def number(rng: random.Random, value: int) -> str:
    """One of the forms in which a kernel takes a number."""
    forms = [str(value), f"0x{value:x}"]
    if value % MIB == 0:
        forms += [f"{value // MIB}M", f"{value // MIB}m"]
    elif value % KIB == 0:
        forms += [f"{value // KIB}K", f"{value // KIB}k"]
    if value and value % GIB == 0:
        forms.append(f"{value // GIB}G")
    return rng.choice(forms)


def cma_value(rng: random.Random, board: Board) -> str:
    if board.wild and rng.random() < 0.15:
        return rng.choice(["", "0", "nonsense", "16MB", "64", "32M@", "16M,32M", "4K", "0x0"])
    size = rng.choice([4, 8, 16, 16, 24, 32, 64, 64, 128]) * MIB
    if board.wild and rng.random() < 0.2:
        size = rng.choice([3 * MIB, 256 * MIB, GIB, board.size, 5000 * KIB])
    value = number(rng, size)
    if rng.random() < 0.5:
        return value
    step = rng.choice([4 * MIB, 4 * MIB, 16 * MIB, MIB if board.wild else 4 * MIB])
    base = board.base + rng.randrange(board.size) // step * step
    if rng.random() < 0.5:
        return f"{value}@0x{base:x}"
    start = rng.choice([0, board.base, base])
    return f"{value}@0x{start:x}-0x{start + rng.choice([64 * MIB, 256 * MIB, GIB, 0x5555555]):x}"


def crash_words(rng: random.Random, board: Board) -> list[str]:
    """`crashkernel=`, which counts where the kernel was built for it."""
    size = number(rng, rng.choice([16, 32, 64, 64, 128, 256]) * MIB)
    form = rng.choice(["plain", "plain", "fixed", "high", "low", "steps"])
    if form == "fixed":
        step = rng.choice([2 * MIB, 2 * MIB, MIB])
        return [f"crashkernel={size}@0x{board.base + rng.randrange(board.size) // step * step:x}"]
    if form == "steps":
        return [f"crashkernel=256M-1G:32M,1G-4G:{size},4G-:128M"]
    if form == "plain":
        return [f"crashkernel={size}"]
    words = [f"crashkernel={size},high"]
    return words + ["crashkernel=64M,low"] if form == "low" else words


def command_line(rng: random.Random, board: Board) -> str:
    words = []
    if rng.random() < 0.3:
        words.append("cma=" + cma_value(rng, board))
        if rng.random() < 0.1:
            words.append("cma=" + cma_value(rng, board))
    if rng.random() < 0.08:
        size = board.size * rng.choice([2, 3, 3]) // 4
        suffix = f"@0x{board.base:x}" if board.arch == "arm" and rng.random() < 0.5 else ""
        words.append(f"mem={number(rng, max(size, 96 * MIB))}{suffix}")
    if rng.random() < 0.04:
        words.append(rng.choice(["hugetlb_cma=1G", "hugetlb_cma=64M", "cma_pernuma=16M", "movablecore=64M"]))
    if rng.random() < 0.1:
        words += crash_words(rng, board)
    if board.arch == "arm64" and rng.random() < 0.05:
        words.append(rng.choice(["rodata=off", "rodata=on", "rodata=full", "rodata=noalias", "nokaslr"]))
    if board.arch == "arm" and rng.random() < 0.05:
        words.append(rng.choice(["vmalloc=128M", "vmalloc=384M", "vmalloc=512M"]))
    if rng.random() < 0.03:
        words.append(f"memmap=16M$0x{board.base + board.size // 2:x}")
    rng.shuffle(words)
    return " ".join(words)
