#!/usr/bin/env bash
# Fetches Debian packages without installing them and without touching the machine's apt: its own state, its own list
# of sources (this machine's mirrors of Debian, any suite and architecture), signatures checked by apt as ever.
#
#   tools/debian.sh source SUITE PACKAGE        prints the folder of the unpacked, patched source
#   tools/debian.sh package SUITE ARCH PACKAGE  prints the folder that holds the package's files
#   tools/debian.sh needs SUITE ARCH PACKAGE    prints what the package depends on, a name a line
#
# What was fetched once is kept in ${XDG_CACHE_HOME:-~/.cache}/rampart/debian and printed again without a question to
# apt. The folder's last component is PACKAGE_VERSION, without the version's epoch. ARCH may be `all`.
set -euo pipefail
shopt -s inherit_errexit
umask 022
cache=${XDG_CACHE_HOME:-$HOME/.cache}/rampart/debian

say() { echo "rampart: $*" >&2; }
fail() { say "$@"; exit 2; }

# "URI SUITE COMPONENT" of every Debian archive that this machine fetches from, moved to another suite.
archives_of() {
  local suite=$1 codename
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  apt-get indextargets --no-release-info --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
    sort -u | awk -v codename="$codename" -v suite="$suite" '
      $3 == "main" && ($2 == codename || $2 == codename "-updates" || $2 == codename "-security") {
        sub("^" codename, suite, $2); print }'
}

# Runs apt with a private state for one suite and one kind: `source`, or an architecture's packages.
private_apt() {
  local state=$1 kind=$2
  shift 2
  local arch=$kind
  case $kind in source | all) arch=$(dpkg --print-architecture) ;; esac
  local tool=$1
  shift
  "$tool" -qq \
    -o Dir::State="$state/state" -o Dir::State::status="$state/status" -o Dir::Cache="$state/cache" \
    -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$state/sources" \
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
    -o APT::Architecture="$arch" -o APT::Architectures::="$arch" -o APT::Sandbox::User="$(id -un)" \
    -o Acquire::Languages=none -o Acquire::Retries=3 "$@"
}

# Makes the private state and fetches its index, at most once a day.
prepare() {
  local state=$1 suite=$2 kind=$3
  mkdir -p "$state"/{state/lists/partial,cache/archives/partial,sources}
  : > "$state/status"
  local type=deb
  [ "$kind" = source ] && type=deb-src
  local uri release component
  : > "$state/sources/debian.sources"
  while read -r uri release component; do
    printf 'Types: %s\nURIs: %s\nSuites: %s\nComponents: %s\nSigned-By: %s\n\n' "$type" "$uri" "$release" "$component" \
      /usr/share/keyrings/debian-archive-keyring.gpg >> "$state/sources/debian.sources"
  done < <(archives_of "$suite")
  [ -s "$state/sources/debian.sources" ] || fail "apt knows no archive of Debian here (expected one in /etc/apt)"
  if [ -z "$(find "$state/fetched" -mtime -1 2>/dev/null)" ]; then
    say "reading the list of $suite ($kind)"
    if private_apt "$state" "$kind" apt-get update >&2; then
      touch "$state/fetched"
    else
      say "not every list of $suite could be read; going on with the others"
    fi
  fi
}

# Prints the newest folder PACKAGE_VERSION under $1, if there is one.
newest() {
  local folder=$1 package=$2
  [ -d "$folder" ] || return 0
  find "$folder" -maxdepth 1 -name "${package}_*" -printf '%f\n' | sort -V | tail -n 1
}

fetch_source() {
  local work=$1 state=$2 package=$3
  # The security archive lists sources that it does not hold itself; the suite does.
  (cd "$work" && private_apt "$state" source apt-get source --download-only "$package" >&2) ||
    (cd "$work" && private_apt "$state" source apt-get source --download-only "$package/$suite" >&2)
  # apt has checked the .dsc and what it lists against the archive's signed index.
  (cd "$work" && dpkg-source --no-check --extract ./*.dsc unpacked >&2)
  sed -n 's/^Version: //p' "$work"/*.dsc | head -n 1
}

fetch_package() {
  local work=$1 state=$2 arch=$3 package=$4
  (cd "$work" && private_apt "$state" "$arch" apt-get download "$package" >&2)
  dpkg-deb --extract "$work"/*.deb "$work/unpacked" >&2
  dpkg-deb --field "$work"/*.deb Version
}

case "${1:-} $#" in
  "source 3") suite=$2 kind=source package=$3 ;;
  "package 4") suite=$2 kind=$3 package=$4 ;;
  "needs 4")
    prepare "$cache/$2-$3" "$2" "$3"
    private_apt "$cache/$2-$3" "$3" apt-cache depends --important "$4" | sed -n 's/^ *Depends: *//p'
    exit
    ;;
  *) sed -n '5,7s/^# *//p' "$0" >&2; exit 2 ;;
esac

place=$cache/$suite-$kind
found=$(newest "$place/unpacked" "$package")
if [ -z "$found" ]; then
  mkdir -p "$place/unpacked"
  exec 9> "$place/lock"
  flock 9  # another run may be at it
  found=$(newest "$place/unpacked" "$package")
fi
if [ -z "$found" ]; then
  prepare "$place" "$suite" "$kind"
  say "fetching $package of $suite ($kind)"
  work=$(mktemp -d "$place/fetch.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  if [ "$kind" = source ]; then
    version=$(fetch_source "$work" "$place" "$package")
  else
    version=$(fetch_package "$work" "$place" "$kind" "$package")
  fi
  found=${package}_${version#*:}
  mv "$work/unpacked" "$place/unpacked/$found"
fi
echo "$place/unpacked/$found"
