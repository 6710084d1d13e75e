#!/usr/bin/env python3
"""Boots a real kernel and holds every number of rampart's answers to the kernel's own files.

    tests/guest/status_and_map_test.py NATIVE-RAMPART

The static aarch64 rampart runs in the guest; the native one reads the guest's snapshot on the host. Ends with 77 and
the reason if a kernel, a binary or QEMU is missing.
"""

import io
import json
import os
import subprocess
import sys
import tarfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from expected import Expected, numbers_in  # noqa: E402
from expected_account import account  # noqa: E402
from expected_map import ExpectedMap  # noqa: E402
from guest import STATIC, TOP, boot, cached_kernel, cross_compiled, missing_for_guest  # noqa: E402

HERE = Path(__file__).resolve().parent

SCRIPT = """
set -e
. /collect.sh
hold_dmabuf system 3145728 camera
hold_dmabuf linux,cma 2097152 preview
echo lz4 > /sys/block/zram0/comp_algorithm
echo 67108864 > /sys/block/zram0/disksize
mkswap /dev/zram0
swapon /dev/zram0
hold_swapped 8388608
rampart status > /dev/null
collect /out/raw
rampart status --json > /out/status.json
rampart status --account --json > /out/account.json
rampart status --account > /out/account.txt
rampart map --json > /out/map.json
rampart map > /out/map.txt
rampart snapshot -o /tmp/s.tar.gz
cp /tmp/s.tar.gz /out/snapshot.tar.gz
rampart status --account --json --root /tmp/s.tar.gz > /out/status-of-snapshot.json
rampart map --json --root /tmp/s.tar.gz > /out/map-of-snapshot.json
"""


class StatusAndMap(unittest.TestCase):
    native: str
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        kept = TOP / "build/guest"
        kept.mkdir(parents=True, exist_ok=True)
        cls.guest = boot(cached_kernel("6.1"), TOP / "tests/data/guest/board.dts", script=SCRIPT, files={
            "bin/rampart": STATIC, "collect.sh": HERE / "collect.sh",
            "bin/hold_dmabuf": cross_compiled("hold_dmabuf.c"), "bin/hold_swapped": cross_compiled("hold_swapped.c")})
        print(f"the guest ran for {cls.guest.seconds:.1f} s; what it left is in {kept.relative_to(TOP)}", file=sys.stderr)
        for name, content in cls.guest.outputs.items():
            (kept / name).parent.mkdir(parents=True, exist_ok=True)
            (kept / name).write_bytes(content)
        if cls.guest.text("script.status").strip() != "0":
            raise AssertionError("the guest's script failed:\n" + cls.guest.text("script.log"))
        cls.raw = {name.removeprefix("raw/"): content for name, content in cls.guest.outputs.items()
                   if name.startswith("raw/")}
        with tarfile.open(fileobj=io.BytesIO(cls.guest.outputs["snapshot.tar.gz"])) as archive:
            cls.snapshot = {member.name: archive.extractfile(member).read() for member in archive if member.isfile()}

    def answer(self, name: str):
        return json.loads(self.guest.text(name))

    def on_the_host(self, *arguments: str) -> str:
        """What the native rampart says of the guest's snapshot."""
        return subprocess.run([self.native, *arguments, "--root", TOP / "build/guest/snapshot.tar.gz"],
                              stdout=subprocess.PIPE, check=True, text=True).stdout

    def check_numbers(self, document, expected: dict[str, object]):
        actual = numbers_in(document)
        wrong = {path: (value, expected.get(path)) for path, value in actual.items() if not expected.get(path) == value}
        self.assertEqual(wrong, {}, "what rampart says and what the kernel's files say")
        self.assertEqual(set(expected) - set(actual), set(), "what rampart does not say")

    def check_status(self, document, facts: Expected, with_account: bool):
        expected = facts.status()
        if with_account:
            expected |= {f"/account/{name}/size": size for name, size in account(facts).items()}
        self.check_numbers(document, expected)

    def test_every_number_of_the_running_guest_is_its_kernels_own(self):
        self.check_status(self.answer("status.json"), Expected(self.raw, moving=True), with_account=False)

    def test_every_number_of_the_account_is_its_kernels_own(self):
        self.check_status(self.answer("account.json"), Expected(self.raw, moving=True), with_account=True)

    def test_of_a_snapshot_every_number_is_exact(self):
        self.check_status(self.answer("status-of-snapshot.json"), Expected(self.snapshot, moving=False),
                          with_account=True)

    def test_the_account_adds_up_to_the_last_byte(self):
        for name in ("account.json", "status-of-snapshot.json"):
            sizes: dict[str, int] = {}
            for line in self.answer(name)["account"]:
                sizes[line["role"]] = sizes.get(line["role"], 0) + line["size"]
            self.assertEqual(sizes["installed"] - sizes["share"] + sizes.get("returned", 0), sizes["total"])
            self.assertEqual(sizes["inside"], sizes["total"])

    def test_every_number_of_the_map_is_its_kernels_own(self):
        document = self.answer("map.json")
        expected = ExpectedMap(self.raw)
        regions = [(int(r["base"], 16), r["size"], r["kind"], tuple(sorted(r["usage"].items())))
                   for r in document["regions"]]
        self.assertEqual(regions, [region.numbers() for region in expected.regions])
        self.assertEqual([(int(s["base"], 16), s["size"], s["kind"]) for s in document["spans"]], expected.spans)
        self.assertEqual(
            [(d["size"], d["alignment"], [(int(r["base"], 16), r["size"]) for r in d["alloc_ranges"]])
             for d in document["dynamic"]], expected.dynamic)
        self.assertEqual(document["installed"], expected.installed)
        self.assertEqual(document["sums"], expected.sums())
        self.assertEqual(document["ram"]["taken"], expected.taken())
        self.assertEqual(document["ram"]["free"], expected.free())

    def test_regions_have_the_names_and_owners_of_the_tree(self):
        named = {region["name"]: region for region in self.answer("map.json")["regions"]}
        self.assertEqual(named["video-pool@50000000"]["users"], ["/video-codec@a100000"])
        self.assertEqual(named["dsp-firmware@54000000"]["users"], ["/dsp@a200000"])
        self.assertEqual(named["dsp-buffers@54800000"]["users"], ["/dsp@a200000"])
        self.assertTrue(named["linux,cma"]["default"])
        self.assertFalse(named["video-pool@50000000"]["default"])

    def test_the_words_of_status_are_the_guests(self):
        status = self.answer("status.json")
        self.assertEqual(status["device"]["name"], "rampart test board")
        self.assertEqual(status["kernel"], self.raw["proc/version"].decode().split()[2])
        self.assertEqual([Path(heap).name for heap in status["dma_heaps"]],
                         sorted(self.raw["dma_heap.txt"].decode().split()))
        self.assertEqual({device["algorithm"] for device in status["zram"]}, {"lz4"})
        self.assertEqual({holder["comm"] for holder in status["dmabuf"]["holders"]}, {"hold_dmabuf"})

    def test_the_snapshot_says_on_the_host_what_it_says_in_the_guest(self):
        self.assertEqual(self.on_the_host("status", "--account", "--json"), self.guest.text("status-of-snapshot.json"))
        self.assertEqual(self.on_the_host("map", "--json"), self.guest.text("map-of-snapshot.json"))

    def test_the_snapshots_map_is_that_of_the_running_guest(self):
        live, kept = self.answer("map.json"), self.answer("map-of-snapshot.json")
        live.pop("sources"), kept.pop("sources")
        self.assertEqual(live, kept)


if __name__ == "__main__":
    reason = missing_for_guest("6.1")
    if reason is not None:
        print(f"skipped: {reason}")
        sys.exit(77)
    StatusAndMap.native = os.path.abspath(sys.argv.pop(1))
    unittest.main()
