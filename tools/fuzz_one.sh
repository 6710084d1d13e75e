#!/usr/bin/env bash
# Runs one fuzz target for FUZZ_SECONDS from its seeds: tools/fuzz_one.sh NOUN. Prints "clean NOUN", or what failed.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
noun=$1
log=$(mktemp)
found=$(mktemp -d)
mkdir -p "$found/new"
if build/fuzz/"${noun}_fuzz" -max_total_time="${FUZZ_SECONDS:-10}" -timeout=10 -rss_limit_mb=1024 -print_final_stats=0 \
    -artifact_prefix="$found/" "$found/new" "tests/data/fuzz/$noun" > "$log" 2>&1; then
  echo "clean $noun"
else
  echo "FAILED: fuzz target $noun"
  tail -30 "$log"
  for input in "$found"/crash-* "$found"/timeout-* "$found"/oom-*; do
    [ -f "$input" ] && echo "input: $(base64 -w0 "$input" | head -c 4000)"
  done
fi
rm -rf "$log" "$found"
