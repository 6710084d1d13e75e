#!/usr/bin/env python3
"""Plans the workloads of examples/plan and checks every form of the answers.

The JSON follows docs/schemas/plan.schema.json and has the numbers below; buffers that are alive together never overlap;
dtc compiles the overlay and fdtoverlay applies it to a board; g++ compiles the header.
usage: tests/plan_examples_test.py RAMPART SOURCE_TREE
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

from answer_schemas import AnswerSchemas

MIB = 1 << 20

# Of each example: kind of pool -> (lower bound, size) in MiB, rounded down; none: it cannot fit.
EXPECTED = {
    "qcs6490-4k60": {"cma": (10, 12), "system": (251, 0)},
    "maixcam2-4g-llm": {"cmm": (1921, 1996)},
    "maixcam2-1g-llm": None,
    "maixcam-yolo-rtsp": {"ion": (33, 34)},
    "mx2-phone": {"cma": (176, 200)},
}
SETTINGS = {"maixcam2-4g-llm": "maix_memory_cmm", "maixcam-yolo-rtsp": "ION_SIZE", "mx2-phone": "CONFIG_CMA_SIZE_MBYTES"}
CONFLICTS = {"maixcam2-1g-llm": ["llm-weights"]}

faults = []


def expect(condition, what):
    if not condition:
        faults.append(what)


def run(arguments, **options):
    return subprocess.run(arguments, capture_output=True, text=True, check=False, **options)


def check_places(name, plan):
    """No two buffers of a pool that some scenario has together overlap, and all lie in the pool."""
    for pool in plan["pools"]:
        for buffer in pool["buffers"]:
            expect(buffer["offset"] + buffer["size"] <= pool["size"], f"{name}: {buffer['name']} passes its pool")
        for scenario in plan["scenarios"]:
            alive = sorted(
                (buffer["offset"], buffer["size"]) for buffer in pool["buffers"] if buffer["name"] in scenario["demands"]
            )
            for (low, size), (high, _) in zip(alive, alive[1:]):
                expect(low + size <= high, f"{name}: buffers overlap in {scenario['name']}")
        parts = sum(margin["size"] for margin in pool["margins"])
        if pool["kind"] != "system":
            expect(pool["lower_bound"] + parts == pool["size"], f"{name}: margins do not add up")


def check_numbers(name, plan):
    expected = EXPECTED[name]
    if expected is None:
        expect(not plan["fits"], f"{name}: fits")
        expect(plan["conflict"]["demands"] == CONFLICTS[name], f"{name}: conflict {plan['conflict']}")
        expect(plan["conflict"]["proven"] and plan["conflict"]["smallest"], f"{name}: {plan['conflict']}")
        return
    expect(plan["fits"], f"{name}: does not fit: {plan['conflict']}")
    pools = {pool["kind"]: pool for pool in plan["pools"]}
    expect(set(pools) == set(expected), f"{name}: pools {sorted(pools)}")
    for kind, (bound, size) in expected.items():
        pool = pools[kind]
        numbers = (pool["lower_bound"] // MIB, pool["size"] // MIB)
        expect(numbers == (bound, size), f"{name}: {kind} has bound and size {numbers} MiB")
        expect(pool["proven"] and pool["any_order"], f"{name}: {kind} is not proven")
    if name in SETTINGS:
        keys = [setting["key"] for setting in plan["configuration"]["settings"]]
        expect(SETTINGS[name] in keys, f"{name}: settings {keys}")


def check_configuration(name, folder, dts, header):
    if dts.exists() and dts.stat().st_size > 0:
        done = run(["dtc", "-q", "-@", "-I", "dts", "-O", "dtb", "-o", str(folder / "plan.dtbo"), str(dts)])
        expect(done.returncode == 0, f"{name}: dtc: {done.stderr}")
    source = folder / "use.cc"
    source.write_text('#include "plan.h"\nint main() {}\n', encoding="utf-8")
    done = run(["g++", "-std=c++17", "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only", f"-I{folder}", str(source)])
    expect(done.returncode == 0, f"{name}: g++: {done.stderr}\n{header.read_text(encoding='utf-8')}")


def check_example(rampart, workload, validator):
    name = workload.stem
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        dts, header, svg = folder / "plan.dts", folder / "plan.h", folder / "plan.svg"
        done = run([rampart, "plan", str(workload), "--json", "--dts", str(dts), "--header", str(header), "--svg", str(svg)])
        expect(done.returncode == (1 if EXPECTED[name] is None else 0), f"{name}: exit {done.returncode}: {done.stderr}")
        plan = json.loads(done.stdout)
        for fault in validator.iter_errors(plan):
            faults.append(f"{name}: {fault.json_path}: {fault.message}")
        expect(not [each for each in plan["findings"] if each["severity"] == "error"], f"{name}: {plan['findings']}")
        expect("<svg" in svg.read_text(encoding="utf-8"), f"{name}: no picture")
        check_numbers(name, plan)
        check_places(name, plan)
        if plan["fits"]:
            check_configuration(name, folder, dts, header)


def check_overlay_is_what_was_checked(rampart, top):
    """The overlay on a board gives the regions that the plan was predicted with."""
    board = top / "tests/data/boards/qcs6490.dts"
    workload = top / "tests/data/plan/video-call.toml"
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        done = run([rampart, "plan", str(workload), "--board", str(board), "--json", "--dts", str(folder / "plan.dts")])
        expect(done.returncode == 0, f"video-call: exit {done.returncode}: {done.stderr}{done.stdout}")
        plan = json.loads(done.stdout)
        base, overlay = folder / "board.dtb", folder / "plan.dtbo"
        run(["dtc", "-q", "-@", "-O", "dtb", "-o", str(base), str(board)])
        run(["dtc", "-q", "-@", "-O", "dtb", "-o", str(overlay), str(folder / "plan.dts")])
        done = run(["fdtoverlay", "-i", str(base), "-o", str(folder / "both.dtb"), str(overlay)])
        expect(done.returncode == 0, f"video-call: fdtoverlay: {done.stderr}")
        done = run([rampart, "predict", str(folder / "both.dtb"), "--json", "--kernel", plan["kernel"]])
        made = {region["name"].split("@")[0]: region for region in json.loads(done.stdout)["regions"]}
        for pool in plan["pools"]:
            if pool["kind"] == "system":
                continue
            region = made.get("linux,cma" if pool["default"] else pool["name"])
            expect(region is not None, f"video-call: {pool['name']} is not made: {sorted(made)}")
            same = region and {"base": region["base"], "size": region["size"]} == pool["place"]
            expect(same, f"video-call: {pool['name']} planned {pool['place']}, made {region}")


def main():
    rampart, top = sys.argv[1], pathlib.Path(sys.argv[2])
    validator = AnswerSchemas(top).validator("plan")
    workloads = sorted((top / "examples/plan").glob("*.toml"))
    expect([each.stem for each in workloads] == sorted(EXPECTED), "examples/plan has other workloads than expected")
    for workload in workloads:
        check_example(rampart, workload, validator)
    if shutil.which("fdtoverlay"):
        check_overlay_is_what_was_checked(rampart, top)
    for fault in faults:
        print(fault)
    print(f"{len(workloads)} workloads planned" if not faults else f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
