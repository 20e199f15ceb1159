#!/bin/sh
# Builds the guest programs: NAME.c or NAME.S of this folder (and oracle/, crash/) becomes build/NAME.elf, linked with lib/.
# Builds what is out of date; with names, only these. Several may run at once: they take turns.
#
#   test/guest/build.sh [--bench] [NAME...]      --bench: with longer loops (ROUNDS in lib/guest.h), into build/bench/
#
# Needs (Debian): gcc-riscv64-unknown-elf.
set -eu

cd "$(dirname "$0")"
output=build
flags="-march=rv64gc -mabi=lp64d -mcmodel=medany -mno-relax -msmall-data-limit=0 -ffreestanding -fno-builtin \
  -fno-tree-loop-distribute-patterns -fno-common -fno-strict-aliasing -ffp-contract=off -O2 -std=gnu17 -Wall -Wextra -Werror -Ilib"
link='-nostdlib -static -Wl,-T,lib/virt.ld -Wl,-u,_start -Wl,--build-id=none -Wl,--no-warn-rwx-segments'
if [ "${1:-}" = --bench ]; then
  shift
  output=build/bench
  flags="$flags -DBENCH -ffp-contract=fast"
  link="$link -Wl,--defsym,ram_bytes=64M"
fi
mkdir -p "$output"
exec 9>"$output/.lock"
flock 9

lib=$output/lib.a
if [ ! -e "$lib" ] || [ -n "$(find lib build.sh -newer "$lib" | head -n 1)" ]; then
  objects=
  for source in lib/*.S lib/*.c; do
    object=$output/lib-$(basename "${source%.*}").o
    riscv64-unknown-elf-gcc $flags -c "$source" -o "$object"
    objects="$objects $object"
  done
  rm -f "$lib"
  riscv64-unknown-elf-ar rcD "$lib" $objects
  rm -f $objects
fi

# stands for one program: $1 source, $2 ELF
build_one='riscv64-unknown-elf-gcc '"$flags $link"' -o "$2.new" "$1" '"$lib"' -lgcc && mv "$2.new" "$2"'

if [ $# -eq 0 ]; then
  for source in *.S *.c oracle/*.S crash/*.c; do set -- "$@" "$(basename "${source%.*}")"; done
fi
stale=
for name in "$@"; do
  source=
  for candidate in "$name.S" "$name.c" "oracle/$name.S" "crash/$name.c"; do [ ! -e "$candidate" ] || source=$candidate; done
  [ -n "$source" ] || { echo "test/guest/build.sh: no program named $name" >&2; exit 1; }
  elf=$output/$name.elf
  [ "$elf" -nt "$source" ] && [ "$elf" -nt "$lib" ] || stale="$stale $source $elf"
done
echo "$stale" | xargs -r -n 2 -P 2 sh -ec "$build_one" sh
