#!/bin/sh
# Makes the bundled guests anew: OpenSBI, initramfs, and (12 minutes) the kernel. With names, only these.
#
#   guests/build.sh [opensbi] [initramfs] [linux]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
[ $# -gt 0 ] || set -- opensbi initramfs linux
for guest in "$@"; do
  case $guest in
    opensbi) "$here/opensbi/fetch.sh" ;;
    initramfs | linux) "$here/$guest/build.sh" ;;
    *) echo "guests/build.sh: no guest named $guest" >&2; exit 2 ;;
  esac
done
