#!/usr/bin/env bash
# Writes every golden file anew from what the tests get. Review the diff before you commit it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
cmake --preset dev > /dev/null
cmake --build --preset dev
RAMPART_UPDATE_GOLDEN=1 ctest --preset dev -j "$(nproc)"
git diff --stat -- tests/data/golden
