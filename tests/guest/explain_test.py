#!/usr/bin/env python3
"""Provokes troubles in a booted kernel and lets rampart explain the log, with and without the board beside it.

    tests/guest/explain_test.py RAMPART --kernel 6.12

Each trouble is one boot of its own with the kernel's real words. Beside them a boot that is healthy, in which nothing
may be found. Ends with 77 and the reason if a kernel, a binary or QEMU is missing.
"""

import argparse
import json
import re
import subprocess
import sys
import unittest
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from guest import STATIC, TOP, boot, cached_kernel, cross_compiled, missing_for_guest  # noqa: E402

BOARD = (TOP / "tests/data/guest/board.dts").read_text()
POOL = 'compatible = "shared-dma-pool"; reusable;'


@dataclass(frozen=True)
class Trouble:
    cause: str
    nodes: str
    cmdline: str = ""
    script: str = ""
    cells: str = "#address-cells = <2>; #size-cells = <2>; ranges;"
    facts: dict = field(default_factory=dict)
    kernels: tuple[str, ...] = ("6.1", "6.12", "7.2")
    needs_board: bool = False  # The log alone does not tell it.


# Pages taken and given back through debugfs: the pool is full after the first, in holes of 32 pages after the second,
# whose kernel may not print them: then somebody looks into debugfs.
FILL = """
cd /sys/kernel/debug/cma/video@50000000
while echo 256 > alloc; do :; done
"""
SCATTER = """
cd /sys/kernel/debug/cma/video@50000000
while echo 64 > alloc; do echo 32 > free; done
grep . $PWD/count $PWD/used $PWD/maxchunk > /out/pool
"""
SWAP = """
echo 3M > /sys/block/zram0/disksize
mkswap /dev/zram0 && swapon /dev/zram0
echo 256K > /sys/block/zram0/mem_limit
available=$(awk '/MemAvailable/ {print $2}' /proc/meminfo)
press_memory $(((available + 2048) * 1024)) > /dev/null
sleep 1
"""

# Several pools and carve-outs as boards have them, and nothing wrong with any.
HEALTHY = f"""
    linux,cma {{ {POOL} linux,cma-default; size = <0 0x2000000>; alloc-ranges = <0 0x40000000 0 0x20000000>; }};
    video@50000000 {{ {POOL} reg = <0 0x50000000 0 0x1000000>; }};
    dsp@54000000 {{ no-map; reg = <0 0x54000000 0 0x600000>; }};
    modem {{ size = <0 0x300000>; alignment = <0 0x100000>; alloc-ranges = <0 0x48000000 0 0x8000000>; }};
"""

TROUBLES = {
    "a-pool-off-the-granule": Trouble(
        "pool_misaligned", f"image@50000000 {{ {POOL} reg = <0 0x50000000 0 0x180000>; }};",
        facts={"size_aligned": False, "pool_size_bytes": 0x180000}),
    "a-pool-that-finds-no-place": Trouble(
        "pool_does_not_fit",
        f"camera {{ {POOL} size = <0 0x4000000>; alloc-ranges = <0 0x50000000 0 0x2000000>; }};"
        "codec@50000000 { no-map; reg = <0 0x50000000 0 0x1000000>; };"),
    "cma-larger-than-memory": Trouble("pool_does_not_fit", "", cmdline="cma=4G"),
    "a-pool-that-is-used-up": Trouble(
        "pool_exhausted", HEALTHY, script=FILL, facts={"requested_pages": 256, "pool_size_bytes": 0x1000000}),
    "a-pool-in-pieces": Trouble(
        "pool_fragmented", HEALTHY, script=SCATTER, facts={"requested_pages": 64, "largest_free_bytes": 32 * 4096}),
    "two-regions-at-one-place": Trouble(
        "region_overlap",
        "adsp@50000000 { no-map; reg = <0 0x50000000 0 0x1000000>; };"
        "wpss@50800000 { no-map; reg = <0 0x50800000 0 0x1000000>; };",
        facts={"overlap_bytes": 0x800000}),
    "a-carve-out-over-the-kernel": Trouble(
        "boot_image_overlap", "dsp@40400000 { no-map; reg = <0 0x40400000 0 0x100000>; };", needs_board=True),
    "cma-on-the-command-line-beside-a-pool": Trouble(
        "cmdline_overrides_dt", HEALTHY, cmdline="cma=64M"),
    "cells-that-are-not-the-roots": Trouble(
        "cells_mismatch", "video@50000000 { no-map; reg = <0 0x50000000 0x1000000>; };",
        cells="#address-cells = <2>; #size-cells = <1>; ranges;"),
    "no-ranges": Trouble(
        "reserved_memory_malformed", "video@50000000 { no-map; reg = <0 0x50000000 0 0x1000000>; };",
        cells="#address-cells = <2>; #size-cells = <2>;", needs_board=True),
    "more-regions-than-the-table-holds": Trouble(
        "too_many_regions",
        "".join(f"r{at} {{ size = <0 0x10000>; alloc-ranges = <0 0x48000000 0 0x8000000>; }};" for at in range(70))),
    "swap-that-zram-has-no-room-for": Trouble(
        "zram_full", HEALTHY, script=SWAP, kernels=("6.1", "6.12")),
}


def tree_with(nodes: str, cells: str) -> str:
    """The board of our tests with another /reserved-memory, and no device that names a region of the old one."""
    text, count = re.subn(r"reserved-memory \{.*?\n\t\};", lambda _: f"reserved-memory {{ {cells}\n{nodes}\n\t}};", BOARD,
                          count=1, flags=re.DOTALL)
    assert count == 1
    return re.sub(r"\n\s*memory-region(-names)? = [^;]*;", "", text)


class Explain(unittest.TestCase):
    rampart: Path
    kernel: str

    def explain(self, log: Path, *options: str | Path) -> tuple[int, dict]:
        answer = subprocess.run([self.rampart, "explain", "--json", log, *options], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)
        self.assertIn(answer.returncode, (0, 1), answer.stderr)
        return answer.returncode, json.loads(answer.stdout)

    def provoke(self, name: str, trouble: Trouble) -> tuple[Path, Path]:
        """Boots it; its log and its board."""
        kept = TOP / f"build/guest/explain-{self.kernel}"
        kept.mkdir(parents=True, exist_ok=True)
        board = kept / f"{name}.dts"
        board.write_text(tree_with(trouble.nodes, trouble.cells))
        script = f"({trouble.script or ':'}) > /out/script.txt 2>&1\ndmesg > /out/dmesg\n"
        files = {"bin/press_memory": cross_compiled("press_memory.c")} if "press_memory" in script else {}
        guest = boot(cached_kernel(self.kernel), board, files=files, script=script, cmdline=trouble.cmdline, limit=120)
        log = kept / f"{name}.log"
        log.write_text(guest.text("dmesg") + guest.outputs.get("pool", b"").decode())
        return log, board

    def check(self, name: str, trouble: Trouble):
        log, board = self.provoke(name, trouble)
        for options in ([], ["--board", board]):
            if trouble.needs_board and not options:
                continue
            status, answer = self.explain(log, *options)
            shown = f"{log} {options}: {json.dumps(answer['findings'], indent=1)[:3000]}"
            self.assertTrue(answer["findings"], shown)
            first = answer["findings"][0]
            self.assertEqual(first["class"], trouble.cause, shown)
            self.assertEqual(status, 1 if first["severity"] == "error" else 0, shown)
            for fact, value in trouble.facts.items():
                if fact in first["facts"] or options:
                    self.assertEqual(first["facts"].get(fact), value, shown)

    def test_each_trouble_is_named_from_the_words_of_the_kernel(self):
        for name, trouble in TROUBLES.items():
            if self.kernel not in trouble.kernels:
                continue
            with self.subTest(name):
                self.check(name, trouble)

    def test_a_running_system_and_its_snapshot_tell_the_same(self):
        board = TOP / f"build/guest/explain-{self.kernel}/live.dts"
        board.parent.mkdir(parents=True, exist_ok=True)
        board.write_text(tree_with(HEALTHY, Trouble.cells))
        script = f"({FILL}) 2> /dev/null\nrampart explain --json > /out/live; rampart snapshot -o /out/snapshot.tar.gz"
        guest = boot(cached_kernel(self.kernel), board, files={"bin/rampart": STATIC}, script=script)
        snapshot = board.with_name("snapshot.tar.gz")
        snapshot.write_bytes(guest.outputs["snapshot.tar.gz"])
        live, (status, later) = json.loads(guest.text("live")), self.explain(snapshot)
        self.assertEqual(status, 1)
        for answer in (live, later):
            first = answer["findings"][0]
            self.assertEqual((first["class"], first["facts"]["pool_name"]), ("pool_exhausted", "video@50000000"))
            self.assertEqual(first["facts"]["pool_size_bytes"], 0x1000000)
        self.assertEqual([each["facts"] for each in live["findings"]], [each["facts"] for each in later["findings"]])

    def test_nothing_is_found_where_nothing_is_wrong(self):
        log, board = self.provoke("healthy", Trouble("", HEALTHY))
        for options in ([], ["--board", board]):
            status, answer = self.explain(log, *options)
            self.assertEqual(answer["findings"], [], log)
            self.assertEqual(status, 0)
            understood = answer["logs"][0]["understood"]
            for fact in ("kernel-version", "command-line", "cma-pool-created", "memory-line"):
                self.assertIn(fact, understood)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("rampart", type=Path)
    parser.add_argument("--kernel", required=True)
    options = parser.parse_args()
    reason = missing_for_guest(options.kernel)
    if reason is not None:
        print(f"skipped: {reason}")
        sys.exit(77)
    Explain.rampart = options.rampart.resolve()
    Explain.kernel = options.kernel
    unittest.main(argv=sys.argv[:1])
