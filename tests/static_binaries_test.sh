#!/usr/bin/env bash
# The static rampart of an architecture says of every sample tree, byte for byte, what the native one says:
#
#   tests/static_binaries_test.sh ARCH NATIVE-RAMPART     (aarch64, armhf or riscv64; run by qemu-user)
#
# Ends with 77 if something that it needs is not there.
set -euo pipefail
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
arch=$1 native=$2
static=$top/build/static-$arch/rampart

skip() { echo "skipped: $*"; exit 77; }
case $arch in
  armhf) qemu=qemu-arm ;;
  *) qemu=qemu-$arch ;;
esac
command -v "$qemu" > /dev/null || skip "no $qemu (the package qemu-user has it)"
command -v dtc > /dev/null || skip "no dtc (the package device-tree-compiler has it)"
[ -x "$static" ] || skip "no build/static-$arch/rampart (tools/static-deps/build-rampart.sh $arch builds it)"
newer=$(find "$top"/{src,include,data/devices} -type f -newer "$static" ! -name '*_test.cc' ! -name '*_fuzz.cc' -print -quit)
[ -z "$newer" ] || skip "build/static-$arch/rampart is older than ${newer#"$top/"} (tools/static-deps/build-rampart.sh $arch builds it)"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cases=0 different=0

# Runs the same arguments in both; answer, complaint and status must be the same.
same() {
  local status=0
  "$native" "$@" > "$work/native" 2>&1 || status=$?
  echo "exit status $status" >> "$work/native"
  status=0
  "$qemu" "$static" "$@" > "$work/static" 2>&1 || status=$?
  echo "exit status $status" >> "$work/static"
  cases=$((cases + 1))
  cmp -s "$work/native" "$work/static" && return
  different=$((different + 1))
  echo "rampart $* differs on $arch:"
  diff "$work/native" "$work/static" | head -n 20
}

cd "$top"
while read -r source; do
  blob=$work/$(basename "$source" .dts).dtb
  dtc --quiet --force -I dts -O dtb -o "$blob" "$source" || continue  # some of them are broken on purpose
  same map --json "$blob"
  same map "$blob"
done < <(find tests/data data -name '*.dts' | LC_ALL=C sort)
[ "$cases" -gt 0 ] || { echo "no sample tree could be compiled"; exit 1; }
same map --svg tests/data/guest/board.dts
same map --html tests/data/guest/board.dts
same --help
same map "$work/no-such-file.dtb"

echo "$cases answers compared on $arch, $different different"
[ "$different" -eq 0 ]
