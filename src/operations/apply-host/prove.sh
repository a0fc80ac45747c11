# shellcheck shell=sh disable=SC2154,SC2086,SC2046
# Whether the host is well after the switch.

prove() {
  say '@phase prove start'
  if run_probes && await_meanwhile && run_late_probes && touched_units_stay && await_confirmation; then
    say '@phase prove ok'
    return 0
  fi
  say '@phase prove fail'
  return 1
}

probe() { # NAME LIMIT_MS COMMAND...
  name=$1 limit_ms=$2; shift 2
  clock; deadline=$((now + limit_ms / 10))
  until timeout 10 "$@" >"$stage/out" 2>&1; do
    clock
    if [ "$now" -ge "$deadline" ]; then
      tell_out
      tell_fallen_units
      why "$name did not become well within $((limit_ms / 1000)) s"
      return 1
    fi
    sleep 0.2
  done
}

# Most probes fail because a daemon does not run: then its own words are what the operator needs.
tell_fallen_units() {
  for unit in $touched_services; do
    systemctl is-active --quiet "$unit" && continue
    tell_unit "$unit"
    say "@why $unit does not run"
  done
}

# A daemon that dies right after its start has not started: a last look at all that was touched.
touched_units_stay() {
  [ -n "$touched_services" ] || return 0
  sleep 0.2
  { systemctl show -p Id,ActiveState,SubState $touched_services; echo; } >"$stage/states"
  id= state= bad=
  while IFS= read -r line; do
    case $line in
      Id=*) id=${line#Id=} ;;
      ActiveState=failed | SubState=auto-restart*) state=bad ;;
      '') [ "$state" != bad ] || bad=$id; id= state= ;;
    esac
  done <"$stage/states"
  [ -n "$bad" ] || return 0
  tell_unit "$bad"
  why "$bad does not stay up"
}

await_confirmation() {
  [ -n "$confirms" ] || return 0
  clock; deadline=$((now + confirm_limit * 100))
  until [ -e "$stage/confirmed" ]; do
    clock
    if [ "$now" -ge "$deadline" ]; then
      why "nobody came in over a new connection within $confirm_limit s: the change would lock you out"
      return 1
    fi
    heard '@waiting' || return 1
    sleep 0.2
  done
}
