#!/usr/bin/env python3
"""Compares `rampart predict` with recorded boots: what real kernels made of generated layouts.

usage: tests/oracle_test.py RAMPART [SET...]

Each line of tests/data/oracle/SET.jsonl.gz is one boot in QEMU: the tree, where the boot loader put things, the command
line, the configuration, and what the kernel did. A boot that came up has to agree in every line that the kernel prints
of reserved memory and CMA, in its CMA areas and in CmaTotal. One that died has to agree as far as it got, and the
prediction has to hold an error that says so.
"""
import collections
import concurrent.futures
import gzip
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

import jsonschema

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # what came after it is not in Debian 12
    from jsonschema import RefResolver

TOP = pathlib.Path(__file__).resolve().parents[1]
# The prediction's word for each event of a recording that is a line of its own.
EVENT_WORDS = {
    "region": "KiB) ", "cma_pool": "created CMA memory pool", "dma_pool": "created DMA memory pool",
    "init": "initialized node", "match_fail": "compatible matching fail", "alloc_fail": "failed to allocate memory",
    "reserve_fail": "failed to reserve memory", "cma_reserved": "cma: Reserved", "cma_failed": "cma: Failed",
    "cma_incorrect_alignment": "incorrect alignment of CMA region", "overlap": " overlaps with "}
# Recorded deaths whose last line depends on garbage behind the memory map.
DIFFERENT_LAST_LINE = {"arm-6.1-puba-0045"}


def validator():
    """Of the documents of `predict --json`."""
    schemas = [json.loads(path.read_text()) for path in (TOP / "docs/schemas").glob("*.schema.json")]
    store = {schema["$id"]: schema for schema in schemas}
    schema = store["predict.schema.json"]
    return jsonschema.Draft202012Validator(schema, resolver=RefResolver.from_schema(schema, store=store))


def predict(rampart, case, folder):
    blob = pathlib.Path(folder) / f"{case['id']}.dtb"
    subprocess.run(["dtc", "-q", "-f", "-I", "dts", "-O", "dtb", "-o", blob, "-"], input=case["dts"].encode(), check=True)
    command = [rampart, "predict", blob, "--json", "--arch", case["arch"], "--kernel", case["kernel"],
               "--cmdline", case["cmdline"]]
    for name, (base, end) in case["loaded"].items():
        command += ["--loaded", f"{name}={base:#x}:{end - base:#x}"]
    for key, value in case["config"].items():
        command += ["--config", f"{key}={value}"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    blob.unlink()
    if run.returncode == 2:
        raise RuntimeError(run.stderr)
    return json.loads(run.stdout)


def areas_of(case, prediction):
    """As debugfs shows them: 5.10 cuts names, 7.2 leaves out what it gave up."""
    areas = []
    for region in prediction["regions"]:
        if region["kind"] != "cma":
            continue
        name = f"cma-{region['name']}"[:15] if case["kernel"] == "5.10" else region["name"]
        size = region["size"] if region["activated"] else 0
        if size or case["kernel"] != "7.2":
            areas.append([name, int(region["base"], 16), size])
    return sorted(areas)


def words_of_events(case):
    return [EVENT_WORDS[event["ev"]] for event in case["events"] if event["ev"] in EVENT_WORDS]


def words_of_log(log):
    return [word for line in log for word in EVENT_WORDS.values() if word in line]


def faults(case, prediction, schema):
    for error in schema.iter_errors(prediction):
        yield f"the document breaks its schema: {error.message}"
    log = prediction["log"]
    told = any(finding["severity"] == "error" for finding in prediction["findings"])
    if case["status"] != "ok":
        seen = case["log"] if case["log"] is not None else []
        if case["id"] not in DIFFERENT_LAST_LINE and log[:len(seen)] != seen:
            yield f"the log of a boot that died differs: {first_difference(seen, log)}"
        if not told:
            yield "the kernel dies, and no error says so"
        return
    if case["log"] is None:  # a debug log that outgrew its recording: only the order of its events is known
        if words_of_events(case) != words_of_log(log):
            yield "the events differ"
    elif case["log"] != log:
        yield f"the log differs: {first_difference(case['log'], log)}"
    if sorted(case["cma"]) != areas_of(case, prediction):
        yield f"the areas differ: {sorted(case['cma'])}, predicted {areas_of(case, prediction)}"
    if case["cma_total"] != prediction["cma_total"]:
        yield f"CmaTotal is {case['cma_total']}, predicted {prediction['cma_total']}"


def first_difference(seen, predicted):
    for number, (real, guess) in enumerate(zip(seen, predicted)):
        if real != guess:
            return f"line {number + 1}: {real!r}, predicted {guess!r}"
    return f"{len(seen)} lines, predicted {len(predicted)}"


def main():
    rampart = pathlib.Path(sys.argv[1]).resolve()
    paths = sorted((TOP / "tests/data/oracle").glob("*.jsonl.gz"))
    if sys.argv[2:]:
        paths = [path for path in paths if path.name.removesuffix(".jsonl.gz") in sys.argv[2:]]
    counts = collections.Counter()
    schema = validator()
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path in paths:
            cases = [json.loads(line) for line in gzip.open(path, "rt")]
            predictions = pool.map(lambda case: predict(rampart, case, folder), cases)
            wrong = 0
            for case, prediction in zip(cases, predictions):
                found = list(faults(case, prediction, schema))
                for fault in found:
                    print(f"{case['id']}: {fault}")
                wrong += bool(found)
            came_up = sum(case["status"] == "ok" for case in cases)
            print(f"{path.name}: {len(cases)} boots, {came_up} came up, {len(cases) - wrong} as predicted")
            counts.update(boots=len(cases), wrong=wrong)
    print(f"{counts['boots']} boots, {counts['wrong']} not as predicted")
    return 1 if counts["wrong"] or not counts["boots"] else 0


if __name__ == "__main__":
    sys.exit(main())
