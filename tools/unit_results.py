#!/usr/bin/env python3
"""Adds up what GoogleTest's programs wrote: tools/unit_results.py FOLDER, for programs run with GTEST_OUTPUT=json:FOLDER/.

Prints four numbers: the programs, those of them with a failure, the tests that passed, those that failed. What was
skipped is told on stderr with its reason.
"""
import json
import pathlib
import sys


def main():
    programs = failing = passed = failed = 0
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.json")):
        results = json.loads(path.read_text(encoding="utf-8"))
        skipped = 0
        for suite in results["testsuites"]:
            for test in suite["testsuite"]:
                for skip in test.get("skipped", ()):
                    reason = skip["message"].strip().splitlines()[-1]
                    print(f"skipped: {suite['name']}.{test['name']}: {reason}", file=sys.stderr)
                skipped += test["result"] == "SKIPPED"
        programs += 1
        failing += results["failures"] > 0
        failed += results["failures"]
        passed += results["tests"] - results["failures"] - skipped
    print(programs, failing, passed, failed)


if __name__ == "__main__":
    main()
