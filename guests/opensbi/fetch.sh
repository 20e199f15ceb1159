#!/bin/sh
# Takes the OpenSBI firmware out of Debian's package, unmodified.
#
#   guests/opensbi/fetch.sh          -> fw_dynamic.bin, fw_jump.bin, copyright, SHA256SUMS in this folder
#
# fw_dynamic is told by the board where to go next (a `struct fw_dynamic_info` in a2); fw_jump always goes to 0x8020_0000.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
package=opensbi
version=1.1-2

fail() { echo "guests/opensbi/fetch.sh: $*" >&2; exit 1; }

root=/
if [ "$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null || true)" != "$version" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  (cd "$work" && apt-get download "$package=$version" && dpkg-deb -x "$package"_*.deb .) ||
    fail "$package $version is neither installed nor offered by apt (Debian's snapshot archive keeps old versions)"
  root=$work
fi

for image in fw_dynamic.bin fw_jump.bin; do
  install -m 644 "$root/usr/lib/riscv64-linux-gnu/opensbi/generic/$image" "$here/$image"
done
install -m 644 "$root/usr/share/doc/opensbi/copyright" "$here/copyright"
(cd "$here" && sha256sum fw_dynamic.bin fw_jump.bin >SHA256SUMS && cat SHA256SUMS)
