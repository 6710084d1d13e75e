#!/usr/bin/env python3
"""Boots a real kernel and lets rampart set compressed swap up and take it down, with a mistake at each step.

    tests/guest/zram_test.py KERNEL     (6.1 or 6.12: ours, zram built in; debian-6.1 or debian-6.12: Debian's, a module)

The static aarch64 rampart runs in the guest. Ends with 77 and the reason if a kernel, a binary or QEMU is missing.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import jsonschema  # noqa: E402
from guest import (STATIC, TOP, boot, busybox, cached_kernel, cross_compiled, debian_kernel, machine_tree,  # noqa: E402
                   missing_for_guest)

HERE = Path(__file__).resolve().parent
SUITES = {"debian-6.1": "bookworm", "debian-6.12": "trixie"}
# What zram depends on, and the compressors that it asks for by name.
WANTED = ("zram", "zsmalloc", "lzo", "lzo-rle", "lz4", "lz4hc", "zstd", "deflate", "842")


def zram_kernel(suite: str) -> tuple[Path, dict[str, bytes]] | None:
    """Debian's kernel for virtual machines, and its modules that zram needs, with their index."""
    folder = debian_kernel(suite)
    if folder is None or shutil.which("depmod") is None:
        return None
    tree = next(path for path in (folder / "lib/modules", folder / "usr/lib/modules") if path.exists())
    release = next(tree.iterdir()).name
    with tempfile.TemporaryDirectory(prefix="rampart-modules-") as work:
        ours = Path(work) / "lib/modules"
        shutil.copytree(tree, ours)
        subprocess.run(["depmod", "-b", work, release], check=True, stderr=subprocess.DEVNULL)
        needed = {}
        for line in (ours / release / "modules.dep").read_text().splitlines():
            module, _, depends = line.partition(":")
            needed[Path(module).name.split(".ko")[0].replace("_", "-")] = [module, *depends.split()]
        keep = {name for wanted in WANTED if wanted in needed for name in needed[wanted]}
        for path in (ours / release).rglob("*.ko*"):
            if str(path.relative_to(ours / release)) not in keep:
                path.unlink()
        subprocess.run(["depmod", "-b", work, release], check=True, stderr=subprocess.DEVNULL)
        files = {str(path.relative_to(work)): path.read_bytes() for path in (ours / release).rglob("*") if path.is_file()}
    return next(folder.glob("boot/vmlinuz-*")), files


class Zram(unittest.TestCase):
    version: str
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        files: dict[str, Path | bytes] = {
            "bin/rampart": STATIC, "zram.sh": HERE / "zram.sh", "etc/passwd": b"nobody:x:65534:65534::/:/bin/sh\n",
            "etc/group": b"nobody:x:65534:\n", "etc/init.d/rcS": b"#!/bin/sh\n", "sbin/modprobe": busybox(),
            "bin/press_memory": cross_compiled("press_memory.c"), "bin/hold_device": cross_compiled("hold_device.c")}
        cls.algorithm = "zstd" if cls.version == "debian-6.12" else "lz4"
        script = f"algorithm={cls.algorithm}\n. /zram.sh\n"
        cls.is_module = cls.version in SUITES
        if cls.is_module:
            kernel, modules = zram_kernel(SUITES[cls.version])
            files |= modules
            driver = next(name for name in modules if Path(name).name.startswith("zram.ko"))
            script += f"driver=/{driver}\nmodule\n"
        else:
            kernel = cached_kernel(cls.version)
        script += "mistakes\npressure\nadded_device\nadvice\nexit 0\n"
        with tempfile.TemporaryDirectory(prefix="rampart-zram-") as folder:
            cls.guest = boot(kernel, machine_tree(Path(folder)), files, script, memory="256M", limit=400)
        kept = TOP / "build/guest-zram" / cls.version
        for name, content in cls.guest.outputs.items():
            (kept / name).parent.mkdir(parents=True, exist_ok=True)
            (kept / name).write_bytes(content)
        print(f"the guest ran for {cls.guest.seconds:.1f} s; what it left is in {kept.relative_to(TOP)}", file=sys.stderr)

    def status_of(self, name: str) -> int:
        return int(self.guest.text(f"{name}.status"))

    def answer(self, name: str, schema: str):
        document = json.loads(self.guest.text(f"{name}.out"))
        self.check_schema(document, schema)
        return document

    def check_schema(self, document, name: str):
        schemas = {path.name: json.loads(path.read_text()) for path in (TOP / "docs/schemas").glob("*.schema.json")}
        resolver = jsonschema.RefResolver(name, schemas[name], store=schemas)
        jsonschema.Draft202012Validator(schemas[name], resolver=resolver).validate(document)

    def check_untouched(self, name: str):
        self.assertEqual(self.guest.text(f"{name}.after"), self.guest.text(f"{name}.before"), name)

    def check_refused(self, name: str, words: str):
        self.assertEqual(self.status_of(name), 2, self.guest.text(f"{name}.err"))
        self.assertIn(words, self.guest.text(f"{name}.err"))
        self.check_untouched(name)

    def check_taken_back(self, name: str, failed: str, words: str):
        """A step failed after others: those are told as undone, and nothing is left of them."""
        self.check_refused(name, words)
        document = self.answer(name, "zram-enable.schema.json")
        self.assertFalse(document["applied"])
        self.assertEqual(document["not_taken_back"], [])
        states = {step["action"]: step["state"] for step in document["steps"]}
        self.assertEqual(states[failed], "failed", states)
        before = [step["state"] for step in document["steps"]][:[*states].index(failed)]
        self.assertEqual(set(before) - {"undone"}, set(), states)

    def test_a_plan_changes_nothing(self):
        self.assertEqual(self.status_of("plan"), 0, self.guest.text("plan.err"))
        self.check_untouched("plan")
        self.assertFalse(self.answer("plan", "zram-enable.schema.json")["applied"])

    def test_what_cannot_be_is_refused_before_anything_is_done(self):
        self.check_refused("no-size", "--size: 0: no size")
        self.check_refused("low-limit", "--limit: 4K: less than a hundredth")
        self.check_refused("bad-priority", "--priority: 40000: not a priority")
        self.check_refused("nothing-to-disable", "no zram device is in use as swap")

    def test_a_mistake_at_each_step_leaves_the_system_as_it_was(self):
        self.check_taken_back("bad-algorithm", "choose-algorithm", "comp_algorithm: does not take nosuch")
        self.assertRegex(self.guest.text("bad-algorithm.err"), r"\(expected one of .*lz4")
        self.check_taken_back("past-memory", "set-size", "disksize: does not take 10995116277760")
        self.check_taken_back("no-limit", "set-limit", "mem_limit: does not take 33554432: read-only file system")
        self.check_taken_back("no-block-device", "write-header", "/dev/zram0: cannot tell its size")
        self.check_taken_back("one-page", "swap-on", "/dev/zram0: swapon refused: invalid argument")
        self.check_taken_back("no-script", "write-file", "read-only file system")
        self.check_taken_back("no-device", "add-device", "hot_add:1:1: no number")

    def test_a_device_that_others_have_open_is_left_alone(self):
        self.check_taken_back("busy", "choose-algorithm", "/dev/zram0: cannot open: device or resource busy")

    def test_only_root_may_do_it(self):
        self.check_refused("not-root", "permission denied")

    def test_enabled_it_is_what_was_asked_for(self):
        self.assertEqual(self.status_of("enable"), 0, self.guest.text("enable.err"))
        document = self.answer("enable", "zram-enable.schema.json")
        self.assertTrue(document["applied"])
        self.assertEqual({step["state"] for step in document["steps"]}, {"done"})
        after = self.guest.text("enable.after")
        self.assertRegex(after, r"/dev/zram0\s+partition\s+196604\s+0\s+77\n")
        self.assertIn(f"[{self.algorithm}]", after)
        self.assertIn("/etc/init.d/S02rampart-zram", after)
        self.assertIn("swapon -p 77 /dev/zram0", self.guest.text("script"))
        self.check_refused("enable-again", "is compressed swap already")

    def test_under_pressure_every_number_is_the_kernels_own(self):
        self.assertEqual(self.guest.text("pressed"), "verified\n")
        raw = {file: self.guest.text(f"raw-before/{file}") for file in ("mm_stat", "io_stat", "disksize", "swaps")}
        self.assertEqual({file: self.guest.text(f"raw-after/{file}") for file in raw}, raw, "the guest was not at rest")
        document = json.loads(self.guest.text("status.json"))
        self.check_schema(document, "zram-status.schema.json")
        device = document["devices"][0]
        stat = [int(number) for number in raw["mm_stat"].split()]
        keys = ["original", "compressed", "memory", "limit", "peak", "same_filled_pages"]
        self.assertEqual([device[key] for key in keys], stat[:6])
        self.assertEqual(device["incompressible_pages"], stat[7])
        self.assertEqual(device["disksize"], int(raw["disksize"]))
        self.assertEqual(device["saves"], stat[0] - stat[2])
        self.assertEqual(device["ratio"], stat[0] * 100 // stat[1] / 100)
        self.assertEqual([device["failed_reads"], device["failed_writes"]], [int(n) for n in raw["io_stat"].split()[:2]])
        swap = raw["swaps"].splitlines()[1].split()
        self.assertEqual(device["swap"],
                         {"priority": int(swap[4]), "size": int(swap[2]) * 1024, "used": int(swap[3]) * 1024})
        self.assertGreater(stat[0], 32 << 20, "hardly anything was swapped: that was no pressure")
        self.assertGreater(device["ratio"], 1.5)

    def test_it_is_not_disabled_while_memory_has_no_room(self):
        for name in ("no-room", "no-room-apply"):
            self.assertEqual(self.status_of(name), 1, self.guest.text(f"{name}.err"))
            document = self.answer(name, "zram-disable.schema.json")
            self.assertFalse(document["returns"]["fits"])
            self.assertFalse(document["applied"])
            self.assertEqual(document["findings"][0]["rule"], "zram-no-room")
        self.assertIn("/dev/zram0", self.guest.text("no-room-apply.after"))

    def test_disabled_nothing_is_left_behind(self):
        self.assertEqual(self.status_of("disable"), 0, self.guest.text("disable.err"))
        self.assertTrue(self.answer("disable", "zram-disable.schema.json")["applied"])
        before, after = self.guest.text("enable.before"), self.guest.text("disable.after")
        # A compressor that the kernel loaded when it was asked for stays.
        after = "".join(line for line in after.splitlines(True)
                        if line.strip() not in (self.algorithm, f"{self.algorithm}_compress"))
        if self.version.endswith("6.1"):  # before Linux 6.2 a reset leaves the algorithm that was chosen
            before, after = (text.replace("[", "").replace("]", "") for text in (before, after))
        self.assertEqual(after, before)

    def test_a_device_that_was_added_is_removed_again(self):
        self.assertEqual(self.status_of("add"), 0, self.guest.text("add.err"))
        self.assertEqual(self.answer("add", "zram-enable.schema.json")["device"], "zram1")
        self.assertIn("/dev/zram1", self.guest.text("add.after"))
        self.assertEqual(self.status_of("remove"), 0, self.guest.text("remove.err"))
        self.assertEqual(self.guest.text("remove.after"), self.guest.text("add.before"))

    def test_advice_rests_on_what_the_kernel_made_of_a_sample(self):
        self.assertEqual(self.status_of("advise"), 0, self.guest.text("advise.err"))
        self.check_untouched("advise")
        document = self.answer("advise", "zram-advise.schema.json")
        self.assertEqual(document["method"], "spare-zram")
        self.assertEqual(document["sample"]["pages"], 2048)
        self.assertGreaterEqual(document["sample"]["of_pages"], 8192)
        listed = self.guest.text("advise.before").replace("[", "").replace("]", "")
        for measure in document["measures"]:
            self.assertIn(measure["algorithm"], listed)
            self.assertEqual(measure["original"], 8 << 20)
            self.assertGreater(measure["write_ns"], 0)
        self.assertIn("lz4", [measure["algorithm"] for measure in document["measures"]])

    def test_libraries_come_to_what_the_kernel_comes_to(self):
        self.assertEqual(self.status_of("advise-libraries"), 0, self.guest.text("advise-libraries.err"))
        self.check_untouched("advise-libraries")
        document = self.answer("advise-libraries", "zram-advise.schema.json")
        self.assertEqual(document["method"], "libraries")
        kernel, library = (next(measure for measure in found["measures"] if measure["algorithm"] == "lz4")
                           for found in (self.answer("advise", "zram-advise.schema.json"), document))
        self.assertAlmostEqual(library["compressed"] / kernel["compressed"], 1, delta=0.03)
        # Before Linux 6.3 zsmalloc joined at most four pages, and lost more at their end than the estimate has it.
        self.assertAlmostEqual(library["memory"] / kernel["memory"], 1, delta=0.15 if self.version.endswith("6.1") else 0.1)

    def test_a_workload_past_all_compression_is_a_finding(self):
        self.assertEqual(int(self.guest.text("workload.status")), 1)
        document = json.loads(self.guest.text("workload.json"))
        self.assertEqual(document["findings"][0]["rule"], "workload-too-large")

    def test_the_module_is_loaded_and_taken_out_again(self):
        if not self.is_module:
            self.assertNotIn("load.status", self.guest.outputs)
            return
        self.assertEqual(self.answer("no-driver", "zram-status.schema.json")["devices"], [])
        self.check_taken_back("broken-module", "load-module", "zram: ")
        self.assertEqual(self.status_of("load"), 0, self.guest.text("load.err"))
        self.assertEqual(self.answer("load", "zram-enable.schema.json")["steps"][0]["state"], "done")
        self.assertIn("\nzram\n", self.guest.text("load.after"))
        self.assertEqual(self.status_of("unload"), 0, self.guest.text("unload.err"))
        self.check_is_out("unload")
        self.assertEqual(self.status_of("load-without-index"), 0, self.guest.text("load-without-index.err"))
        self.assertEqual(self.status_of("unload-again"), 0, self.guest.text("unload-again.err"))

    def check_is_out(self, name: str):
        """Neither the driver nor its allocator; a compressor that the kernel loaded by itself may stay."""
        left = self.guest.text(f"{name}.after").splitlines()
        self.assertFalse({"zram", "zsmalloc", "zram0"} & set(left), left)


def missing(version: str) -> str | None:
    """What the test cannot do without."""
    if version not in SUITES:
        return missing_for_guest(version)
    if (reason := missing_for_guest()) is not None:
        return reason
    return None if zram_kernel(SUITES[version]) else f"no {version} for arm64 to be had, or no depmod"


if __name__ == "__main__":
    Zram.version = sys.argv.pop(1)
    reason = missing(Zram.version)
    if reason is not None:
        print(f"skipped: {reason}")
        sys.exit(77)
    unittest.main()
