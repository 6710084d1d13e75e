#!/usr/bin/env python3
"""Explains every case of tests/data/cases and compares the first finding with what the trouble is known to have been.

tests/data/cases are troubles that were reported, tests/data/cases-more are of the same classes on other boards, kernels
and stacks, and a healthy one, whose class is empty.

    tests/explain_cases_test.py RAMPART

The class has to be the case's, and each of its facts has to be told with the same value, except those that
tests/data/cases/not-in-the-input.toml names: what nobody could know from the log and the tree, each with its reason. A
line there that is not needed any more is a failure, too.
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
NO_FAULT = {"false_alarm", "ram_reserved_by_design"}


def explained(rampart: str, case: Path) -> tuple[int, dict]:
    inputs = [case / name for name in ("log.txt", "uboot-env.txt", "config.txt") if (case / name).exists()]
    board = case / "board.full.dts"
    command = [rampart, "explain", "--json", *inputs, *(["--board", board] if board.exists() else [])]
    answer = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if answer.returncode not in (0, 1):
        sys.exit(f"{case.name}: {answer.stderr}")
    return answer.returncode, json.loads(answer.stdout)


def agrees(told, known) -> bool:
    """Whether a value is as it is known; of an object what is known has to be in it, of a list each part."""
    if isinstance(known, dict):
        return isinstance(told, dict) and all(name in told and agrees(told[name], known[name]) for name in known)
    if isinstance(known, list):
        return (isinstance(told, list) and len(told) == len(known)
                and all(any(agrees(each, part) for each in told) for part in known))
    return told == known and isinstance(told, bool) == isinstance(known, bool)


def faults_of(case: Path, status: int, answer: dict, not_in_the_input: dict) -> list[str]:
    known = json.loads((case / "case.json").read_text())
    findings = answer["findings"]
    if not known["root_cause_class"]:
        return [f"{each['class']} where nothing is wrong" for each in findings] + ["taken for an error"] * status
    if not findings:
        return ["nothing is found"]
    first = findings[0]
    faults = []
    if first["class"] != known["root_cause_class"]:
        faults.append(f"{first['class']} instead of {known['root_cause_class']}")
    for name, value in known["facts"].items():
        told = first["facts"].get(name)
        as_known = name in first["facts"] and agrees(told, value)
        if as_known == (name in not_in_the_input):
            faults.append(f"{name}: {told} instead of {value}" if not as_known else f"{name} is told after all")
    if not first["evidence"] and not first["locations"]:
        faults.append("nothing shows it")
    if not first["help"]:
        faults.append("no remedy")
    if known["root_cause_class"] in NO_FAULT and status != 0:
        faults.append("taken for an error")
    return faults


def main() -> int:
    exceptions = tomllib.loads((DATA / "cases/not-in-the-input.toml").read_text())
    cases = sorted(path for folder in ("cases", "cases-more") for path in (DATA / folder).iterdir() if path.is_dir())
    wrong = 0
    for case in cases:
        faults = faults_of(case, *explained(sys.argv[1], case), exceptions.get(case.name, {}))
        wrong += bool(faults)
        for fault in faults:
            print(f"{case.name}: {fault}")
    print(f"{len(cases)} cases, {wrong} wrong")
    return 0 if cases and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
