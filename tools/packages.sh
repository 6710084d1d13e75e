#!/usr/bin/env bash
# Installs the Debian packages that a task needs, if any is missing: tools/packages.sh build|test
# Says on stderr what it installs; prints nothing and needs no privilege when all are there.
set -euo pipefail

build=(
  g++ cmake ninja-build cpp device-tree-compiler
  libfdt-dev libarchive-dev zlib1g-dev libkmod-dev liblz4-dev libserialport-dev
  libfmt-dev nlohmann-json3-dev
)
test=(
  "${build[@]}"
  ccache libgtest-dev librapidcheck-dev python3 python3-jsonschema git
  clang-19 libclang-rt-19-dev clang-format-19
  g++-aarch64-linux-gnu g++-arm-linux-gnueabihf g++-riscv64-linux-gnu
  qemu-user qemu-system-arm qemu-system-misc cpio gzip xz-utils bzip2 make flex bison bc libssl-dev libelf-dev kmod
  dpkg-dev prometheus-node-exporter procps pkg-config strace
  firmware-microbit-micropython
)
# Any node will do; npm, which brings hundreds of packages, is not needed.
command -v node > /dev/null || test+=(nodejs)

case "${1:-}" in
  build) wanted=("${build[@]}") ;;
  test) wanted=("${test[@]}") ;;
  *) echo "usage: $0 build|test" >&2; exit 2 ;;
esac

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

echo "rampart: installing ${missing[*]}" >&2
if [ "$(id -u)" -ne 0 ]; then
  echo "rampart: packages are missing and only root can install them: apt-get install ${missing[*]}" >&2
  exit 2
fi
export DEBIAN_FRONTEND=noninteractive
{
  apt-get update -q
  # prometheus-node-exporter is measured against, never run as a service.
  RUNLEVEL=1 apt-get install -q -y --no-install-recommends "${missing[@]}"
} >&2
