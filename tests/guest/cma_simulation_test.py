#!/usr/bin/env python3
"""Holds the model of the CMA allocator to a real kernel, bit for bit, after each of 2,000 random steps.

    tests/guest/cma_simulation_test.py RAMPART --kernel 6.12 [--seed N] [--steps N]

The guest writes page counts to `alloc` and `free` of a pool in debugfs and reads `bitmap` after each; `rampart cma
simulate` does the same steps in its model. Two recordings of what happened, the kernel's own trace and one made by
`rampart cma trace record` in the guest, are then replayed too. Ends with 77 and the reason if a kernel, a binary or QEMU
is missing.
"""

import argparse
import json
import random
import subprocess
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from guest import STATIC, TOP, boot, cached_kernel, missing_for_guest  # noqa: E402

PAGE = 4096
POOL = "video-pool@50000000"  # Of tests/data/guest/board.dts: no driver uses it.
BASE, SIZE = 0x50000000, 0x1000000

GUEST = """
set -e
pool=/sys/kernel/debug/cma/{pool}
tracing=/sys/kernel/debug/tracing
cat $pool/base_pfn $pool/count $pool/order_per_bit > /out/geometry
echo 8192 > $tracing/buffer_size_kb
echo 1 > $tracing/events/cma/enable
rampart cma trace record -o /out/recorded.trace --seconds 600 > /out/record.txt 2>&1 &
recorder=$!
until grep -q 1 $tracing/instances/rampart-*/events/cma/enable 2> /dev/null; do sleep 0.1; done
while read -r what pages; do
  echo $pages > $pool/$what 2> /dev/null || true
  cat $pool/bitmap >> /out/bitmaps
  echo >> /out/bitmaps
done < /steps
kill -TERM $recorder
wait $recorder || true
cat $tracing/trace > /out/kernel.trace
cat $pool/used > /out/used
"""


def random_steps(seed: str, count: int) -> list[tuple[str, int]]:
    """Page counts to write to `alloc` and `free`. The pool fills up, so that requests fail; blocks are freed in parts and
    several at once; sometimes more is freed than there is."""
    rng = random.Random(seed)
    steps = []
    for at in range(count):
        filling = at // 200 % 2 == 0
        if rng.random() < (0.62 if filling else 0.45):
            steps.append(("alloc", max(1, int(2 ** rng.uniform(0, 9.5)))))
        else:
            steps.append(("free", max(1, int(2 ** rng.uniform(0, 10)))))
    return steps


class CmaSimulation(unittest.TestCase):
    rampart: Path
    kernel: str
    steps: list[tuple[str, int]]

    @classmethod
    def setUpClass(cls):
        cls.kept = TOP / f"build/guest/cma-simulation-{cls.kernel}"
        cls.kept.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{what} {pages}\n" for what, pages in cls.steps)
        cls.guest = boot(cached_kernel(cls.kernel), TOP / "tests/data/guest/board.dts", script=GUEST.format(pool=POOL),
                         files={"bin/rampart": STATIC, "steps": text.encode()}, limit=300)
        for name, content in cls.guest.outputs.items():
            (cls.kept / name).write_bytes(content)
        if cls.guest.text("script.status").strip() != "0":
            raise AssertionError("the guest's script failed:\n" + cls.guest.text("script.log"))
        (cls.kept / "steps.txt").write_text("".join(f"{what} {pages * PAGE}\n" for what, pages in cls.steps))

    def simulate(self, trace: str, *options: str) -> tuple[dict, list[str]]:
        """The answer for a file of the guest, and the bitmap after each step."""
        bitmaps = self.kept / "simulated-bitmaps"
        answer = subprocess.run(
            [self.rampart, "cma", "simulate", self.kept / trace, "--size", hex(SIZE), "--base", hex(BASE), "--json",
             "--bitmaps", bitmaps, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertIn(answer.returncode, (0, 1), answer.stderr)
        return json.loads(answer.stdout), bitmaps.read_text().splitlines()

    def kernels_bitmaps(self) -> list[str]:
        # A full pool's bitmap has no newline of its own: the kernel's buffer has no room for it.
        return [" ".join(line.split()) for line in self.guest.text("bitmaps").splitlines() if line]

    def test_the_pool_is_the_one_that_is_simulated(self):
        self.assertEqual(self.guest.text("geometry").split(), [str(BASE // PAGE), str(SIZE // PAGE), "0"])

    def test_after_every_step_the_bitmap_is_the_kernels_bit_for_bit(self):
        answer, simulated = self.simulate("steps.txt")
        kernels = self.kernels_bitmaps()
        self.assertEqual(len(kernels), len(self.steps))
        differing = [at for at, pair in enumerate(zip(simulated, kernels, strict=True)) if pair[0] != pair[1]]
        self.assertEqual(differing, [], f"steps at which the bitmaps differ, of {len(self.steps)}; see {self.kept}")
        # The series does what it is for: something failed, and the pool was in pieces.
        self.assertGreater(len(answer["failures"]), 0)
        self.assertGreater(max(row[3] for row in answer["series"]["rows"]), 20)

    def test_the_kernels_own_trace_ends_with_the_same_bitmap(self):
        answer, simulated = self.simulate("kernel.trace", "--pool", POOL, "--served")
        self.assertEqual(simulated[-1], self.kernels_bitmaps()[-1])
        self.assertEqual(answer["failures"], [])
        self.assertEqual(answer["busy_retries"], 0)
        self.assertEqual(answer["series"]["rows"][-1][1], int(self.guest.text("used")) * PAGE)

    def test_the_smallest_pool_serves_what_the_kernel_served_and_a_page_less_does_not(self):
        answer, _ = self.simulate("kernel.trace", "--pool", POOL, "--served")
        smallest = answer["smallest_pool"]
        self.assertLessEqual(answer["lower_bound"], smallest)
        self.assertLessEqual(smallest, SIZE)
        # As given last, --size is the one that counts.
        self.assertEqual(self.simulate("kernel.trace", "--pool", POOL, "--served", "--size", hex(smallest))[0]["failures"], [])
        less, _ = self.simulate("kernel.trace", "--pool", POOL, "--served", "--size", hex(smallest - PAGE))
        self.assertNotEqual(less["failures"], [])

    def test_what_rampart_recorded_in_the_guest_is_what_the_kernel_traced(self):
        def report(trace: str) -> dict:
            answer = subprocess.run([self.rampart, "cma", "trace", "report", "--json", self.kept / trace],
                                    stdout=subprocess.PIPE, text=True)
            self.assertIn(answer.returncode, (0, 1))
            document = json.loads(answer.stdout)
            self.assertEqual(document["lost_events"], 0)
            # Each ring buffer takes its own time of an event, and the kernel's own trace has a heading.
            for pool in document["pools"]:
                pool["latency_us"] = pool["latency_us"]["count"]
                for task in pool["tasks"]:
                    del task["longest_us"]
                for refusal in pool["refusals"]:
                    del refusal["line"], refusal["time_us"]
            return document

        self.assertEqual(report("recorded.trace"), report("kernel.trace"))
        allocations = sum(pool["allocations"] for pool in report("recorded.trace")["pools"] if pool["name"] == POOL)
        self.assertGreater(allocations, len(self.steps) // 4)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("rampart", type=Path)
    parser.add_argument("--kernel", required=True)
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(1 << 32)))
    parser.add_argument("--steps", type=int, default=2000)
    options = parser.parse_args()
    reason = missing_for_guest(options.kernel)
    if reason is not None:
        print(f"skipped: {reason}")
        sys.exit(77)
    print(f"seed {options.seed}", flush=True)
    CmaSimulation.rampart = options.rampart.resolve()
    CmaSimulation.kernel = options.kernel
    CmaSimulation.steps = random_steps(options.seed, options.steps)
    unittest.main(argv=sys.argv[:1])
