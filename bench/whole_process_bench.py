#!/usr/bin/env python3
"""What rampart costs as a process, each figure as a ratio against a peer in the same run.

usage: bench/whole_process_bench.py RAMPART [STATIC_RAMPART]

- `rampart status`, whole process, against `free`: CPU of each run.
- one sample of `rampart status --watch` against one scrape of prometheus-node-exporter with collectors of the same
  files (meminfo, vmstat, zoneinfo, pressure, ...): CPU of the process between samples.
- resident memory of `status --watch` against prometheus-node-exporter.
Needs `free` (procps) and `prometheus-node-exporter`; says what it leaves out where one is missing.
"""
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request

CLOCK = os.sysconf("SC_CLK_TCK")
COLLECTORS = ["meminfo", "vmstat", "zoneinfo", "pressure", "buddyinfo"]
PORT = 19100


def child_cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def process_cpu(pid):
    """CPU seconds of a live process, in nanosecond steps where the scheduler keeps them."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1e9


def resident(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    return 0


def against_free(rampart):
    runs = 60
    mine, peer = [], []
    for _ in range(runs):
        mine.append(child_cpu([rampart, "status"]))
        peer.append(child_cpu(["free"]))
    a, b = statistics.median(mine), statistics.median(peer)
    print(f"rampart status, whole process: {a * 1e3:.2f} ms CPU; free: {b * 1e3:.2f} ms; ratio {a / b:.2f} (at most 1)")


def watch_cost(rampart, seconds=4.0, interval=0.005):
    """CPU of one sample, resident memory."""
    process = subprocess.Popen([rampart, "status", "--watch", str(interval)], stdout=subprocess.PIPE)
    os.set_blocking(process.stdout.fileno(), False)
    samples = 0

    def drain(until):
        nonlocal samples
        while time.monotonic() < until:
            data = process.stdout.read()
            if data:
                samples += data.count(b"\nZONE ")
            time.sleep(0.002)

    drain(time.monotonic() + 0.5)
    samples = 0
    before = process_cpu(process.pid)
    drain(time.monotonic() + seconds)
    used = process_cpu(process.pid) - before
    memory = resident(process.pid)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return used / max(samples, 1), memory


def exporter_cost(scrapes=60):
    arguments = ["--collector.disable-defaults", f"--web.listen-address=127.0.0.1:{PORT}"]
    arguments += [f"--collector.{name}" for name in COLLECTORS]
    process = subprocess.Popen(["prometheus-node-exporter", *arguments], stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{PORT}/metrics"
        for _ in range(100):
            try:
                urllib.request.urlopen(url, timeout=5).read()
                break
            except OSError:
                time.sleep(0.1)
        before = process_cpu(process.pid)
        for _ in range(scrapes):
            urllib.request.urlopen(url, timeout=5).read()
        return (process_cpu(process.pid) - before) / scrapes, resident(process.pid)
    finally:
        process.kill()
        process.wait()


def main():
    rampart = sys.argv[1]
    static = sys.argv[2] if len(sys.argv) > 2 else rampart
    if shutil.which("free"):
        against_free(static)
    else:
        print("skipped: free is not installed (procps)")
    sample, memory = watch_cost(static)
    print(f"one sample of status --watch, text made and written: {sample * 1e6:.0f} us CPU")
    if shutil.which("prometheus-node-exporter"):
        scrape, exporter_memory = exporter_cost()
        print(f"one scrape of node_exporter: {scrape * 1e6:.0f} us CPU; ratio 1/{scrape / sample:.0f} (at most 1/50)")
        print(f"resident: {memory / 2**20:.2f} MiB (at most 3), node_exporter {exporter_memory / 2**20:.1f} MiB")
    else:
        print(f"resident: {memory / 2**20:.2f} MiB (at most 3); skipped: prometheus-node-exporter is not installed")


if __name__ == "__main__":
    main()
