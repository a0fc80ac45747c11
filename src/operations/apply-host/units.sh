# shellcheck shell=sh disable=SC2154,SC2086,SC2046
# What systemd has to do.

retire_unit() { # STEP UNIT
  steps start "$1"
  if systemctl is-active --quiet "$2"; then printf '%s\n' "$2" >>"$stage/retired.list"; fi
  # A unit that somebody removed by hand already is as gone as it should be.
  systemctl disable --now "$2" >"$stage/out" 2>&1 || ! systemctl cat "$2" >/dev/null 2>&1 || { tell_out; why "$2 does not stop"; return 1; }
  steps ok "$1"
}

enable() { # STEPS UNIT...
  numbers=$1; shift
  steps start $numbers
  printf '%s\n' "$@" >>"$stage/enabled.list"
  # Without the hooks for SysV scripts, which cost a second and do nothing for a unit that has a file of its own.
  SYSTEMCTL_SKIP_SYSV=1 try systemctl --no-reload enable "$@" && steps ok $numbers
}

act() { # ACTION STEPS UNIT...
  action=$1 numbers=$2; shift 2
  steps start $numbers
  for unit; do printf '%s %s\n' "$action" "$unit" >>"$stage/attempted.list"; done
  [ "$action" = reload ] || systemctl reset-failed "$@" 2>/dev/null
  if try timeout "$unit_limit" systemctl "$action" "$@"; then steps ok $numbers; return 0; fi
  for unit; do
    number=${numbers%% *} numbers=${numbers#* }
    if [ "$action" != reload ] && systemctl is-active --quiet "$unit"; then steps ok "$number"; continue; fi
    steps fail "$number"
    tell_unit "$unit"
    say "@why $unit does not $action"
  done
  return 1
}

tell_unit() {
  { systemctl status --no-pager -n 0 "$1"; journalctl --no-pager -o cat -n 20 -u "$1"; } >"$stage/out" 2>&1
  tell_out
}

# A oneshot may try several times before it succeeds (Restart=on-failure): its first failure already ends the job of
# systemctl, so what the unit comes to is looked up afterwards. At a cold start what it needs comes up meanwhile and it
# may try until the limit; where everything runs already, what fails so often is wrong.
run_oneshot() { # STEP UNIT
  steps start "$1"
  verb=start
  systemctl is-active --quiet "$2" && verb=restart
  systemctl reset-failed "$2" 2>/dev/null
  clock; deadline=$((now + unit_limit * 100))
  if timeout "$unit_limit" systemctl $verb "$2" >/dev/null 2>&1 || settles "$2"; then steps ok "$1"; return 0; fi
  steps fail "$1"
  tell_unit "$2"
  why "$2 fails"
}

tries=10

settles() {
  while clock; [ "$now" -lt "$deadline" ]; do
    case $(systemctl show --value -p ActiveState "$1") in
      activating | deactivating)
        [ "$(systemctl show --value -p NRestarts "$1")" -lt "$tries" ] || { systemctl stop "$1" >/dev/null 2>&1; return 1; }
        sleep 0.2 ;;
      active | inactive) return 0 ;;
      *) return 1 ;;
    esac
  done
  return 1
}

# The outcome is a file: a wait in the background cannot tell one child from another in every shell.
run_oneshot_meanwhile() { # STEP UNIT TRIES
  printf '%s\n' "$2" >>"$stage/meanwhile.list"
  (
    exec 9>&-
    stage_of_parent=$stage stage=$stage/meanwhile-$1 tries=$3
    mkdir "$stage"
    run_oneshot "$1" "$2" && : >"$stage_of_parent/done-$2"
  ) &
}

await_meanwhile() {
  [ -f "$stage/meanwhile.list" ] || return 0
  wait
  while IFS= read -r unit; do [ -f "$stage/done-$unit" ] || return 1; done <"$stage/meanwhile.list"
}
