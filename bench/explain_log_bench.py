#!/usr/bin/env python3
"""How fast `rampart explain` reads a serial log of 200 MB, and in how much memory, beside `grep -c` of one string.

usage: bench/explain_log_bench.py RAMPART [--runs N]

The log is made anew from a fixed seed: lines of drivers and services as boards print them, with the CR of a serial line,
colours, some stray bytes, several boots, and now and then a line that rampart knows. The log is read once before, so
that both read it from memory. Claimed: 300 MB/s of wall time, 32 MiB resident at most.
"""

import argparse
import os
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

SIZE = 200_000_000
CLAIMED_RATE, CLAIMED_MEMORY = 300, 32 << 20  # MB/s, bytes

OTHERS = (
    "usb 1-1: new high-speed USB device number {} using xhci_hcd",
    "mmc0: new HS400 Enhanced strobe MMC card at address {:04x}",
    "EXT4-fs (mmcblk0p{}): mounted filesystem with ordered data mode. Quota mode: none.",
    "\x1b[0;32m  OK  \x1b[0m] Started Journal Service {}.",
    "wlan0: authenticate with 00:11:22:33:44:{:02x}",
    "audit: type=1400 audit(1700000000.{}:4): apparmor=\"STATUS\" operation=\"profile_load\"",
    "imx-sdma 302c0000.dma-controller: loaded firmware 4.{}",
    "panel-simple panel: supply power not found, using dummy regulator {}",
    "cfg80211: Loading compiled-in X.509 certificates for regulatory database {}",
    "rk_gmac-dwmac fe1c0000.ethernet eth0: Link is Up - {}Mbps/Full - flow control rx/tx",
)
KNOWN = (
    "cma: cma_alloc: reserved: alloc failed, req-size: {} pages, ret: -12",
    "cma: number of available pages: {}@1024+180@3320=> 1300 free of 16384 total pages",
    "vc4-drm soc:gpu: failed to allocate buffer with size {}",
    "alloc_contig_range: [{:x}, 5f000) PFNs busy",
)


def write_log(path: Path) -> None:
    rng = random.Random(5)
    now, size = 0.0, 0
    with path.open("wb") as log:
        while size < SIZE:
            lines = []
            for _ in range(2000):
                now += rng.random() * 0.01
                form = rng.choice(KNOWN if rng.random() < 0.01 else OTHERS)
                lines.append(f"[{now:12.6f}] {form.format(rng.randrange(1, 999))}\r\n")
            if rng.random() < 0.01:
                now = 0.0
                lines.append("\xff\xfe\0[    0.000000] Linux version 6.1.99 (board)\r\n")
            block = "".join(lines).encode("latin-1")
            log.write(block)
            size += len(block)


def run(command: list) -> tuple[float, float, int]:
    """Wall seconds, CPU seconds and the most resident bytes of one run."""
    with tempfile.TemporaryFile() as answer:  # grep reads no further than its first match for /dev/null
        started = time.monotonic()
        process = subprocess.Popen(command, stdout=answer)
    _, _, usage = os.wait4(process.pid, 0)
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("rampart")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rampart-bench-") as folder:
        log = Path(folder) / "serial.log"
        write_log(log)
        size = log.stat().st_size
        mine, peer = [], []
        for _ in range(options.runs):
            mine.append(run([options.rampart, "explain", log]))
            peer.append(run(["grep", "-c", "cma_alloc: reserved: alloc failed", log]))
    wall, cpu = statistics.median(r[0] for r in mine), statistics.median(r[1] for r in mine)
    memory = max(r[2] for r in mine)
    grep_wall = statistics.median(r[0] for r in peer)
    print(f"rampart explain, {size / 1e6:.0f} MB: {wall:.3f} s, {size / wall / 1e6:.0f} MB/s "
          f"(at least {CLAIMED_RATE}), {cpu:.3f} s of CPU")
    print(f"grep -c of one string: {grep_wall:.3f} s; ratio {wall / grep_wall:.1f}")
    print(f"resident at most {memory / 2**20:.1f} MiB (at most {CLAIMED_MEMORY >> 20})")


if __name__ == "__main__":
    main()
