#!/usr/bin/env bash
# Builds a small kernel for tests from Debian's linux-source package:
#
#   tools/kernels/build.sh [--cached] VERSION ARCH [VARIANT]     (6.1 arm64)
#
# Prints the path of the kernel image, and nothing else on stdout; with --cached it builds nothing and fails if there is
# no such image. The configuration is tinyconfig plus config/base.config, config/ARCH.config and, if given,
# config/VARIANT.variant.config. A single build may have a config/VERSION-ARCH[-VARIANT].config of its own, and with a
# file .sources sources of ours. The image and its .config are kept in
# ${XDG_CACHE_HOME:-~/.cache}/rampart/kernels/VERSION-ARCH[-VARIANT] and built again when the package, an option of a
# fragment or a source of ours has changed. A new version is a line of versions.txt, a new variant one new fragment.
set -euo pipefail
shopt -s inherit_errexit
umask 022
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/rampart/kernels

say() { echo "rampart: $*" >&2; }
fail() { say "$@"; exit 2; }

cached_only=
[ "${1:-}" != --cached ] || { cached_only=yes; shift; }
[ $# -eq 2 ] || [ $# -eq 3 ] || { sed -n '4s/^# *//p' "$0" >&2; exit 2; }
version=$1 arch=$2 variant=${3:-}
suite=$(awk -v version="$version" '$1 == version { print $2 }' "$here/versions.txt")
[ -n "$suite" ] || fail "no kernel $version (expected one of versions.txt)"
case $arch in
  arm64) cross=aarch64-linux-gnu- target=Image image=arch/arm64/boot/Image ;;
  arm) cross=arm-linux-gnueabihf- target=zImage image=arch/arm/boot/zImage ;;
  riscv64) cross=riscv64-linux-gnu- target=Image image=arch/riscv/boot/Image ;;
  *) fail "no architecture $arch (expected arm64, arm or riscv64)" ;;
esac
fragments=("$here/config/base.config" "$here/config/$arch.config")
[ -z "$variant" ] || fragments+=("$here/config/$variant.variant.config")
build=$version-$arch${variant:+-$variant}
[ ! -e "$here/config/$build.config" ] || fragments+=("$here/config/$build.config")
for fragment in "${fragments[@]}"; do
  [ -r "$fragment" ] || fail "$fragment: not there (expected a kernel configuration fragment)"
done

# What we add to the source of this build: `copy|append FILE-OF-OURS PLACE-IN-THE-KERNEL` a line.
top=$(cd "$here/../.." && pwd)
sources=$here/config/$build.sources
added() { [ ! -r "$sources" ] || grep -vE '^(#|$)' "$sources"; }

package=linux-source-$version
installed=/usr/src/$package.tar.xz

# The version of the package that a build would use now, without fetching anything; empty if it is still to be fetched.
package_version() {
  if [ -r "$installed" ]; then
    dpkg-query --showformat '${Version}' --show "$package"
  else
    local unpacked=$cache/../debian/$suite-all/unpacked
    [ ! -d "$unpacked" ] || find "$unpacked" -maxdepth 1 -name "${package}_*" -printf '%f\n' | sort -V | sed -n "\$s/^${package}_//p"
  fi
}

# What an image depends on: the package's version, the options that are asked for, and the sources of ours.
key_of() {
  {
    echo "$1"
    grep -hE '^(# )?CONFIG_' "${fragments[@]}"
    added | while read -r how from to; do echo "$how $to"; cat "$top/$from"; done
  } | sha256sum | cut -d ' ' -f 1
}

place=$cache/$build
is_built() { [ -e "$place/image" ] && [ "$(cat "$place/key")" = "$(key_of "$(package_version)")" ]; }

# Unpacks the source once for all architectures and variants, without what no kernel of ours compiles.
unpack_source() {
  local folder=$1 tarball=$2
  [ ! -d "$folder" ] || return 0
  say "unpacking ${tarball##*/}"
  work=$(mktemp -d "$cache/source.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  # Kconfig wants every Kconfig and kbuild every Makefile on the way; the code beside them may go. Of trees only
  # drivers/of/empty_root.dts is built.
  nice tar --extract --xz --file "$tarball" --directory "$work" --strip-components 1 --wildcards \
    --exclude='*/Documentation/*/*' --exclude='*/tools/testing/*' --exclude='*/tools/perf/*' \
    --exclude='*/drivers/gpu/*.[ch]' --exclude='*/drivers/net/*/*.[ch]' --exclude='*/drivers/media/*.[ch]' \
    --exclude='*/drivers/infiniband/*.[ch]' --exclude='*/drivers/scsi/*/*.[ch]' --exclude='*/drivers/staging/*.[ch]' \
    --exclude='*/sound/*.[ch]' --exclude='*/fs/xfs/*.[ch]' --exclude='*/fs/btrfs/*.[ch]' --exclude='*/boot/dts/*.dts' --exclude='*/boot/dts/*.dtsi'
  mv "$work" "$folder"
}

# Says which wanted options the kernel's own configuration dropped: unknown in this version, or a dependency unmet.
report_dropped() {
  local config=$1 option
  cat "${fragments[@]}" | grep '^CONFIG_' | while read -r option; do
    grep -qxF "$option" "$config" || say "not in this kernel: $option"
  done
}

# The tree with the sources of ours in it: its files are links to those of the unpacked one, which stays as it is.
with_sources() {
  local folder=$1 tree=$2 how from to
  cp --archive --link "$folder" "$tree"
  added | while read -r how from to; do
    case $how in
      copy) cp --remove-destination "$top/$from" "$tree/$to" ;;
      append) cat "$folder/$to" "$top/$from" > "$work/appended" && mv "$work/appended" "$tree/$to" ;;
      *) fail "$sources: $how (expected copy or append)" ;;
    esac
  done
}

# Runs a step of the build quietly; its words are shown if it fails.
logged() {
  "$@" > "$work/log" 2>&1 && return
  tail -n 40 "$work/log" >&2
  fail "the kernel's build failed (see above)"
}

build() {
  local tarball=$installed
  if [ ! -r "$installed" ]; then
    tarball=$("$here/../debian.sh" package "$suite" all "$package")/usr/src/$package.tar.xz
  fi
  local release
  release=$(package_version)
  unpack_source "$cache/$package-$release" "$tarball"

  work=$(mktemp -d "$cache/build.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  local source=$cache/$package-$release
  if [ -n "$(added)" ]; then
    with_sources "$source" "$work/source"
    source=$work/source
  fi
  local karch=$arch
  [ "$arch" = riscv64 ] && karch=riscv
  # The stamp is fixed, so that one configuration gives one image.
  local make=(nice make --no-print-directory -s -C "$source" O="$work" ARCH="$karch" CROSS_COMPILE="$cross"
    KBUILD_BUILD_TIMESTAMP=@0 KBUILD_BUILD_USER=rampart KBUILD_BUILD_HOST=rampart)
  say "configuring Linux $version for $arch${variant:+ ($variant)}"
  logged "${make[@]}" tinyconfig
  cat "${fragments[@]}" >> "$work/.config"
  logged "${make[@]}" olddefconfig
  report_dropped "$work/.config"
  say "building Linux $version for $arch${variant:+ ($variant)}: some minutes"
  logged "${make[@]}" -j"$(nproc)" "$target"

  local result=$work/result
  mkdir "$result"
  cp "$work/$image" "$result/image"
  cp "$work/.config" "$result/config"
  key_of "$release" > "$result/key"
  rm -rf "$place"
  mv "$result" "$place"
}

if ! is_built 2>/dev/null; then
  [ -z "$cached_only" ] || fail "Linux $version for $arch${variant:+ ($variant)} is not built (tools/kernels/build.sh builds it)"
  mkdir -p "$cache"
  exec 9> "$cache/$package.lock"
  flock 9  # another run may be building it, or another of the same source
  is_built 2>/dev/null || build
fi
echo "$place/image"
