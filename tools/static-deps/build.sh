#!/usr/bin/env bash
# Builds the libraries of a static rampart for one architecture, from Debian's source packages:
#
#   tools/static-deps/build.sh x86_64|aarch64|armhf|riscv64
#
# Makes ${XDG_CACHE_HOME:-~/.cache}/rampart/static-deps/ARCH/{include,lib} with libfdt, zlib, libarchive (only what the
# tar, pax and gzip of a snapshot need), libkmod, lz4, libserialport, fmt, and this machine's nlohmann-json. Does nothing
# if they are there.
set -euo pipefail
shopt -s inherit_errexit
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/rampart/static-deps
suite=bookworm
recipe=6  # Counts up when something else is to be built, so that what is cached is built again.

say() { echo "rampart: $*" >&2; }
fail() { say "$@"; exit 2; }

arch=${1:-}
case $arch in
  x86_64) host=x86_64-linux-gnu debian_arch=amd64 ;;
  aarch64) host=aarch64-linux-gnu debian_arch=arm64 ;;
  armhf) host=arm-linux-gnueabihf debian_arch=armhf ;;
  riscv64) host=riscv64-linux-gnu debian_arch=riscv64 ;;
  *) sed -n '4s/^# *//p' "$0" >&2; exit 2 ;;
esac

# The first Debian with packages for riscv64 is trixie.
binary_suite=$suite
[ "$arch" != riscv64 ] || binary_suite=trixie

place=$cache/$arch
is_built() { [ -r "$place/key" ] && [ "$(< "$place/key")" = "$recipe" ]; }
is_built && exit 0

mkdir -p "$cache"
exec 9> "$cache/$arch.lock"
flock 9  # another run may be building it
is_built && exit 0

cc=$host-gcc
cxx=$host-g++
command -v "$cxx" > /dev/null || fail "$cxx is missing (expected the package g++ or g++-$host)"
flags=(-Os -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables -fno-stack-protector)
work=$(mktemp -d "$cache/build.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/result"/{include,lib}

# Runs a step quietly; its words are shown if it fails.
logged() {
  "$@" > "$work/log" 2>&1 && return
  tail -n 40 "$work/log" >&2
  fail "building the libraries for $arch failed (see above)"
}

# compile_into LIBRARY FOLDER FILE...: compiles C files of a folder into an archive, with what `defines` holds.
defines=(-D_LARGEFILE64_SOURCE=1 -DHAVE_UNISTD_H)
compile_into() {
  local library=$1 folder=$2 file
  shift 2
  mkdir "$work/$library.objects"
  for file in "$@"; do
    logged "$cc" "${flags[@]}" "${defines[@]}" -I "$folder" -c "$folder/$file" -o "$work/$library.objects/$(basename "$file" .c).o"
  done
  "$host-ar" rcs "$work/result/lib/$library.a" "$work/$library.objects"/*.o
}

# From the source of device-tree-compiler; where a mirror lacks it, as some do, Debian's own static build.
build_libfdt() {
  local folder
  if folder=$("$here/../debian.sh" source "$suite" device-tree-compiler); then
    local files=("$folder"/libfdt/fdt*.c)
    compile_into libfdt "$folder/libfdt" "${files[@]##*/}"
    cp "$folder"/libfdt/{fdt,libfdt,libfdt_env}.h "$work/result/include"
    return
  fi
  say "no source of device-tree-compiler to be had; taking libfdt from Debian's libfdt-dev"
  folder=$("$here/../debian.sh" package "$binary_suite" "$debian_arch" libfdt-dev)
  cp "$folder"/usr/lib/*/libfdt.a "$work/result/lib"
  cp "$folder"/usr/include/{fdt,libfdt,libfdt_env}.h "$work/result/include"
}

build_zlib() {
  local folder
  folder=$("$here/../debian.sh" source "$suite" zlib)
  compile_into libz "$folder" adler32.c crc32.c deflate.c inflate.c inffast.c inftrees.c trees.c zutil.c \
    gzclose.c gzlib.c gzread.c gzwrite.c
  cp "$folder"/{zlib,zconf}.h "$work/result/include"
}

build_libarchive() {
  local folder
  folder=$("$here/../debian.sh" source "$suite" libarchive)
  mkdir "$work/libarchive"
  cd "$work/libarchive"
  logged "$folder/configure" --host="$host" --disable-dependency-tracking --disable-shared --enable-static \
    --disable-bsdtar --disable-bsdcat --disable-bsdcpio --disable-acl --disable-xattr \
    --without-bz2lib --without-libb2 --without-iconv --without-lz4 --without-zstd --without-lzma --without-lzo2 \
    --without-cng --without-mbedtls --without-nettle --without-openssl --without-xml2 --without-expat \
    CC="$cc" CFLAGS="${flags[*]}" CPPFLAGS="-I$work/result/include" LDFLAGS="-L$work/result/lib"
  # Debian's patches touch configure.ac: without these words make would want automake.
  logged nice make -j"$(nproc)" ACLOCAL=: AUTOCONF=: AUTOHEADER=: AUTOMAKE=: libarchive.la
  cp .libs/libarchive.a "$work/result/lib"
  cp "$folder"/libarchive/archive{,_entry}.h "$work/result/include"
  cd "$work"
}

# kmod's own build refuses a static library. Of the compressed modules only .ko.gz is read; what this cannot load,
# rampart leaves to the device's modprobe.
build_kmod() {
  local folder
  folder=$("$here/../debian.sh" source "$suite" kmod)
  local files=("$folder"/libkmod/*.c "$folder"/shared/*.c)
  local defines=(-D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DHAVE_SECURE_GETENV=1 -DHAVE_NORETURN=1
    -DHAVE_DECL_STRNDUPA=1 -DHAVE_DECL_BE32TOH=1 -DHAVE_STATIC_ASSERT=1 -DHAVE_STRUCT_STAT_ST_MTIM=1
    -DHAVE___BUILTIN_UADDL_OVERFLOW=1 -DHAVE___BUILTIN_UADDLL_OVERFLOW=1 -DENABLE_ZLIB=1
    '-DSYSCONFDIR="/etc"' '-DKMOD_FEATURES="+ZLIB"' '-DPACKAGE="kmod"' '-DVERSION="30"' -I "$work/result/include")
  compile_into libkmod "$folder" "${files[@]#"$folder/"}"
  cp "$folder/libkmod/libkmod.h" "$work/result/include"
}

build_lz4() {
  local folder defines=()
  folder=$("$here/../debian.sh" source "$suite" lz4)
  compile_into liblz4 "$folder/lib" lz4.c
  cp "$folder/lib/lz4.h" "$work/result/include"
}

# Where a mirror lacks the source, as some do, Debian's own static build.
build_libserialport() {
  local folder
  if folder=$("$here/../debian.sh" source "$suite" libserialport); then
    mkdir "$work/serialport"
    : > "$work/serialport/config.h"  # what its configure would write into it
    local defines=(-I "$work/serialport" -D_GNU_SOURCE -DHAVE_REALPATH=1 -DHAVE_SYS_FILE_H=1 -DHAVE_FLOCK=1
      -DHAVE_CLOCK_GETTIME=1 -DHAVE_STRUCT_SERIAL_STRUCT=1 -DHAVE_STRUCT_TERMIOS2=1
      -DHAVE_TERMIOS2_SPEED=1 -DHAVE_DECL_BOTHER=1 -DSP_API= -DSP_PRIV=
      -DSP_PACKAGE_VERSION_MAJOR=0 -DSP_PACKAGE_VERSION_MINOR=1 -DSP_PACKAGE_VERSION_MICRO=1
      '-DSP_PACKAGE_VERSION_STRING="0.1.1"' -DSP_LIB_VERSION_CURRENT=1 -DSP_LIB_VERSION_REVISION=0
      -DSP_LIB_VERSION_AGE=1 '-DSP_LIB_VERSION_STRING="1:0:1"')
    compile_into libserialport "$folder" serialport.c timing.c linux.c linux_termios.c
    cp "$folder/libserialport.h" "$work/result/include"
    return
  fi
  say "no source of libserialport to be had; taking it from Debian's libserialport-dev"
  folder=$("$here/../debian.sh" package "$binary_suite" "$debian_arch" libserialport-dev)
  cp "$folder"/usr/lib/*/libserialport.a "$work/result/lib"
  cp "$folder/usr/include/libserialport.h" "$work/result/include"
}

# Without its separator fmt takes std::locale in, and with it half a MiB of a static binary.
build_fmt() {
  local folder
  folder=$("$here/../debian.sh" source "$suite" fmtlib)
  logged "$cxx" "${flags[@]}" -fasynchronous-unwind-tables -std=c++20 "-DFMT_STATIC_THOUSANDS_SEPARATOR=','" \
    -I "$folder/include" -c "$folder/src/format.cc" -o "$work/format.o"
  "$host-ar" rcs "$work/result/lib/libfmt.a" "$work/format.o"
  cp -r "$folder/include/fmt" "$work/result/include"
}

say "building the static libraries for $arch"
build_libfdt
build_zlib
build_libarchive
build_kmod
build_lz4
build_libserialport
build_fmt
[ -d /usr/include/nlohmann ] || fail "/usr/include/nlohmann is missing (expected what tools/packages.sh installs)"
ln -s /usr/include/nlohmann "$work/result/include/nlohmann"
echo "$recipe" > "$work/result/key"
rm -rf "$place"
mv "$work/result" "$place"
