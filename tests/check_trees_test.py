#!/usr/bin/env python3
"""Checks every device tree of Debian's kernels: no error but those that were confirmed by hand, with their proof.

usage: tests/check_trees_test.py RAMPART DIRECTORY CONFIRMED
"""
import json
import pathlib
import subprocess
import sys

SKIPPED = 77


def main():
    rampart, directory, confirmed = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    trees = sorted(str(tree) for tree in directory.rglob("*.dtb"))
    if not trees:
        print(f"skipped: no device tree in {directory} (tools/device-trees/fetch.sh puts them there)")
        return SKIPPED
    answer = subprocess.run([rampart, "check", "--json", "--suppress", confirmed, *trees], capture_output=True, text=True,
                            check=False)
    if answer.returncode not in (0, 1):
        print(answer.stderr)
        return 1
    document = json.loads(answer.stdout)
    for finding in document["findings"]:
        if finding["severity"] == "error":
            print(f"not confirmed: {finding['rule']}: {finding['message']} ({finding['boards'][0]})")
    confirmed_errors = sum(finding["severity"] == "error" for finding in document["suppressed"])
    print(f"{len(document['boards'])} trees: {confirmed_errors} errors confirmed, {document['errors']} not; "
          f"{document['warnings']} warnings, {document['notes']} notes")
    return 1 if document["errors"] else 0


if __name__ == "__main__":
    sys.exit(main())
