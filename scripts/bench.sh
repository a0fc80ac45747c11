#!/bin/sh
# Measures; asserts nothing. `npm run bench` runs compile and lab; `npm run bench -- NAME [ARGUMENTS]` one of
# bench/*.ts: `-- lab 5`, `-- drill 5 lb-crash` (drills want a lab that is up and take half a minute each).
set -eu
cd "$(dirname "$0")/.."
for arch in x64 arm64; do
  [ -x "node_modules/node-linux-$arch/bin/node" ] && node=node_modules/node-linux-$arch/bin/node
done
names=${1:-compile lab}
[ $# -eq 0 ] || shift
for name in $names; do
  echo "== $name"
  "$node" --disable-warning=ExperimentalWarning "bench/$name.ts" "$@"
done
