#!/usr/bin/env bash
# Puts every device tree of Debian 12's arm64 and armmp kernel packages under
# ${XDG_CACHE_HOME:-~/.cache}/rampart/device-trees/{arm64,armhf}: real boards for tests and benchmarks. The trees are
# GPL, so they are fetched and never copied into the repository.
set -euo pipefail
tools=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/rampart/device-trees

# fetch ARCH META: the trees of the kernel that the package META stands for.
fetch() {
  local arch=$1 meta=$2 kernel unpacked work
  [ -d "$cache/$arch" ] && return 0
  kernel=$("$tools/debian.sh" needs bookworm "$arch" "$meta" | grep -m 1 '^linux-image-')
  unpacked=$("$tools/debian.sh" package bookworm "$arch" "$kernel")
  mkdir -p "$cache"
  work=$(mktemp -d "$cache/$arch.XXXXXX")
  cp -r "$unpacked"/usr/lib/linux-image-*/. "$work"
  mv "$work" "$cache/$arch"
  rm -rf "$unpacked"  # 300 MB of kernel modules that nobody reads
  echo "rampart: $(find "$cache/$arch" -name '*.dtb' | wc -l) device trees of $kernel" >&2
}

fetch arm64 linux-image-arm64
fetch armhf linux-image-armmp
