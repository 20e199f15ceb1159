#!/bin/sh
# Builds the guest programs: NAME.c or NAME.S of this folder (and oracle/, crash/, ../bench/guest/) becomes build/NAME.elf, linked
# with lib/. Builds what is out of date; with names, only these. Several may run at once: they take turns.
#
#   test/guest/build.sh [--bench] [--linux | --native] [NAME...]
#
#   --bench    with longer loops (ROUNDS in lib/guest.h), into build/bench/
#   --linux    as user programs of Linux, into build/linux/ or build/bench/linux/
#   --native   the same for the machine that builds, with its own gcc, into build/native/ or build/bench/native/
#
# Needs (Debian): gcc-riscv64-unknown-elf; gcc for --native.
set -eu

cd "$(dirname "$0")"
output=build
flags="-ffreestanding -fno-builtin -fno-tree-loop-distribute-patterns -fno-common -fno-strict-aliasing \
  -fno-math-errno -O2 -std=gnu17 -Wall -Wextra -Werror -Ilib"
contract=off
ram=
if [ "${1:-}" = --bench ]; then
  shift
  output=$output/bench
  flags="$flags -DBENCH"
  contract=fast
  ram=-Wl,--defsym,ram_bytes=64M
fi
flags="$flags -ffp-contract=$contract"

tools=riscv64-unknown-elf-
riscv='-march=rv64gc -mabi=lp64d -mcmodel=medany -mno-relax -msmall-data-limit=0'
static='-nostdlib -static -Wl,-u,_start -Wl,--build-id=none'
common='lib/console.c lib/memory.c'
case ${1:-} in
  --linux)
    shift
    output=$output/linux
    flags="$flags $riscv"
    link=$static
    parts="$common lib/linux/start.S lib/linux/system-calls.S lib/linux/process.c"
    ;;
  --native)
    shift
    output=$output/native
    tools=
    # rounded where the others round: sums in their order, and fused as in theirs whatever this processor likes best
    flags="$flags -march=native -fno-tree-vectorize --param=avoid-fma-max-bits=0"
    link=
    parts="$common lib/linux/process.c"
    ;;
  *)
    flags="$flags $riscv"
    link="$static -Wl,-T,lib/virt.ld $ram -Wl,--no-warn-rwx-segments"
    parts="$(echo lib/*.S lib/*.c)"
    ;;
esac
mkdir -p "$output"
exec 9>"$output/.lock"
flock 9

lib=$output/lib.a
if [ ! -e "$lib" ] || [ -n "$(find lib build.sh -newer "$lib" | head -n 1)" ]; then
  objects=
  for source in $parts; do
    object=$output/lib-$(basename "${source%.*}").o
    ${tools}gcc $flags -c "$source" -o "$object"
    objects="$objects $object"
  done
  rm -f "$lib"
  ${tools}ar rcD "$lib" $objects
  rm -f $objects
fi

# stands for one program: $1 source, $2 ELF
build_one="${tools}gcc $flags $link"' -o "$2.new" "$1" '"$lib"' -lgcc && mv "$2.new" "$2"'

if [ $# -eq 0 ]; then
  for source in *.S *.c oracle/*.S crash/*.c; do set -- "$@" "$(basename "${source%.*}")"; done
fi
stale=
for name in "$@"; do
  source=
  for candidate in "$name.S" "$name.c" "oracle/$name.S" "crash/$name.c" \
    "../bench/guest/$name.c" "../bench/guest/linux/$name.c"; do [ ! -e "$candidate" ] || source=$candidate; done
  [ -n "$source" ] || { echo "test/guest/build.sh: no program named $name" >&2; exit 1; }
  elf=$output/$name.elf
  [ "$elf" -nt "$source" ] && [ "$elf" -nt "$lib" ] || stale="$stale $source $elf"
done
echo "$stale" | xargs -r -n 2 -P 2 sh -ec "$build_one" sh
