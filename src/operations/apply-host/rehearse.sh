# shellcheck shell=sh disable=SC2154,SC2086,SC2046
# The new files under the eyes of the daemons' own checkers, before the host changes.

# The switch is carried out in a private view of the file system, over the real directories, and the daemons' own
# checkers look at that. The host itself does not change.
rehearse() {
  [ -n "$has_checks" ] || return 0
  say '@phase check start'
  if unshare --mount sh "$stage/apply.sh" rehearse; then say '@phase check ok'; return 0; fi
  say '@phase check fail'
  return 1
}

rehearsal() {
  mkdir "$stage/rehearsal" && try mount -t tmpfs -o mode=0755 smartx "$stage/rehearsal" || return 1
  count=0 covered=/dev/null
  overlay_points >"$stage/rehearsal/points"
  while IFS= read -r point; do
    case $point in "$covered" | "$covered"/*) continue ;; esac
    covered=$point count=$((count + 1))
    lay_over "$point" "$stage/rehearsal/$count" || return 1
  done <"$stage/rehearsal/points"
  cover_logs || return 1
  # A checker may make files, as nginx -t does: nothing of that is for everybody's eyes.
  make_users && make_directories && place_files && umask 027 && run_checks
}

# Checkers open their daemons' logs, and would make those that are not there yet: they get the directories alone.
cover_logs() {
  logs=$root/var/log
  [ -d "$logs" ] || return 0
  (cd "$logs" && find . -type d -print0) >"$stage/rehearsal/directories"
  mkdir "$stage/rehearsal/logs" &&
    try tar -C "$logs" --no-recursion --null -cf "$stage/rehearsal/logs.tar" -T "$stage/rehearsal/directories" &&
    try tar -C "$stage/rehearsal/logs" --same-owner -xpf "$stage/rehearsal/logs.tar" &&
    try mount --bind "$stage/rehearsal/logs" "$logs"
}

# The deepest directory that exists already, above each path that changes.
overlay_points() {
  sed 's,^,/,' "$stage/created.list" "$stage/changed.list" "$stage/removed.list" "$stage/directories.list" "$stage/accounts.list" |
    while IFS= read -r path; do
      directory=$root${path%/*}
      while [ ! -d "$directory" ]; do directory=${directory%/*}; done
      printf '%s\n' "${directory:-/}"
    done | sort -u
}

# Where overlays cannot be stacked any more (the kernel allows two levels) a copy does the same.
lay_over() { # DIRECTORY SCRATCH
  if [ "$1" = / ]; then why "a new directory directly under / cannot be rehearsed"; return 1; fi
  mkdir -p "$2/upper" "$2/work"
  mount -t overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" smartx "$1" 2>/dev/null && return 0
  mkdir "$2/copy" && try cp -a "$1/." "$2/copy/" && try mount --bind "$2/copy" "$1"
}

check() { # NAME COMMAND...
  name=$1; shift
  try timeout "$check_limit" "$@" || why "$name refuses the new configuration"
}
