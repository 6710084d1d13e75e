#!/usr/bin/env bash
# Fetches MicroPython for WebAssembly, as its project publishes it for npm:
#
#   tools/micropython/fetch_webassembly.sh     prints its folder
#
# What is fetched has the checksum that stands here, and is kept in ${XDG_CACHE_HOME:-~/.cache}/rampart/micropython.
set -euo pipefail
shopt -s inherit_errexit
umask 022
cache=${XDG_CACHE_HOME:-$HOME/.cache}/rampart/micropython
version=1.27.0
name=micropython-webassembly-pyscript
sha512=0e75f1e04ab182479a1444ab4b7b8aacbee62cc9389914ddd2633368e7771d44a265438013bb75d6e2e78dfddfb45f3b376c66e249c79d610a7152b82182140c
place=$cache/webassembly-$version
[ -r "$place/micropython.wasm" ] && { echo "$place"; exit 0; }

mkdir -p "$cache"
exec 9> "$cache/lock"
flock 9  # another run may be fetching it
[ -r "$place/micropython.wasm" ] && { echo "$place"; exit 0; }

registry=${npm_config_registry:-https://registry.npmjs.org}
echo "rampart: fetching MicroPython $version for WebAssembly" >&2
work=$(mktemp -d "$cache/fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
# Python is there in any case, curl is not.
python3 - "${registry%/}/@micropython/$name/-/$name-$version.tgz" "$work/package.tgz" << 'END'
import shutil
import sys
import urllib.request

with urllib.request.urlopen(sys.argv[1], timeout=60) as answer, open(sys.argv[2], "wb") as file:
    shutil.copyfileobj(answer, file)
END
if ! echo "$sha512  $work/package.tgz" | sha512sum --check --quiet - >&2; then
  echo "rampart: what was fetched is not MicroPython $version (expected its checksum)" >&2
  exit 2
fi
tar -xzf "$work/package.tgz" -C "$work"
rm -rf "$place"
mv "$work/package" "$place"
echo "$place"
