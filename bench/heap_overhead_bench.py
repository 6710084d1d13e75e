#!/usr/bin/env python3
"""rampart/heap.h beside bare ioctls: what a cycle of allocate, map, begin, touch, end, unmap, free takes more.

    bench/heap_overhead_bench.py [--kernel 6.1] [--cycles 1000]

A booted kernel runs `rampart heap bench`, which does both in turns; the static aarch64 rampart and the kernel have to be
built. The claim is at most 3 % at every size, of the system heap and of a CMA heap.
"""

import argparse
import json
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests/guest"))

from guest import STATIC, boot, cached_kernel  # noqa: E402

CLAIM = 0.03


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kernel", default="6.1")
    parser.add_argument("--cycles", type=int, default=1000)
    options = parser.parse_args()
    kernel = cached_kernel(options.kernel)
    if kernel is None:
        parser.error(f"no kernel {options.kernel} for arm64 (tools/kernels/build.sh builds it)")
    script = "".join(f"rampart heap bench --heap {heap} --cycles {options.cycles} --json > /out/{heap}\n"
                     for heap in ("system", "linux,cma"))
    guest = boot(kernel, TOP / "tests/data/guest/board.dts", script=script, limit=600,
                 files={"bin/rampart": STATIC})
    worst = -1.0
    for heap in ("system", "linux,cma"):
        for row in json.loads(guest.text(heap))["rows"]:
            worst = max(worst, row["overhead"])
            print(f"{heap:>10} {row['size'] >> 10:>6} KiB  rampart {row['rampart']['cycle_ns']['p50'] / 1000:>9.1f} us  "
                  f"bare {row['bare_ioctls']['cycle_ns']['p50'] / 1000:>9.1f} us  {row['overhead']:+.1%}")
    print(f"worst {worst:+.1%} (claimed: at most {CLAIM:.0%})")
    return 0 if worst <= CLAIM else 1


if __name__ == "__main__":
    sys.exit(main())
