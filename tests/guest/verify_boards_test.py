#!/usr/bin/env python3
"""Boots real boards' layouts with `rampart verify`, end to end.

    tests/guest/verify_boards_test.py RAMPART DEVICE-TREES

DEVICE-TREES is where tools/device-trees/fetch.sh puts Debian's. Ends with 77 and the reason if a kernel, a static
rampart, QEMU or those trees are missing.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
GUEST = TOP / "build/static-aarch64/rampart"
BOARDS = TOP / "tests/data/boards"
KERNELS = ("6.1", "6.12")
MIB = 1 << 20

# Boards of Debian's arm64 kernels: where RAM begins on them and on the machine, and their regions on the machine.
REAL_BOARDS = {
    "amlogic/meson-g12b-a311d-khadas-vim3.dtb": (0x40000000, {
        "secmon@5000000": (0x45000000, 3 * MIB), "secmon@5300000": (0x45300000, 32 * MIB),
        "linux,cma": (0xb0000000, 256 * MIB)}),
    "hisilicon/hi6220-hikey.dtb": (0x40000000, {
        "ramoops@21f00000": (0x61f00000, MIB), "linux,cma": (0x76000000, 128 * MIB)}),
    "freescale/imx8mm-tqma8mqml-mba8mx.dtb": (0, {"linux,cma": (0x58000000, 640 * MIB)}),
    "ti/k3-j721e-common-proc-board.dtb": (0, {
        "optee@9e800000": (0x9e800000, 24 * MIB), "c71-memory@a8100000": (0xa8100000, 15 * MIB),
        "reserved": (0x880000000, 16 * MIB)}),
}
SEED_BOARDS = {
    "qcs6490.dts": {
        "cdsp-secure-heap@81800000": (0x81800000, 0x1e00000), "camera@84300000": (0x84300000, 0x500000),
        "wpss@84800000": (0x84800000, 0x1900000), "adsp@86100000": (0x86100000, 0x2800000),
        "adsp-heap": (0xff000000, 0xc00000)},
    "default-pool.dts": {"linux,cma": (0xb0000000, 256 * MIB)},
    "private-pool.dts": {"vpu@90000000": (0x90000000, 128 * MIB)},
}


def built(kernel: str) -> Path | None:
    found = subprocess.run([TOP / "tools/kernels/build.sh", "--cached", kernel, "arm64"], stdout=subprocess.PIPE,
                           stderr=subprocess.DEVNULL, text=True)
    return Path(found.stdout.strip()) if found.returncode == 0 else None


def missing(trees: Path) -> str | None:
    for program in ("qemu-system-aarch64", "dtc"):
        if shutil.which(program) is None:
            return f"no {program} (tools/packages.sh test installs it)"
    if not GUEST.exists():
        return f"no {GUEST.relative_to(TOP)} (tools/static-deps/build-rampart.sh aarch64 builds it)"
    if not (trees / "arm64").is_dir():
        return f"no {trees}/arm64 (tools/device-trees/fetch.sh fetches it)"
    for kernel in KERNELS:
        if built(kernel) is None:
            return f"no kernel {kernel} for arm64 (tools/kernels/build.sh {kernel} arm64 builds it)"
    return None


class VerifyBoards(unittest.TestCase):
    rampart: str
    trees: Path

    def verify(self, board: Path, *options: object, status: int = 0) -> dict:
        command = [self.rampart, "verify", board, "--json", "--guest", GUEST, *options]
        answer = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(answer.returncode, status, answer.stderr + answer.stdout)
        return json.loads(answer.stdout)

    def check(self, board: Path, kernel: str, shift: int, regions: dict[str, tuple[int, int]]):
        answer = self.verify(board, "--kernel", kernel)
        self.assertTrue(answer["agrees"])
        self.assertEqual((answer["outcome"], answer["source"]), ("booted", "qemu"))
        self.assertTrue(answer["kernel"].startswith(kernel + "."))
        self.assertEqual(int(answer["shift"], 16), shift)
        self.assertTrue(answer["log_compared"])
        real = {row["name"]: (int(row["real"]["base"], 16), row["real"]["size"])
                for row in answer["regions"] if row["real"]}
        self.assertEqual({name: real.get(name) for name in regions}, regions)
        print(f"{board.name} on {kernel}: {answer['milliseconds'] / 1000:.1f} s", flush=True)

    def test_boards_of_the_distribution_are_as_predicted(self):
        for name, (shift, regions) in REAL_BOARDS.items():
            for kernel in KERNELS:
                with self.subTest(board=name, kernel=kernel):
                    self.check(self.trees / "arm64" / name, kernel, shift, regions)

    def test_boards_of_ours_are_as_predicted(self):
        for name, regions in SEED_BOARDS.items():
            for kernel in KERNELS:
                with self.subTest(board=name, kernel=kernel):
                    self.check(BOARDS / name, kernel, 0, regions)

    def test_a_panic_is_an_answer_with_the_kernels_last_words(self):
        answer = self.verify(BOARDS / "pool-without-ram.dts", "--kernel", "6.12", status=1)
        self.assertEqual(answer["outcome"], "panicked")
        self.assertIn("Kernel panic - not syncing", answer["last_lines"][-1])
        self.assertIn("error", [finding["severity"] for finding in answer["findings"]])
        self.assertTrue(answer["agrees"], "what it said until then was predicted")

    def test_a_log_of_the_same_boot_says_the_same(self):
        with tempfile.TemporaryDirectory() as kept:
            first = self.verify(BOARDS / "qcs6490.dts", "--kernel", "6.12", "--keep", kept)
            loaded = [f"{name}={place['base']}:{place['size']}" for name, place in first["loaded"].items()]
            second = self.verify(Path(kept) / "board.dtb", "--observed", Path(kept) / "console.txt", "--arch", "arm64",
                                 "--config", built("6.12").parent / "config",
                                 *[word for each in loaded for word in ("--loaded", each)])
        self.assertEqual((second["source"], second["kernel"]), ("log", first["kernel"]))
        self.assertTrue(second["agrees"])
        told = [row["name"] for row in second["regions"] if row["answer"] == "same"]
        self.assertIn("adsp-heap", told)

    def test_a_command_line_that_takes_the_default_pool_away_is_seen(self):
        answer = self.verify(BOARDS / "default-pool.dts", "--kernel", "6.12", "--cmdline", "cma=64M")
        names = {row["name"]: row for row in answer["regions"]}
        self.assertEqual(names["reserved"]["real"]["size"], 64 * MIB)
        self.assertEqual(answer["cma_total"], {"predicted": 64 * MIB, "real": 64 * MIB})


def main() -> int:
    trees = Path(sys.argv.pop())
    VerifyBoards.rampart = sys.argv.pop()
    VerifyBoards.trees = trees
    reason = missing(trees)
    if reason:
        print(f"skipped: {reason}")
        return 77
    return 0 if unittest.main(exit=False, verbosity=2).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
