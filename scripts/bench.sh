#!/bin/sh
# Measures; asserts nothing. `npm run bench` runs compile and lab; `npm run bench -- NAME [ARGUMENTS]` one of
# bench/*.ts: `-- lab 5`, `-- drill 5 lb-crash` (drills want a lab that is up and take half a minute each),
# `-- ansible 5` (brings up labs of its own, and installs ansible-core where it is missing), `-- monitoring 3` (a lab of its own).
set -eu
cd "$(dirname "$0")/.."
for arch in x64 arm64; do
  [ -x "node_modules/node-linux-$arch/bin/node" ] && node=node_modules/node-linux-$arch/bin/node
done
names=${1:-compile lab}
[ $# -eq 0 ] || shift
case " $names " in *" ansible "*) sh scripts/setup.sh bench ;; esac
for name in $names; do
  echo "== $name"
  "$node" --disable-warning=ExperimentalWarning "bench/$name.ts" "$@"
done
