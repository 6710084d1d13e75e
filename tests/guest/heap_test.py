#!/usr/bin/env python3
"""Boots real kernels and uses their DMA-BUF heaps by `rampart heap` and by the library.

    tests/guest/heap_test.py

On 6.1 the default pool has a heap and no other; our 6.12 has the driver that `rampart heap scaffold` writes; on 7.2
every pool has one, and there are sockets to pass buffers through. Ends with 77 and the reason if a kernel, a binary or
QEMU is missing.
"""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from guest import STATIC, TOP, boot, cached_kernel, missing_for_guest  # noqa: E402

PROGRAMS = {"bin/rampart": STATIC, "bin/heap_guest": STATIC.with_name("heap_guest")}
KERNELS = ("6.1", "6.12", "7.2")
MIB = 1 << 20

# `holding HEAP` takes 4 MiB and keeps them; what every pool has in use before, meanwhile and after is compared.
FUNCTIONS = """
used() { for pool in /sys/kernel/debug/cma/*; do echo "${pool##*/} $(cat $pool/used)"; done; }
holding() {
  used > /out/used-before
  rampart heap alloc 4M --heap "$1" --name "held by a test" --fill deadbeef --verify --hold 100 > /out/held.txt &
  while [ ! -s /out/held.txt ]; do sleep 0.1; done
  used > /out/used-held
  cat /sys/kernel/debug/dma_buf/bufinfo > /out/bufinfo-held
  kill -TERM $!
  wait $! || echo "status $?" > /out/held-status
  used > /out/used-after
}
scenario() { heap_guest "$1" "$2" > "/out/$1" || echo "failed: status $?" >> "/out/$1"; }
rampart heap list --json > /out/list.json
rampart heap list > /out/list.txt
rampart snapshot -o /tmp/s.tar.gz
rampart heap list --json --root /tmp/s.tar.gz > /out/list-of-snapshot.json
"""


class Guest(unittest.TestCase):
    """One boot; what its script left is `outputs`."""

    kernel: str
    script: str
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        if cls is Guest:
            raise unittest.SkipTest("the base of the others")
        cls.guest = boot(cached_kernel(cls.kernel), TOP / "tests/data/guest/heaps.dts", script=FUNCTIONS + cls.script,
                         files=PROGRAMS, limit=240)
        print(f"the guest with {cls.kernel} ran for {cls.guest.seconds:.1f} s", file=sys.stderr)
        if cls.guest.text("script.status").strip() != "0":
            raise AssertionError("the guest's script failed:\n" + cls.guest.text("script.log"))

    def facts(self, scenario: str) -> dict[str, str]:
        """The lines of heap_guest; a failure is a line of them."""
        facts = dict(line.split(" ", 1) for line in self.guest.text(scenario).splitlines())
        self.assertNotIn("failed", facts)
        self.assertNotIn("failed:", facts)
        return facts

    def used(self, when: str) -> dict[str, int]:
        """Bytes in use of every pool."""
        lines = self.guest.text(f"used-{when}").splitlines()
        return {name: int(pages) * 4096 for name, pages in (line.split() for line in lines)}

    def listed(self) -> dict[str, dict]:
        return {heap["name"]: heap for heap in json.loads(self.guest.text("list.json"))["heaps"]}

    def heapless(self) -> dict[str, dict]:
        pools = json.loads(self.guest.text("list.json"))["pools_without_heap"]
        return {pool["pool"]["name"]: pool for pool in pools}

    def check_held(self, pool: str):
        """4 MiB went to this pool and to no other, and came back."""
        before, held, after = self.used("before"), self.used("held"), self.used("after")
        self.assertEqual({name: held[name] - before[name] for name in held},
                         {name: 4 * MIB if name == pool else 0 for name in held})
        self.assertEqual(after, before)
        self.assertIn("held by a test", self.guest.text("bufinfo-held"))
        self.assertIn("every byte is as it was written", self.guest.text("held.txt"))
        self.assertNotIn("held-status", self.guest.outputs)

    def check_snapshot(self):
        self.assertEqual(json.loads(self.guest.text("list-of-snapshot.json")), json.loads(self.guest.text("list.json")))


class OnlyTheDefaultPoolHasAHeap(Guest):
    kernel = "6.1"
    script = """
holding linux,cma
rampart heap alloc 3M --heap linux,cma --count 2 --fill 0xa5 --verify --json > /out/alloc.json
rampart heap alloc 512M --heap linux,cma > /out/refused.txt 2>&1 || echo "status $?" >> /out/refused.txt
rampart heap alloc 8M --heap linux,cma --count 100 --json > /out/all.json 2> /out/all.err || echo $? > /out/all.status
rampart heap alloc 1M --heap nothing > /out/no-heap.txt 2>&1 || echo "status $?" >> /out/no-heap.txt
for each in killed full pooled descriptors signals sync-files chosen vanished; do scenario $each linux,cma; done
cat /sys/kernel/debug/dma_buf/bufinfo > /out/bufinfo
"""

    def test_the_list_says_what_backs_each_heap_and_which_pools_have_none(self):
        heaps = self.listed()
        self.assertEqual(set(heaps), {"linux,cma", "system"})
        self.assertEqual(heaps["system"]["backing"], "system")
        pool = heaps["linux,cma"]["pool"]
        self.assertEqual((pool["name"], pool["default"], pool["size"]), ("linux,cma", True, 32 * MIB))
        self.assertEqual({name: each["reason"] for name, each in self.heapless().items()},
                         {name: "Linux 6.1 has a heap for the default pool only"
                          for name in ("camera", "video-pool@50000000")})
        self.check_snapshot()

    def test_an_allocation_raises_the_use_of_its_pool_and_of_no_other(self):
        self.check_held("linux,cma")

    def test_buffers_hold_what_was_written(self):
        answer = json.loads(self.guest.text("alloc.json"))
        self.assertEqual((answer["had"], answer["total"], answer["verified"], answer["mismatch"]),
                         (2, 6 * MIB, True, None))
        self.assertEqual(answer["pool_held"]["used"] - answer["pool_before"]["used"], 6 * MIB)

    def test_a_request_beyond_the_pool_names_its_size_use_and_longest_run(self):
        pool = self.listed()["linux,cma"]["pool"]
        text = self.guest.text("refused.txt")
        self.assertRegex(text, r"(?m)^linux,cma: 0 of 1 buffer of 512 MiB, 0 B in all$")
        self.assertRegex(text, r"rampart: /dev/dma_heap/linux,cma: 512 MiB refused \(ENOMEM\): the pool is 32 MiB, "
                               r"[\d.]+ [KM]?i?B used, longest free run [\d.]+ MiB \(the pool is too small for it: ")
        self.assertIn("status 2", text)
        self.assertEqual(pool["size"], 32 * MIB)

    def test_as_many_buffers_as_there_are_is_an_answer_and_an_error(self):
        answer = json.loads(self.guest.text("all.json"))
        self.assertEqual(answer["had"], answer["pool_before"]["free"] // (8 * MIB))
        self.assertIn("8 MiB refused (ENOMEM)", answer["refusal"])
        self.assertEqual(self.guest.text("all.status").strip(), "2")

    def test_a_heap_that_is_not_there_is_refused_with_those_that_are(self):
        self.assertEqual(self.guest.text("no-heap.txt"),
                         "rampart: /dev/dma_heap/nothing: cannot open the heap (ENOENT): no such file or directory "
                         "(the heaps are linux,cma, system)\nstatus 2\n")

    def test_a_killed_program_leaks_nothing(self):
        facts = self.facts("killed")
        self.assertEqual(int(facts["used_held"]) - int(facts["used_before"]), 4 * MIB)
        self.assertEqual(facts["signal"], "9")
        self.assertEqual(facts["used_after"], facts["used_before"])

    def test_a_full_pool_says_so_and_serves_again_when_something_is_freed(self):
        facts = self.facts("full")
        self.assertEqual(facts["errno"], "12")
        self.assertEqual(int(facts["pool_used"]), int(facts["used_before"]) + int(facts["buffers"]) * MIB)
        self.assertRegex(facts["error"], r"1 MiB refused \(ENOMEM\): the pool is 32 MiB, .* used, longest free run ")
        self.assertEqual(facts["used_after"], facts["used_before"])

    def test_a_buffer_pool_gives_back_what_it_keeps_when_the_heap_is_full(self):
        facts = self.facts("pooled")
        self.assertGreaterEqual(int(facts["idle"]), 24 * MIB)
        self.assertEqual((facts["large"], facts["idle_then"], facts["growth"]), (str(8 * MIB), "0", "0"))

    def test_at_the_limit_of_descriptors_each_call_says_so_and_goes_on_later(self):
        self.assertEqual(self.facts("descriptors"), {"errno": "24", "export_errno": "24"})

    def test_signals_end_no_call(self):
        self.assertEqual(self.facts("signals"), {"had_cycles": "1"})

    def test_a_heap_whose_device_vanishes_serves_who_has_it_open_and_others_fall_back(self):
        self.assertEqual(self.facts("vanished"), {
            "open_heap": "/dev/dma_heap/linux,cma", "errno": "2", "fallback": "/dev/dma_heap/system",
            "error": "/dev/dma_heap/linux,cma: cannot open the heap (ENOENT): no such file or directory "
                     "(the heaps are system)"})

    def test_a_kernel_without_sync_files_is_told_what_it_lacks(self):
        self.assertEqual(self.guest.text("sync-files"),
                         "failed export: /dev/dma_heap/linux,cma: cannot export a sync file (ENOTTY): inappropriate "
                         "ioctl for device (sync files need Linux 6.0 with CONFIG_SYNC_FILE)\nfailed: status 1\n")

    def test_a_heap_is_chosen_by_need(self):
        self.assertEqual(self.facts("chosen"), {
            "contiguous": "/dev/dma_heap/linux,cma", "anything": "/dev/dma_heap/system", "write_errno": "13",
            "readable": "1", "flags_errno": "22"})

    def test_nothing_is_left(self):
        self.assertIn("Total 0 objects, 0 bytes", self.guest.text("bufinfo"))


class TheScaffoldedDriverMakesAHeap(Guest):
    kernel = "6.12"
    script = """
holding camera
rampart heap alloc 1M --heap camera --verify --json > /out/zeroed.json
for each in killed full; do scenario $each camera; done
heap_guest soak camera 100000 > /out/soak
cat /sys/kernel/debug/dma_buf/bufinfo > /out/bufinfo
dmesg > /out/dmesg
"""

    def test_the_pool_is_listed_with_its_heap(self):
        heaps = self.listed()
        self.assertEqual(set(heaps), {"camera", "linux,cma", "system"})
        self.assertEqual((heaps["camera"]["pool"]["name"], heaps["camera"]["pool"]["size"]), ("camera", 32 * MIB))
        self.assertEqual(set(self.heapless()), {"video-pool@50000000"})
        self.check_snapshot()

    def test_an_allocation_raises_the_use_of_its_pool_and_of_no_other(self):
        self.check_held("camera")

    def test_its_memory_is_zeroed(self):
        answer = json.loads(self.guest.text("zeroed.json"))
        self.assertEqual((answer["verified"], answer["mismatch"]), (True, None))

    def test_a_killed_program_leaks_nothing_and_a_full_pool_says_so(self):
        killed, full = self.facts("killed"), self.facts("full")
        self.assertEqual(killed["used_after"], killed["used_before"])
        self.assertEqual((full["buffers"], full["errno"], full["used_after"]), ("32", "12", full["used_before"]))

    def test_a_soak_of_four_processes_grows_nothing(self):
        text = self.guest.text("soak")
        self.assertEqual(text.count("process_status 0\n"), 4, text)
        facts = self.facts("soak")
        self.assertEqual((facts["cycles"], facts["used_after"]), ("100000", facts["used_before"]))
        self.assertIn("Total 0 objects, 0 bytes", self.guest.text("bufinfo"))

    def test_the_kernel_has_nothing_to_complain_of(self):
        for word in ("WARNING:", "BUG:", "Oops", "refcount"):
            self.assertNotIn(word, self.guest.text("dmesg"))


class EveryPoolHasAHeap(Guest):
    kernel = "7.2"
    script = """
holding video-pool@50000000
for each in killed shared sync-files chosen; do scenario $each video-pool@50000000; done
cat /sys/kernel/debug/dma_buf/bufinfo > /out/bufinfo
"""

    def test_every_pool_is_listed_with_its_heap_and_the_default_one_twice(self):
        heaps = self.listed()
        self.assertEqual({name: heap["pool"] and heap["pool"]["name"] for name, heap in heaps.items()}, {
            "camera": "camera", "default_cma_region": "linux,cma", "linux,cma": "linux,cma", "system": None,
            "video-pool@50000000": "video-pool@50000000"})
        self.assertEqual(self.heapless(), {})
        self.check_snapshot()

    def test_an_allocation_raises_the_use_of_its_pool_and_of_no_other(self):
        self.check_held("video-pool@50000000")

    def test_a_killed_program_leaks_nothing(self):
        facts = self.facts("killed")
        self.assertEqual(int(facts["used_held"]) - int(facts["used_before"]), 4 * MIB)
        self.assertEqual(facts["used_after"], facts["used_before"])

    def test_buffers_are_shared_and_synchronised(self):
        self.assertEqual(self.facts("shared"), {"status": "0", "answer": "43"})
        self.assertEqual(self.facts("sync-files"), {"is_open": "1"})

    def test_nothing_is_left(self):
        self.assertIn("Total 0 objects, 0 bytes", self.guest.text("bufinfo"))


if __name__ == "__main__":
    reason = missing_for_guest(*KERNELS, programs=tuple(PROGRAMS.values()))
    if reason is not None:
        print(f"skipped: {reason}")
        sys.exit(77)
    unittest.main()
