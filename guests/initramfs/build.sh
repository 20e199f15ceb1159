#!/bin/sh
# Builds the bundled initramfs: Debian's static busybox for riscv64, links for its applets, and the files under root/.
#
#   guests/initramfs/build.sh        -> initramfs.cpio.gz, copyright, SHA256SUMS in this folder
#
# Needs (Debian): apt cpio gzip. The package comes from the mirror this machine already uses, for another suite and
# architecture, with apt's state in a private folder: nothing on the machine changes. The same package gives the same bytes.
# applets.txt is what `busybox --list-full` says in the guest, without busybox itself and init.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
package=busybox-static
version=1:1.37.0-6+b9
busybox_sha256=659d3048d0849dcd03308ece5214c896f657dde1c76ab7a30e9727e3ed8d309b

fail() { echo "guests/initramfs/build.sh: $*" >&2; exit 1; }
command -v cpio >/dev/null || fail "cpio is missing: apt-get install cpio"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# 1. the package
. "$here/../debian/riscv-packages.sh"
riscv_unpack "$package=$version"
busybox=$work/deb/usr/bin/busybox
echo "$busybox_sha256  $busybox" | sha256sum --check --status || fail "busybox is not the one of $version"

# 2. the tree
tree=$work/tree
mkdir -p "$tree"
cp -R "$here/root/." "$tree"
for directory in bin sbin usr/bin usr/sbin usr/local/bin usr/local/sbin dev etc mnt proc root run sys tmp var; do
  mkdir -p "$tree/$directory"
done
install -m 755 "$busybox" "$tree/bin/busybox"
while IFS= read -r applet; do ln -s /bin/busybox "$tree/$applet"; done <"$here/applets.txt"
chmod -R u=rwX,go=rX "$tree"
chmod 1777 "$tree/tmp"

# 3. the archive: names sorted, times zero, owned by root; padded to 4 bytes, so that a further segment may follow
find "$tree" -exec touch -h -d @0 {} +
(cd "$tree" && find . -mindepth 1 | LC_ALL=C sort | cpio --quiet -o -H newc --reproducible -R 0:0) |
  gzip -n -9 >"$work/initramfs.cpio.gz"
while [ $(($(wc -c <"$work/initramfs.cpio.gz") % 4)) -ne 0 ]; do printf '\0' >>"$work/initramfs.cpio.gz"; done

# 4. deliver
install -m 644 "$work/initramfs.cpio.gz" "$here/initramfs.cpio.gz"
install -m 644 "$work/deb/usr/share/doc/$package/copyright" "$here/copyright"
for licence in GPL-2 LGPL-2.1; do install -m 644 "/usr/share/common-licenses/$licence" "$here/LICENSE.$licence"; done
(cd "$here" && sha256sum initramfs.cpio.gz >SHA256SUMS && cat SHA256SUMS)
