#!/bin/sh
# Fetches the kernel that Debian ships for riscv64 today, uncompressed, into a folder: for the test that boots it. It is 32 MB, and not kept here.
#
#   guests/debian/fetch-kernel.sh FOLDER      -> FOLDER/Image, FOLDER/version
#
# Needs (Debian): apt. The version is whatever the meta-package linux-image-riscv64 depends on: old ones vanish from the archive.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
fail() { echo "guests/debian/fetch-kernel.sh: $*" >&2; exit 1; }
[ $# -eq 1 ] || fail 'usage: fetch-kernel.sh FOLDER'
target=$1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/riscv-packages.sh"

package=$(riscv_apt cache depends linux-image-riscv64 | sed -n 's/^ *Depends: \(linux-image-[^ ]*\)$/\1/p' | head -n 1)
[ -n "$package" ] || fail 'linux-image-riscv64 depends on no kernel'
riscv_unpack "$package"
kernel=$(find "$work/deb/boot" -name 'vmlinu[xz]-*' | head -n 1)
[ -n "$kernel" ] || fail "$package holds no kernel"
mkdir -p "$target"
if gzip -t "$kernel" 2>/dev/null; then gzip -dc "$kernel" >"$work/Image"; else cp "$kernel" "$work/Image"; fi
mv "$work/Image" "$target/Image"
echo "$package" >"$target/version"
