# For scripts to read in (`.`): Debian's packages for riscv64, from the mirror this machine already uses, with apt's state in a private folder:
# nothing on the machine changes. Needs `work`, a folder of the script's own, and `fail`, which says what is wrong and ends it.
suite=trixie

mirror=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' 'Component: main' |
  awk '$1 !~ /-/ { print $2; exit }')
[ -n "$mirror" ] || fail 'apt knows no Debian mirror: run apt-get update first'
mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial" "$work/deb"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" >"$work/apt/sources.list"
: >"$work/apt/status"

riscv_apt() {
  command=$1
  shift
  "apt-$command" -q -oAPT::Architecture=riscv64 -oAPT::Architectures::=riscv64 -oAPT::Sandbox::User=root \
    -oDir::State="$work/apt" -oDir::State::lists="$work/apt/lists" -oDir::State::status="$work/apt/status" \
    -oDir::Cache="$work/apt" -oDir::Etc::sourcelist="$work/apt/sources.list" -oDir::Etc::sourceparts=- "$@"
}

# Unpacks a package, `name` or `name=version`, into $work/deb.
riscv_unpack() {
  (cd "$work/deb" && riscv_apt get download "$1" && dpkg-deb -x "${1%%=*}"_*.deb .) ||
    fail "$1 is not offered by apt (Debian's snapshot archive keeps old versions)"
}

riscv_apt get update
