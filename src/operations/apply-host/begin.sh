# shellcheck shell=sh disable=SC2154,SC2086,SC2046
# Who may change the host now, and whether there is room for it.

# The kernel ends the lock with the process that holds it: there is no such thing as a stale one. It may be the same
# operator's last run, which goes on by itself after ctrl-C, so a moment's wait is worth it.
take_lock() {
  exec 9>>"$lock_file"
  if ! flock -n 9; then
    say '@phase lock start'
    if ! flock -w "$lock_limit" 9; then
      say '@phase lock fail'
      say "@why the host is locked by $(cat "$lock_file")"
      finish "$exit_locked"
    fi
    say '@phase lock ok'
  fi
  printf '%s, since %s, run %s\n' "$who" "$(date -u +%H:%M:%SZ)" "$run" >"$lock_file"
  find "${stage%/*}" -mindepth 1 -maxdepth 1 -mmin +60 -exec rm -rf {} + 2>/dev/null
}

refuse_if_changed() {
  last=
  [ -f "$last_run_file" ] && read -r last <"$last_run_file"
  [ "$last" = "$based_on" ] && return 0
  say "@why run $last changed this host after the plan was made"
  finish "$exit_changed"
}

# A disk that fills up half-way is no place to put old files back on.
has_room() {
  needed_kb=$(($(du -sk "$stage" | cut -f1) * 4 + 16384))
  df -Pk "$root/etc" "$root/srv" "$root/var/lib" >"$stage/room" 2>/dev/null
  while read -r _ _ _ free_kb _ mount; do
    case $free_kb in *[!0-9]*) continue ;; esac
    [ "$free_kb" -ge "$needed_kb" ] && continue
    why "only $((free_kb / 1024)) MiB are free on $mount, and $((needed_kb / 1024)) MiB are needed"
    return 1
  done <"$stage/room"
}
