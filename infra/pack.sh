#!/bin/sh
# Puts what runs into FOLDER, as it will lie in the image: what was built, what it needs of node_modules, the guests. For infra/Dockerfile: it takes
# the tools of development out of the node_modules that it finds.
set -eu
folder=${1:?usage: infra/pack.sh FOLDER}
cd "$(dirname "$0")/.."

# Optional ones stay: Node is among them.
npm prune --omit=dev --include=optional --no-audit --no-fund --loglevel=error

to=$folder/opt/reprise
mkdir -p "$to/.reprise" "$folder/usr/local/bin" "$folder/var/lib/reprise/store"
cp -a --parents reprise package.json LICENSE node_modules guests apps/*/package.json apps/*/dist apps/*/bundle libs/*/package.json libs/*/dist "$to"
find "$to/apps" "$to/libs" -type f \( -name '*.spec.*' -o -name '*.d.ts' -o -name '*.map' -o -name '*.tsbuildinfo' \) -delete
find "$to/node_modules" -type d -empty -delete
rm -f "$to/node_modules/.package-lock.json"

# The launcher has nothing to bring or build here.
node=$(cat .reprise/node)
printf '%s\n' "$node" >"$to/.reprise/sealed"
ln -s "/opt/reprise/$node" "$folder/usr/local/bin/node"

find "$folder" -exec touch --no-dereference --date="@${SOURCE_DATE_EPOCH:-0}" {} +
