#!/usr/bin/env python3
"""Regions shared by devices over a DMA-BUF heap of a real kernel.

    tests/guest/contiguous_test.py --kernel 6.12

examples/shared_regions runs in the guest with two regions of the heap `linux,cma`. Ends with 77 and the reason if a kernel,
a binary or QEMU is missing.
"""

import argparse
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from guest import STATIC, TOP, boot, cached_kernel, missing_for_guest  # noqa: E402

EXAMPLE = STATIC.with_name("shared_regions")
PAGES = (8 + 16) * 256

REGIONS = """
map = "camera/frame=frames,common;*=common"
[[region]]
name = "frames"
size = "8M"
heap = "linux,cma"
[[region]]
name = "common"
size = "16M"
allocator = "buddy"
heap = "linux,cma"
"""

GUEST = """
set -e
used=/sys/kernel/debug/cma/linux,cma/used
cat $used > /out/before
is_as_before() { [ "$(cat $used)" = "$(cat /out/before)" ]; }
taken() { while is_as_before; do sleep 0.1; done; sleep 1; cat $used; }
# The last command of the subshell holds the pipe open: a shell may replace itself by it.
(taken > /out/while; sleep 1) | shared_regions /regions.toml > /out/said.txt
cat $used > /out/after
(sleep 60) | shared_regions /regions.toml > /dev/null &
taken > /out/before-kill
kill -KILL $(pidof shared_regions)
for at in $(seq 100); do if is_as_before; then break; fi; sleep 0.1; done
cat $used > /out/after-kill
echo 'cma=big=64M cma_heap=big=linux,cma' > /big
shared_regions /big 2> /out/refused.txt || echo $? > /out/refused.status
"""

SAID = """camera/frame: 3072 KiB of frames at 0 KiB
camera/frame: 3072 KiB of frames at 3072 KiB
camera/frame: 3072 KiB of common at 0 KiB
decoder/common: 100 KiB of common at 4096 KiB
frames (best-fit): 6144 of 8192 KiB used, largest free 2048 KiB
common (buddy): 3172 of 16384 KiB used, largest free 8192 KiB
"""


class ContiguousRegions(unittest.TestCase):
    kernel: str

    @classmethod
    def setUpClass(cls):
        cls.guest = boot(cached_kernel(cls.kernel), TOP / "tests/data/guest/board.dts", script=GUEST,
                         files={"bin/shared_regions": EXAMPLE, "regions.toml": REGIONS.encode()})
        if cls.guest.text("script.status").strip() != "0":
            raise AssertionError("the guest's script failed:\n" + cls.guest.text("script.log"))

    def pages(self, name: str) -> int:
        return int(self.guest.text(name))

    def test_devices_get_their_chunks_from_the_heap_by_the_map(self):
        self.assertEqual(self.guest.text("said.txt"), SAID)

    def test_the_regions_are_in_the_pool_and_go_back_to_it(self):
        self.assertEqual(self.pages("while") - self.pages("before"), PAGES)
        self.assertEqual(self.pages("after"), self.pages("before"))

    def test_a_program_that_is_killed_leaks_nothing(self):
        self.assertEqual(self.pages("before-kill") - self.pages("before"), PAGES)
        self.assertEqual(self.pages("after-kill"), self.pages("before"))

    def test_a_region_that_the_pool_has_no_room_for_is_refused(self):
        self.assertEqual(self.guest.text("refused.txt"),
                         "shared_regions: /dev/dma_heap/linux,cma: region big of 67108864 bytes (expected memory that "
                         "the heap has free)\n")
        self.assertEqual(self.guest.text("refused.status"), "1\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kernel", required=True)
    options = parser.parse_args()
    reason = missing_for_guest(options.kernel, programs=(STATIC, EXAMPLE))
    if reason is not None:
        print(f"skipped: {reason}")
        sys.exit(77)
    ContiguousRegions.kernel = options.kernel
    unittest.main(argv=sys.argv[:1])
