#!/bin/sh
# Builds the bundled kernel from Debian's unmodified kernel source package, with Debian's cross compiler.
#
#   guests/linux/build.sh            -> Image.gz, System.map.gz, config, SHA256SUMS in this folder
#
# Needs (Debian): gcc-riscv64-linux-gnu make flex bison bc libelf-dev libssl-dev xz-utils
# Takes about 12 minutes with -j2. JOBS sets the number of jobs, WORK the scratch folder (2 GB, removed at the end unless
# it was given). The same source and compiler packages give the same bytes: SHA256SUMS says which were used.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
source_package=linux-source-6.1
source_version=6.1.192-2
source_sha256=4d415b3d364834fd818270e88813e90323bbfce4f519a0e6bd4940ddcd7df693
compiler_package=gcc-12-riscv64-linux-gnu
compiler_version=12.2.0-13cross1
jobs=${JOBS:-2}

if [ -n "${WORK:-}" ]; then
  mkdir -p "$WORK"
else
  WORK=$(mktemp -d)
  trap 'rm -rf "$WORK"' EXIT
fi
work=$(cd "$WORK" && pwd)

fail() { echo "guests/linux/build.sh: $*" >&2; exit 1; }

for tool in riscv64-linux-gnu-gcc make flex bison bc xz gzip; do
  command -v "$tool" >/dev/null || fail "$tool is missing; see the list of Debian packages at the top of this script"
done
installed=$(dpkg-query -W -f '${Version}' "$compiler_package" 2>/dev/null || echo none)
[ "$installed" = "$compiler_version" ] ||
  echo "note: $compiler_package is $installed, not $compiler_version: the bytes will differ from the committed ones" >&2

# 1. the source: as installed by the package, or from the package itself
tarball=/usr/src/$source_package.tar.xz
if [ "$(dpkg-query -W -f '${Version}' "$source_package" 2>/dev/null || true)" != "$source_version" ]; then
  (cd "$work" && apt-get download "$source_package=$source_version" && dpkg-deb -x "$source_package"_*.deb .) ||
    fail "$source_package $source_version is neither installed nor offered by apt (Debian's snapshot archive keeps old versions)"
  tarball=$work/usr/src/$source_package.tar.xz
fi
echo "$source_sha256  $tarball" | sha256sum --check --status || fail "$tarball is not the source of $source_version"
rm -rf "$work/$source_package" "$work/build"
tar -C "$work" -xf "$tarball"

# 2. the same bytes each time
export KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 2026' KBUILD_BUILD_USER=reprise KBUILD_BUILD_HOST=reprise \
  KBUILD_BUILD_VERSION=1 SOURCE_DATE_EPOCH=1767225600 LC_ALL=C TZ=UTC
unset KBUILD_OUTPUT MAKEFLAGS || true

# 3. configure, and see that every line of the fragment took
kbuild() { make -s -C "$work/$source_package" O=../build ARCH=riscv CROSS_COMPILE=riscv64-linux-gnu- "$@"; }
mkdir "$work/build"
KCONFIG_ALLCONFIG="$here/virt.fragment" kbuild allnoconfig
grep '^CONFIG_' "$here/virt.fragment" | while IFS= read -r line; do
  grep -qxF "$line" "$work/build/.config" || fail "the kernel's configuration did not take: $line"
done

# 4. build
kbuild -j"$jobs" Image vmlinux

# 5. deliver
gzip -n -9 <"$work/build/arch/riscv/boot/Image" >"$here/Image.gz"
gzip -n -9 <"$work/build/System.map" >"$here/System.map.gz"
cp "$work/build/.config" "$here/config"
cp "$work/$source_package/LICENSES/preferred/GPL-2.0" "$here/LICENSE.GPL-2.0"
(cd "$here" && sha256sum Image.gz System.map.gz config >SHA256SUMS)
size=$(wc -c <"$here/Image.gz")
[ "$size" -le 4194304 ] || fail "Image.gz has $size bytes, more than 4 MiB"
cat "$here/SHA256SUMS"
