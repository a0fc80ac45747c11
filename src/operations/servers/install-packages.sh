# shellcheck shell=sh disable=SC2154
# Installs packages by apt-get(8), and starts none of their daemons: what runs is what the declaration says. Arguments:
#   SUITE UNIT... -- PACKAGE[=VERSION]...
# SUITE is where the packages come from if they come from a declared source, or "-"; UNIT are the units that the
# declaration names. What goes wrong is told by apt itself.

main() {
  export LC_ALL=C DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  # A connection that is lost must not stop dpkg half-way: whatever was begun comes to its end.
  trap '' HUP INT PIPE
  umask 022
  suite=$1
  shift
  units=
  while [ "$1" != -- ]; do units="$units $1 " && shift; done
  shift
  mkdir -p "${lock_file%/*}" "${stamp%/*}"
  exec 9>>"$lock_file"
  flock -w "$lock_limit" 9 || { echo "the host is locked by $(cat "$lock_file")" >&2; exit "$exit_locked"; }
  printf '%s, since %s, installing packages\n' "$who" "$(date -u +%H:%M:%SZ)" >"$lock_file"
  log=$(mktemp "${lock_file%/*}/packages.XXXXXX") || exit 1
  silence_daemons
  trap 'let_daemons_speak; rm -f "$log"' EXIT
  show dpkg --force-confdef --force-confold --configure -a
  lists_are_new || update || give_up
  install "$@" || { update && install "$@"; } || give_up
  disable_others "$@"
}

give_up() { tail -n 30 "$log" >&2; exit 1; }

# apt gives its lists the date of the mirror, so that of the last update is kept beside.
lists_are_new() {
  [ -n "$(find "$stamp" -mmin -60 2>/dev/null)" ] &&
    [ -z "$(find /etc/apt/sources.list /etc/apt/sources.list.d -newer "$stamp" -type f 2>/dev/null)" ]
}

update() { apt_get update && : >"$stamp"; }

install() {
  # shellcheck disable=SC2046  # no word or two
  apt_get install -y --no-install-recommends --allow-downgrades \
    -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
    $([ "$suite" = - ] || printf -- '-t %s' "$suite") "$@"
}

# Somebody else may be installing just now, such as unattended-upgrades(8).
apt_get() { show apt-get -q -o DPkg::Lock::Timeout=120 "$@"; }

# Its words go to a file, and from there to whoever listens: with nobody there any more it must not notice.
show() {
  : >"$log"
  "$@" >>"$log" 2>&1 9>&- </dev/null &
  child=$!
  tail -q -n +1 -f --pid="$child" "$log" 2>/dev/null 9>&- || :
  wait "$child"
}

# invoke-rc.d(8) asks this program before it starts anything. It says no only while the lock is held, so that one that a
# power failure leaves behind does no harm.
silence_daemons() {
  [ ! -e "$policy" ] || [ -e "$policy.before-smartx" ] || mv -f "$policy" "$policy.before-smartx"
  cat >"$policy.new" <<END
#!/bin/sh
# Written by Smartx while it installs packages; it may be removed.
flock -n "$lock_file" true && exit 0
exit 101
END
  chmod 755 "$policy.new" && mv -f "$policy.new" "$policy"
}

let_daemons_speak() {
  rm -f "$policy"
  [ ! -e "$policy.before-smartx" ] || mv -f "$policy.before-smartx" "$policy"
}

# What these packages would start at boot, and the declaration does not name, stays off.
disable_others() {
  for package; do
    dpkg -L "${package%%=*}" 2>/dev/null | grep -E '^(/usr)?/lib/systemd/system/[^/@]+\.(service|socket|timer|path)$'
  done | sort -u | while IFS= read -r path; do
    unit=${path##*/}
    case $units in *" $unit "*) continue ;; esac
    [ "$(systemctl is-enabled "$unit" 2>/dev/null)" = enabled ] || continue
    systemctl -q disable --now "$unit" && echo "$unit stays off: nothing declares it"
  done
}

policy=/usr/sbin/policy-rc.d
stamp=/var/lib/smartx/apt-updated
