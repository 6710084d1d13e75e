#!/usr/bin/env python3
"""Boots a real kernel and holds `rampart cma` to it: pools, bitmaps, test allocations, holders.

    tests/guest/cma_test.py NATIVE-RAMPART --kernel 6.12

The static aarch64 rampart runs in the guest; the native one reads the guest's snapshot on the host. What is expected is
computed here from the kernel's own files, bit by bit. Ends with 77 and the reason if a kernel, a binary or QEMU is
missing.
"""

import csv
import io
import json
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import raw_files  # noqa: E402
from guest import STATIC, TOP, boot, cached_kernel, cross_compiled, missing_for_guest  # noqa: E402
from raw_files import PAGE  # noqa: E402

HERE = Path(__file__).resolve().parent
MIB = 1 << 20
POOL = "linux,cma"

# What is taken and given back to make holes, in KiB, and what is asked for then.
STEPS = [("take", 64), ("take", 4), ("take", 1024), ("give", 512), ("take", 40), ("take", 600), ("take", 8), ("give", 300),
         ("take", 2048), ("take", 12), ("give", 1500), ("take", 4096), ("take", 100), ("give", 60), ("take", 28),
         ("take", 3000), ("give", 2900), ("take", 16), ("take", 516), ("take", 4)]
ENDS = ("interrupt", "hangup", "terminate", "kill")

SCRIPT = f"""
set -e
. /collect.sh
pool=/sys/kernel/debug/cma/{POOL}
used() {{ cat $pool/used; }}
mkdir -p /dev/pts
mount -t devpts devpts /dev/pts

# Which place the kernel takes is what the bitmap said before.
step=0
for each in {" ".join(f"{what}:{size}" for what, size in STEPS)}; do
  size=${{each#*:}}K
  if [ ${{each%:*}} = take ]; then
    rampart cma bitmap {POOL} $size --align 4K --json > /out/steps/$step.bitmap.json
    rampart cma alloc {POOL} $size --keep --json > /out/steps/$step.alloc.json
  else
    rampart cma free {POOL} $size --json > /out/steps/$step.free.json
  fi
  cat $pool/bitmap > /out/steps/$step.bitmap
  step=$((step + 1))
done
hold_dmabuf system 3145728 camera
hold_dmabuf {POOL} 2097152 preview 3
rampart cma list > /dev/null
collect /out/raw
zcat /proc/config.gz > /out/config
rampart cma list --json > /out/list.json
rampart cma list --want 4M --json > /out/list-want.json
rampart cma list > /out/list.txt
for size in 4K 40K 600K 1M 9M 64M; do
  rampart cma bitmap {POOL} $size --json > /out/bitmap-$size.json || [ $? = 1 ]
done
rampart cma bitmap > /out/bitmap.txt
rampart cma bitmap --svg -o /out/bitmap.svg
rampart cma holders --json > /out/holders.json
rampart cma holders --csv > /out/holders.csv
rampart cma holders > /out/holders.txt
rampart snapshot -o /out/snapshot.tar.gz > /dev/null
rampart snapshot --redact -o /out/redacted.tar.gz > /dev/null
for what in list bitmap holders; do
  rampart cma $what --json --root /out/snapshot.tar.gz > /out/$what-of-snapshot.json
done

# What was left is given back.
rampart cma free {POOL} --json > /out/free-all.json
rampart cma free {POOL} --json > /out/free-none.json
rampart cma free {POOL} 4K > /out/free-too-much.txt && echo 0 > /out/free-too-much.status || echo $? > /out/free-too-much.status

# However it ends, nothing stays; but for SIGKILL, which the next `free` makes good.
used > /out/used-before
for end in {" ".join(ENDS)}; do
  on_terminal $end rampart cma alloc {POOL} 4M 64K --count 2 --hold forever > /out/$end.txt
  used > /out/$end.used
done
rampart cma free {POOL} > /out/after-kill.txt
used > /out/after-kill.used
rampart cma alloc {POOL} 1M --count 3 --hold 60 | true
used > /out/reader-gone.used
rampart cma alloc {POOL} 1M --count 3 > /dev/full 2> /out/full-disk.txt || echo $? > /out/full-disk.status
used > /out/full-disk.used
rampart cma alloc {POOL} 5M --count 100 --json > /out/too-much.json 2> /out/too-much.txt || echo $? > /out/too-much.status
used > /out/too-much.used
rampart cma alloc {POOL} 64M 2> /out/too-large.txt || echo $? > /out/too-large.status
rampart cma alloc nosuch 4M 2> /out/no-pool.txt || echo $? > /out/no-pool.status
umount /sys/kernel/debug
rampart cma list --json > /out/no-debugfs.json
rampart cma bitmap 2> /out/no-debugfs.txt || echo $? > /out/no-debugfs.status
rampart cma alloc 4M 2> /out/no-debugfs-alloc.txt || echo $? > /out/no-debugfs-alloc.status
"""


class Bitmap:
    """A pool's bits as its file tells them; 1 is held."""

    def __init__(self, text: bytes, count: int, base: int):
        words = [int(word) for word in text.split()]
        self.bits = [words[i // 32] >> (i % 32) & 1 for i in range(count)]
        self.base = base

    def fits(self, at: int, count: int, alignment: int) -> bool:
        return ((self.base + at) % alignment == 0 and at + count <= len(self.bits)
                and not any(self.bits[at:at + count]))

    def first(self, count: int, alignment: int) -> int | None:
        places = (at for at in range(len(self.bits)) if not self.bits[at] and self.fits(at, count, alignment))
        return next(places, None)

    def runs(self) -> list[tuple[int, int]]:
        """Free runs: first page and number."""
        text = "".join(map(str, self.bits))
        return [(found.start(), found.end() - found.start()) for found in re.finditer("0+", text)]

    def unusable(self, count: int, alignment: int) -> int:
        """Free pages that no place for a request covers."""
        covered = set()
        for first, length in self.runs():
            for at in range(first, first + length - count + 1):
                if (self.base + at) % alignment == 0:
                    covered.update(range(at, at + count))
        return self.bits.count(0) - len(covered)


def dma_alignment(pages: int, cap: int) -> int:
    return 1 << min((pages - 1).bit_length(), cap)


class Cma(unittest.TestCase):
    native: str
    kernel: str
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        kept = TOP / f"build/guest/cma-{cls.kernel}"
        kept.mkdir(parents=True, exist_ok=True)
        cls.guest = boot(cached_kernel(cls.kernel), TOP / "tests/data/guest/board.dts", script="mkdir /out/steps\n" + SCRIPT,
                         limit=240, files={
                             "bin/rampart": STATIC, "collect.sh": HERE / "collect.sh",
                             "bin/hold_dmabuf": cross_compiled("hold_dmabuf.c"),
                             "bin/on_terminal": cross_compiled("on_terminal.c")})
        print(f"the guest ran for {cls.guest.seconds:.1f} s; what it left is in {kept.relative_to(TOP)}", file=sys.stderr)
        for name, content in cls.guest.outputs.items():
            (kept / name).parent.mkdir(parents=True, exist_ok=True)
            (kept / name).write_bytes(content)
        cls.kept = kept
        if cls.guest.text("script.status").strip() != "0":
            raise AssertionError("the guest's script failed:\n" + cls.guest.text("script.log"))
        cls.raw = {name.removeprefix("raw/"): content for name, content in cls.guest.outputs.items()
                   if name.startswith("raw/")}
        cls.pools = raw_files.cma_pools(cls.raw)
        cls.bitmap = cls.bitmap_of(cls.raw[f"sys/kernel/debug/cma/{POOL}/bitmap"])
        found = re.search(r"^CONFIG_CMA_ALIGNMENT=(\d+)$", cls.guest.text("config"), re.MULTILINE)
        cls.cap = int(found[1])

    @classmethod
    def bitmap_of(cls, text: bytes) -> Bitmap:
        pool = cls.pools[POOL]
        return Bitmap(text, pool.size // PAGE, pool.base // PAGE)

    def answer(self, name: str):
        return json.loads(self.guest.text(name))

    def used(self, name: str) -> int:
        return int(self.guest.text(f"{name}.used")) * PAGE

    def test_every_number_of_the_list_is_the_kernels_own(self):
        listed = {pool["name"]: pool for pool in self.answer("list.json")["pools"]}
        self.assertEqual(set(listed), set(self.pools))
        for name, pool in self.pools.items():
            told = listed[name]
            self.assertEqual(
                (int(told["base"], 16), told["size"], told["used"], told["free"], told["largest_free"]),
                (pool.base, pool.size, pool.used, pool.size - pool.used, pool.longest_free))
            self.assertEqual((told["alloc_success"], told["alloc_fail"]), (pool.allocations, pool.failures))
            self.assertEqual(told["fragmentation"]["unusable"], pool.size - pool.used - pool.longest_free)

    def test_a_pool_has_the_heaps_and_devices_that_are_its_own(self):
        listed = {pool["name"]: pool for pool in self.answer("list.json")["pools"]}
        heaps = set(self.raw["dma_heap.txt"].decode().split())
        self.assertEqual(listed["video-pool@50000000"]["devices"], ["/video-codec@a100000"])
        self.assertFalse(listed["video-pool@50000000"]["default"])
        self.assertTrue(listed[POOL]["default"])
        for name, pool in listed.items():
            own = {heap for heap in heaps if heap == name or (heap == "default_cma_region" and pool["default"])}
            self.assertEqual({Path(heap).name for heap in pool["heaps"]}, own)
        self.assertEqual(heaps - {"system"}, {Path(heap).name for pool in listed.values() for heap in pool["heaps"]})

    def test_fragmentation_is_what_a_search_bit_by_bit_finds(self):
        document = self.answer("list-want.json")
        pages = 4 * MIB // PAGE
        alignment = dma_alignment(pages, self.cap)
        self.assertEqual(document["want"], {"size": 4 * MIB, "alignment": alignment * PAGE})
        told = {pool["name"]: pool["fragmentation"] for pool in document["pools"]}[POOL]
        self.assertEqual(told["unusable"], self.bitmap.unusable(pages, alignment) * PAGE)

    def test_the_free_runs_are_those_of_the_kernels_bitmap(self):
        pool = self.answer("bitmap-4K.json")["pools"][0]
        runs = [(int(run["base"], 16) // PAGE - self.bitmap.base, run["size"] // PAGE)
                for run in pool["ranges"][0]["free_runs"]]
        self.assertEqual(runs, self.bitmap.runs())

    def test_the_largest_request_at_each_alignment_is_the_largest(self):
        for each in self.answer("bitmap-4K.json")["pools"][0]["largest"]:
            alignment = each["alignment"] // PAGE
            fits = 0
            for first, length in self.bitmap.runs():
                fits = max(fits, length - -(self.bitmap.base + first) % alignment)
            place = each["place"]
            self.assertEqual(fits, place["size"] // PAGE if place else 0, each)
            if place:
                self.assertTrue(self.bitmap.fits(int(place["base"], 16) // PAGE - self.bitmap.base, fits, alignment))

    def test_where_a_buffer_would_go_is_what_the_kernels_rule_says(self):
        for size in ("4K", "40K", "600K", "1M", "9M", "64M"):
            told = self.answer(f"bitmap-{size}.json")["pools"][0]["requests"][0]
            pages = told["size"] // PAGE
            alignment = dma_alignment(pages, self.cap)
            place = self.bitmap.first(pages, alignment)
            self.assertEqual(told["alignment"], alignment * PAGE)
            self.assertEqual(told["at"], None if place is None else f"{(self.bitmap.base + place) * PAGE:#x}", size)

    def test_the_kernel_takes_the_place_that_was_told(self):
        before = None
        for step, (what, size) in enumerate(STEPS):
            after = self.bitmap_of(self.guest.outputs[f"steps/{step}.bitmap"])
            if what == "take":
                told = self.answer(f"steps/{step}.bitmap.json")["pools"][0]["requests"][0]
                self.assertEqual(self.answer(f"steps/{step}.alloc.json")["blocks"],
                                 [{"base": told["at"], "size": size * 1024}], f"step {step}")
                first = int(told["at"], 16) // PAGE - after.base
                self.assertTrue(all(after.bits[first:first + size * 1024 // PAGE]))
                if before is not None:
                    self.assertEqual(first, before.first(size * 1024 // PAGE, 1))
            else:
                self.assertEqual(self.answer(f"steps/{step}.free.json")["freed"], size * 1024, f"step {step}")
            before = after

    def test_what_was_left_is_given_back_at_once_and_only_once(self):
        left = sum(size if what == "take" else -size for what, size in STEPS) * 1024
        self.assertEqual(self.answer("free-all.json")["freed"], left)
        self.assertEqual(self.answer("free-none.json")["freed"], 0)
        self.assertEqual(self.guest.text("free-too-much.status").strip(), "1")
        self.assertIn("no more of it was a test allocation", self.guest.text("free-too-much.txt"))

    def test_whatever_ends_it_nothing_stays(self):
        before = int(self.guest.text("used-before")) * PAGE
        for end, signal in (("interrupt", "SIGINT"), ("terminate", "SIGTERM")):
            text = self.guest.text(f"{end}.txt").replace("\r", "")
            self.assertIn("holding 8.1 MiB in 4 blocks: Ctrl-C gives it back\n", text)
            self.assertIn(f"gave back 8.1 MiB in 4 blocks, stopped by {signal}\nstatus 0\n", text)
            self.assertEqual(self.used(end), before, end)
        # The terminal is gone: its last words could not be written.
        self.assertIn("status 2\n", self.guest.text("hangup.txt"))
        for end in ("hangup", "reader-gone", "full-disk", "too-much"):
            self.assertEqual(self.used(end), before, end)
        self.assertEqual(self.guest.text("full-disk.status").strip(), "2")

    def test_what_sigkill_left_the_next_free_gives_back(self):
        before = int(self.guest.text("used-before")) * PAGE
        self.assertIn("signal 9\n", self.guest.text("kill.txt"))
        self.assertEqual(self.used("kill"), before + 8 * MIB + 128 * 1024)
        self.assertIn(f"{POOL}: gave back 8.1 MiB, ", self.guest.text("after-kill.txt"))
        self.assertEqual(self.used("after-kill"), before)

    def test_a_refusal_comes_with_the_facts_of_the_pool(self):
        self.assertEqual(self.guest.text("too-large.status").strip(), "2")
        self.assertRegex(self.guest.text("too-large.txt"),
                         rf"^rampart: /sys/kernel/debug/cma/{POOL}/alloc: 64 MiB refused \(ENOMEM\): the pool is 32 MiB, "
                         r"[0-9.]+ [KM]iB used, longest free run [0-9.]+ MiB\n$")
        self.assertEqual(self.guest.text("too-much.status").strip(), "2")
        document = self.answer("too-much.json")
        self.assertEqual((document["refused"]["size"], document["refused"]["errno"]), (5 * MIB, 12))
        self.assertEqual(document["given_back"], len(document["blocks"]) * 5 * MIB)
        self.assertGreater(len(document["blocks"]), 2)

    def test_a_pool_that_is_not_there_is_told_with_those_that_are(self):
        self.assertEqual(self.guest.text("no-pool.status").strip(), "2")
        self.assertEqual(self.guest.text("no-pool.txt"),
                         "rampart: cma alloc: nosuch: no pool of that name and no size (expected linux,cma, "
                         "video-pool@50000000, or a size such as 16M)\n")

    def test_without_debugfs_what_cannot_be_read_is_a_note_and_never_a_zero(self):
        listed = {pool["name"]: pool for pool in self.answer("no-debugfs.json")["pools"]}
        self.assertEqual(set(listed), set(self.pools))
        for name, pool in listed.items():
            self.assertEqual(int(pool["base"], 16), self.pools[name].base)
            self.assertIsNone(pool["largest_free"])
        note = self.answer("no-debugfs.json")["notes"][0]
        self.assertEqual((note["path"], note["reason"]), ("/sys/kernel/debug/cma", "debugfs is not mounted"))
        for name in ("no-debugfs", "no-debugfs-alloc"):
            self.assertEqual(self.guest.text(f"{name}.status").strip(), "2")
            self.assertEqual(self.guest.text(f"{name}.txt"), "rampart: /sys/kernel/debug/cma: debugfs is not mounted: "
                                                             "as root: mount -t debugfs none /sys/kernel/debug\n")

    def test_holders_are_those_of_the_descriptors_and_mappings(self):
        document = self.answer("holders.json")
        buffers = {buffer.inode: buffer for buffer in
                   raw_files.dma_buffers(self.raw["sys/kernel/debug/dma_buf/bufinfo"].decode())}
        held = raw_files.holders(self.raw)
        told = {process["pid"]: process for process in document["processes"]}
        self.assertEqual(set(told), set(held))
        for pid, inodes in held.items():
            maps = self.raw[f"proc/{pid}/maps"].decode()
            for buffer in told[pid]["buffers"]:
                inode = buffer["inode"]
                self.assertEqual((buffer["name"], buffer["size"]), (buffers[inode].name, buffers[inode].size))
                self.assertEqual(buffer["nr_procs"], sum(inode in other for other in held.values()))
                fds = [content for path, content in self.raw.items()
                       if path.startswith(f"proc/{pid}/fdinfo/") and re.search(rb"^ino:\t%d$" % inode, content, re.M)]
                self.assertEqual(buffer["fd_refs"], len(fds))
                self.assertEqual(buffer["map_refs"], len(re.findall(rf" {inode} +/dmabuf:", maps)))
            self.assertEqual({buffer["inode"] for buffer in told[pid]["buffers"]}, inodes)
        self.assertEqual(sorted(process["map_refs"] for process in told.values()), [1, 1, 2, 2])

    def test_a_shared_buffer_counts_once(self):
        totals = self.answer("holders.json")["totals"]
        self.assertEqual(totals["size"], 5 * MIB)
        self.assertEqual(totals["userspace_pss"], 5 * MIB)
        self.assertEqual(totals["userspace_rss"], 9 * MIB)
        self.assertEqual(totals["kernel_rss"], 0)
        rows = list(csv.DictReader(io.StringIO(self.guest.text("holders.csv"))))
        self.assertEqual(len(rows), 4)
        self.assertEqual(sum(int(row["pss"]) for row in rows), 5 * MIB)

    def test_what_drivers_hold_of_a_pool_is_told_apart_from_its_buffers(self):
        pools = {pool["name"]: pool for pool in self.answer("holders.json")["pools"]}
        self.assertEqual(pools[POOL], {
            "name": POOL, "used": self.pools[POOL].used, "in_processes": 2 * MIB, "kernel_buffers": 0,
            "other": self.pools[POOL].used - 2 * MIB})

    def test_a_snapshot_answers_as_the_running_system_did(self):
        for what in ("list", "holders"):
            live, kept = self.answer(f"{what}.json"), self.answer(f"{what}-of-snapshot.json")
            live.pop("notes"), kept.pop("notes")
            self.assertEqual(live, kept, what)
        kept = self.answer("bitmap-of-snapshot.json")["pools"][0]["ranges"]
        self.assertEqual(kept, self.answer("bitmap-4K.json")["pools"][0]["ranges"])

    def test_the_snapshot_says_on_the_host_what_it_says_in_the_guest(self):
        for what in ("list", "bitmap", "holders"):
            said = subprocess.run([self.native, "cma", what, "--json", "--root", self.kept / "snapshot.tar.gz"],
                                  stdout=subprocess.PIPE, check=True, text=True).stdout
            self.assertEqual(said, self.guest.text(f"{what}-of-snapshot.json"))

    def test_a_redacted_snapshot_keeps_the_numbers_and_no_name_of_a_program(self):
        said = subprocess.run([self.native, "cma", "holders", "--json", "--root", self.kept / "redacted.tar.gz"],
                              stdout=subprocess.PIPE, check=True, text=True).stdout
        self.assertNotIn("hold_dmabuf", said)
        self.assertEqual(json.loads(said)["totals"], self.answer("holders.json")["totals"])
        self.assertEqual([process["map_refs"] for process in json.loads(said)["processes"]],
                         [process["map_refs"] for process in self.answer("holders.json")["processes"]])


if __name__ == "__main__":
    at = sys.argv.index("--kernel")
    Cma.kernel = sys.argv[at + 1]
    del sys.argv[at:at + 2]
    reason = missing_for_guest(Cma.kernel)
    if reason is not None:
        print(f"skipped: {reason}")
        sys.exit(77)
    Cma.native = os.path.abspath(sys.argv.pop(1))
    unittest.main()
