#!/usr/bin/env python3
"""Checks device trees that have one fault each, and clean ones, with `rampart check --json`.

Every fault is found by its rule's id, with its severity, on one of its nodes; nothing else is an error or a warning.
expected.json of each folder lists the trees, what is wrong with them, and the options that a rule needs. Each tree is
checked as a source and again as the blob made of it, which must say the same.
usage: tests/broken_trees_test.py RAMPART FOLDER...
"""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

CLEAN, FINDINGS = 0, 1


def options_of(case, folder):
    """File names among the options are relative to the folder."""
    return [str(folder / word) if (folder / word).is_file() else word for word in case.get("options", [])]


def findings(rampart, board, options, failures):
    command = [rampart, "check", "--json", *options, str(board)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode not in (CLEAN, FINDINGS) or answer.stderr:
        failures.append(f"{board.name}: exit status {answer.returncode}: {answer.stderr}")
        return []
    found = json.loads(answer.stdout)["findings"]
    has_error = any(finding["severity"] == "error" for finding in found)
    if (answer.returncode == FINDINGS) != has_error:
        failures.append(f"{board.name}: exit status {answer.returncode} with errors: {has_error}")
    return found


def places(finding):
    """The nodes that a finding points at."""
    named = {f"/reserved-memory/{region}" for region in finding["regions"]}
    return named | {location.get("path") for location in finding["locations"]}


def text(finding):
    return f"{finding['severity']} {finding['rule']}: {finding['message']} {sorted(filter(None, places(finding)))}"


def check_fault(case, found, failures):
    rule, nodes = case["fault"], set(case["nodes"])
    hits = [finding for finding in found
            if finding["rule"] == rule and finding["severity"] == case["severity"] and places(finding) & nodes]
    if not hits:
        failures.append(f"{case['file']}: no {case['severity']} {rule} on {sorted(nodes)}, but "
                        f"{[text(finding) for finding in found]}")
    for finding in found:
        if finding["severity"] != "note" and finding["rule"] != rule:
            failures.append(f"{case['file']}: a false alarm beside {rule}: {text(finding)}")


def blob_of(source, directory):
    blob = pathlib.Path(directory) / (source.stem + ".dtb")
    subprocess.run(["dtc", "-q", "-I", "dts", "-O", "dtb", "-o", str(blob), str(source)], check=True)
    return blob


def kinds(found):
    return collections.Counter((finding["rule"], finding["severity"]) for finding in found)


def check_folder(rampart, folder, failures):
    expected = json.loads((folder / "expected.json").read_text())
    with tempfile.TemporaryDirectory() as directory:
        for case in expected["faults"]:
            source, options = folder / case["file"], options_of(case, folder)
            found = findings(rampart, source, options, failures)
            check_fault(case, found, failures)
            of_blob = findings(rampart, blob_of(source, directory), options, failures)
            check_fault(case, of_blob, failures)
            if kinds(found) != kinds(of_blob):
                failures.append(f"{case['file']}: the blob says {kinds(of_blob)}, the source {kinds(found)}")
    for name in expected["clean"]:
        for finding in findings(rampart, folder / name, [], failures):
            if finding["severity"] != "note":
                failures.append(f"{name}: a false alarm: {text(finding)}")
    unlisted = {str(path.relative_to(folder)) for path in folder.rglob("*.dts")}
    unlisted -= {case["file"] for case in expected["faults"]} | set(expected["clean"])
    unlisted -= {word for case in expected["faults"] for word in case.get("options", [])}
    failures += [f"{folder.name}: {name} is not in expected.json" for name in sorted(unlisted)]
    return len(expected["faults"]), len(expected["clean"]), {case["fault"] for case in expected["faults"]}


def main():
    rampart, folders = sys.argv[1], [pathlib.Path(name) for name in sys.argv[2:]]
    failures, faults, clean, rules = [], 0, 0, set()
    for folder in folders:
        count, clean_count, of_folder = check_folder(rampart, folder, failures)
        faults, clean, rules = faults + count, clean + clean_count, rules | of_folder
    for failure in failures:
        print(failure)
    print(f"{faults} faults of {len(rules)} kinds, {clean} clean trees, {len(failures)} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
