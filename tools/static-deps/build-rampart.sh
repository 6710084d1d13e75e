#!/usr/bin/env bash
# Builds rampart as one static file:  tools/static-deps/build-rampart.sh x86_64|aarch64|armhf|riscv64
# Prints its path. Says on stderr how large it is, and fails if it is not static, stripped and within the limit.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd "$here/../.." && pwd)
limit=$((5 << 20))  # 5 MiB

[ $# -eq 1 ] || { sed -n '2s/^# //p' "$0" >&2; exit 2; }
arch=$1
"$here/build.sh" "$arch"
export RAMPART_STATIC_DEPS=${XDG_CACHE_HOME:-$HOME/.cache}/rampart/static-deps
binary=$top/build/static-$arch/rampart
log=$top/build/static-$arch.log
mkdir -p "$top/build"
if ! (cd "$top" && cmake --preset "static-$arch" && nice cmake --build --preset "static-$arch" --target rampart heap_guest shared_regions) > "$log" 2>&1; then
  cat "$log" >&2
  exit 2
fi
touch -c "$binary" "${binary%/*}/heap_guest" "${binary%/*}/shared_regions"  # what was built now is not older than the sources, even if nothing had to be built

headers=$(readelf --wide --program-headers --sections "$binary")
if grep -qE 'INTERP|DYNAMIC|\.symtab|\.debug' <<< "$headers"; then
  echo "rampart: $binary: not one static, stripped file (expected no interpreter, no dynamic section, no symbols)" >&2
  exit 1
fi
size=$(stat --format %s "$binary")
echo "rampart: ${binary#"$top/"}: $size bytes (limit $limit)" >&2
[ "$size" -le "$limit" ] || exit 1
echo "$binary"
