#!/usr/bin/env bash
# Builds a MicroPython that runs as a program here, with standard input and output as its serial line:
#
#   tools/micropython/build.sh     prints the program
#
# It is the `minimal` port of Debian's source, with the modules that a heap is read by, and two changes of its main.c that
# make it what a board is: it goes on where the REPL changes its mode and knows where its stack begins, and its collection
# looks into the registers and prints nothing. What is built is kept in ${XDG_CACHE_HOME:-~/.cache}/rampart/micropython.
set -euo pipefail
shopt -s inherit_errexit
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/rampart/micropython
suite=trixie
recipe=1  # Counts up when something else is to be built.

source=$("$here/../debian.sh" source "$suite" micropython)
version=${source##*/micropython_}
place=$cache/minimal-${version%%+*}-$recipe
[ -x "$place/firmware.elf" ] && { echo "$place/firmware.elf"; exit 0; }

mkdir -p "$cache"
exec 9> "$cache/lock"
flock 9  # another run may be building it
[ -x "$place/firmware.elf" ] && { echo "$place/firmware.elf"; exit 0; }

echo "rampart: building MicroPython $version" >&2
work=$(mktemp -d "$cache/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/ports"
cp -r "$source"/{py,shared,extmod,tools,debian} "$work"
cp -r "$source/ports/minimal" "$work/ports"
mkdir -p "$work"/{lib,tests}
cp -r "$source/tests/frozen" "$work/tests"
sed -i -e 's/^    mp_init();$/    mp_cstack_init_with_sp_here(64 * 1024);\n&/' -e '1i #include "py/cstack.h"' \
  -e 's/^    pyexec_friendly_repl();$/    while (!(pyexec_mode_kind == PYEXEC_MODE_RAW_REPL ? pyexec_raw_repl() : pyexec_friendly_repl())) {}/' \
  -e '/gc_dump_info(&mp_plat_print)/d' -e 's/^    void \*dummy;$/    __builtin_unwind_init();\n&/' \
  "$work/ports/minimal/main.c"
options=(-DMICROPY_STACK_CHECK=1 -DMICROPY_PY_GC=1 -DMICROPY_PY_MICROPYTHON=1
  -DMICROPY_PY_MICROPYTHON_MEM_INFO=1 -DMICROPY_PY_SYS=1 '-DMICROPY_PY_SYS_PLATFORM=\"minimal\"'
  -DMICROPY_KBD_EXCEPTION=1 -DMICROPY_PY_BUILTINS_BYTEARRAY=1)
if ! make -C "$work/ports/minimal" -j"$(nproc)" COPT="${options[*]}" > "$work/log" 2>&1; then
  tail -n 30 "$work/log" >&2
  echo "rampart: building MicroPython failed (see above)" >&2
  exit 2
fi
rm -rf "$place"
mkdir "$place"
mv "$work/ports/minimal/build/firmware.elf" "$place"
echo "$place/firmware.elf"
