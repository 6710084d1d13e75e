#!/usr/bin/env bash
# Fails if clang-format would change a source file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
find src include tests bench examples -name '*.h' -o -name '*.cc' | sort | xargs -P "$(nproc)" -n 20 clang-format-19 --dry-run -Werror
