#!/usr/bin/env bash
# Installs a build into an empty directory, and builds and runs the example from there by CMake and by pkg-config.
# usage: tests/install_test.sh BUILD_DIRECTORY
set -euo pipefail
build=$1
example=$(cd "$(dirname "${BASH_SOURCE[0]}")/../examples/share_buffer" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/first" > "$work/log"
mv "$work/first" "$work/prefix"  # an installed tree may be moved
"$work/prefix/bin/rampart" --version

check() {
  local said
  said=$("$1")
  echo "$said"
  grep -q '^the other process read 3112960 bytes, whose sum is 6225920$' <<< "$said"
}

cmake -S "$example" -B "$work/by-cmake" -DCMAKE_PREFIX_PATH="$work/prefix" >> "$work/log"
cmake --build "$work/by-cmake" >> "$work/log"
check "$work/by-cmake/share_buffer"

PKG_CONFIG_PATH=$(dirname "$(find "$work/prefix" -name rampart.pc)")
export PKG_CONFIG_PATH
read -ra flags < <(pkg-config --cflags --libs rampart)
"${CXX:-g++}" -std=c++23 -Wall -Wextra -Wpedantic -Werror "$example/share_buffer.cc" "${flags[@]}" -o "$work/by-pkg-config"
check "$work/by-pkg-config"
