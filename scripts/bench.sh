#!/bin/sh
# Measures; asserts nothing. `npm run bench` runs all, `npm run bench -- compile` or `-- lab` one of them.
set -eu
cd "$(dirname "$0")/.."
for arch in x64 arm64; do
  [ -x "node_modules/node-linux-$arch/bin/node" ] && node=node_modules/node-linux-$arch/bin/node
done
for name in ${1:-compile lab}; do
  echo "== $name"
  "$node" --disable-warning=ExperimentalWarning "bench/$name.ts"
done
