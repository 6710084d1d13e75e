#!/usr/bin/env python3
"""Boots a real kernel with generated layouts and holds every prediction to what the kernel did.

    tests/guest/generated_layouts_test.py RAMPART --kernel 6.12 [--arch arm64] [--variant pct] [--seed N] [--count N]
        [--only N] [--keep DIR] [--jobs N] [--guest FILE] [--image FILE --config FILE]

Each case is booted by `rampart verify --json`, so what is compared is what that command compares: every region, CmaTotal
and the kernel's own lines, in order. A boot that panics or hangs has to have said what was predicted until then. Cases
that disagree are left in --keep (build/guest/disagreements by default). Ends with 77 and the reason if something that it
needs is missing.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from layout_generator import Case, generate  # noqa: E402

TOP = Path(__file__).resolve().parents[2]
EMULATORS = {"arm64": "qemu-system-aarch64", "arm": "qemu-system-arm", "riscv64": "qemu-system-riscv64"}
TOOLCHAINS = {"arm64": "aarch64", "arm": "armhf", "riscv64": "riscv64"}


@dataclass
class Outcome:
    index: int
    verdict: str  # "agrees", "differs", or why there is no answer.
    boot: str = ""
    predicted_failure: bool = False
    milliseconds: int = 0


def missing(options) -> str | None:
    for program in (EMULATORS[options.arch], "dtc"):
        if shutil.which(program) is None:
            return f"no {program} (tools/packages.sh test installs it)"
    if not guest(options).exists():
        return f"no {guest(options)} (tools/static-deps/build-rampart.sh {TOOLCHAINS[options.arch]} builds it)"
    if options.image:
        return None
    wanted = [options.kernel, options.arch] + ([options.variant] if options.variant else [])
    built = subprocess.run([TOP / "tools/kernels/build.sh", "--cached", *wanted], stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
    return None if built.returncode == 0 else f"no kernel {' '.join(wanted)} (tools/kernels/build.sh builds it)"


def guest(options) -> Path:
    return options.guest or TOP / f"build/static-{TOOLCHAINS[options.arch]}/rampart"


def verify(options, case: Case, folder: Path) -> tuple[dict | None, str]:
    """The answer of `rampart verify`, or why there is none. The folder then holds tree, command line and console."""
    (folder / "case.dts").write_text(case.dts)
    command = [options.rampart, "verify", folder / "case.dts", "--json", "--arch", options.arch, "--kernel", options.kernel,
               "--guest", guest(options), "--keep", folder]
    if case.cmdline:
        command += ["--cmdline", case.cmdline]
    if options.variant:
        command += ["--variant", options.variant]
    if options.image:
        command += ["--kernel-image", options.image, "--config", options.config]
    for image, address in case.loaded.items():
        command += ["--loaded", f"{image}=0x{address:x}:1"]
    (folder / "verify.sh").write_text(" ".join(f"'{part}'" for part in map(str, command)) + "\n")
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if answer.returncode not in (0, 1):
        return None, answer.stderr.strip() or f"exit status {answer.returncode}"
    (folder / "answer.json").write_text(answer.stdout)
    return json.loads(answer.stdout), ""


def run_case(options, index: int) -> Outcome:
    case = generate(random.Random(f"{options.seed}/{index}"), options.arch)
    with tempfile.TemporaryDirectory(prefix="rampart-layout-") as name:
        folder = Path(name)
        document, reason = verify(options, case, folder)
        if document is None:
            outcome = Outcome(index, reason)
        else:
            errors = any(finding["severity"] == "error" for finding in document["findings"])
            # A machine that died without a word leaves nothing to compare, and that is as predicted if it was foretold.
            is_silent = document["outcome"] != "booted" and not document["log_compared"]
            agrees = document["agrees"] or (is_silent and errors)
            outcome = Outcome(index, "agrees" if agrees else "differs", document["outcome"], errors,
                              document["milliseconds"])
        # A boot that failed for a reason nobody foretold is kept too.
        surprising = outcome.boot != "booted" and not outcome.predicted_failure
        if outcome.verdict != "agrees" or surprising:
            kept = options.keep / f"{options.kernel}-{options.arch}{'-' + options.variant if options.variant else ''}-{options.seed}-{index}"
            shutil.rmtree(kept, ignore_errors=True)
            shutil.copytree(folder, kept)
        return outcome


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("rampart", type=Path)
    parser.add_argument("--kernel", required=True)
    parser.add_argument("--arch", default="arm64", choices=EMULATORS)
    parser.add_argument("--variant", default="")
    parser.add_argument("--seed", default=str(random.SystemRandom().randrange(1 << 32)))
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--only", type=int, help="this case alone")
    parser.add_argument("--keep", type=Path, default=TOP / "build/guest/disagreements")
    parser.add_argument("--guest", type=Path, help="the static rampart that is booted")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--image", type=Path, help="a kernel of somebody else's, such as a distribution's")
    parser.add_argument("--config", type=Path, help="its configuration")
    options = parser.parse_args()
    reason = missing(options)
    if reason:
        print(f"skipped: {reason}")
        return 77
    print(f"seed {options.seed}, {options.count} layouts on Linux {options.kernel} {options.arch} {options.variant}", flush=True)
    started = time.monotonic()
    indices = [options.only] if options.only is not None else range(options.count)
    bad = 0
    boots: Counter[str] = Counter()
    unforeseen = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for outcome in pool.map(lambda index: run_case(options, index), indices):
            boots[outcome.boot or "none"] += 1
            if outcome.boot not in ("", "booted") and not outcome.predicted_failure:
                unforeseen.append(outcome.index)
            if outcome.verdict != "agrees":
                bad += 1
                print(f"case {outcome.index}: {outcome.verdict} (--seed {options.seed} --only {outcome.index})", flush=True)
    seconds = time.monotonic() - started
    count = len(list(indices))
    print(f"{count - bad} of {count} as predicted in {seconds:.0f} s; "
          + ", ".join(f"{boot} {n}" for boot, n in sorted(boots.items())))
    if unforeseen:
        print(f"failed boots without an error in the prediction: {unforeseen}")
    if bad:
        print(f"kept in {options.keep}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
