#!/bin/sh
# Brings this checkout's own tools in: Node packages (Node 24 is one of them) and the Debian packages that the
# lab needs. Safe to repeat; with nothing to do it costs a few milliseconds.
#
#   scripts/setup.sh run    what the CLI and the lab need
#   scripts/setup.sh test   also what the tests need
#   scripts/setup.sh bench  also the peers that are measured
set -eu
cd "$(dirname "$0")/.."
mode=${1:-run}

lock_sum=$(sha256sum package-lock.json | cut -d' ' -f1)
if [ "$(cat node_modules/.smartx-lock 2>/dev/null || true)" != "$lock_sum" ]; then
  command -v npm >/dev/null || { echo "smartx: npm is missing. Install Node.js 20 or newer, then run this again." >&2; exit 1; }
  echo "smartx: installing the Node packages of package-lock.json" >&2
  npm ci --no-progress --loglevel=error >&2
  echo "$lock_sum" >node_modules/.smartx-lock
fi

# command:package pairs; a package is installed only where its command is missing.
needs="systemd-nspawn:systemd-container mmdebstrap:mmdebstrap nft:nftables ip:iproute2 ssh:openssh-client
       openssl:openssl curl:curl tar:tar dig:bind9-dnsutils"
[ "$mode" = test ] && needs="$needs nmap:nmap git:git chromium:chromium"
[ "$mode" = bench ] && needs="$needs ansible-playbook:ansible-core"
missing=
for pair in $needs; do
  PATH="$PATH:/usr/sbin:/sbin" command -v "${pair%%:*}" >/dev/null || missing="$missing ${pair##*:}"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ]; then
  echo "smartx: the lab needs these Debian packages:$missing" >&2
  echo "        run:  sudo apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
command -v apt-get >/dev/null || { echo "smartx: install these by hand (no apt-get here):$missing" >&2; exit 1; }
echo "smartx: installing Debian packages:$missing" >&2
apt-get update -qq >&2
# shellcheck disable=SC2086  # a list of words
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
