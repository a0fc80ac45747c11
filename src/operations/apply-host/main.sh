# shellcheck shell=sh disable=SC2154,SC2086,SC2046
# The part of the apply script that is the same for every host and plan. What is rendered before it (apply-script.ts)
# sets: root, stage, run, who, based_on, limits, exit codes, the paths of host-layout.ts, and the functions make_users,
# make_directories, unpack_releases, run_checks, retire_units, link_releases, put_links_back, put_directories_back,
# enable_units, act_on_units, run_probes, run_late_probes, prune, hashes_of and forget_accounts. The staging directory
# holds created.tar and changed.tar with files, and lists of paths without the leading slash.
#
# It speaks in lines: "@phase NAME start|ok|fail", "@step N start|ok|fail", "@confirm", and after a failure "@why",
# "@command", "@code" and "@out". A closed stdout must never stop it: once the switch has begun, the host ends up either
# new or old, whether or not anybody is listening.

main() {
  take_lock
  was_unfinished=
  [ ! -f "$unfinished_file" ] || was_unfinished=1
  refuse_if_changed
  if ! { has_room && unpack_releases && rehearse && back_up; }; then
    abandon
    audit refused
    finish "$exit_refused"
  fi
  if keep_originals && keep_unconfirmed && switch && act_on_units && prove; then
    forget_unconfirmed
    record
    prune
    rm -f "$unfinished_file"
    audit changed
    finish 0
  fi
  if put_back; then
    forget_unconfirmed
    [ -n "$was_unfinished" ] || rm -f "$unfinished_file"
    audit put-back
    finish "$exit_put_back"
  fi
  audit half-way
  finish "$exit_half_way"
}

switch() {
  say '@phase switch start'
  mkdir -p "${unfinished_file%/*}"
  { printf '%s\n' "$run"; sed 's,^,file /,' "$stage/created.list"; } >>"$unfinished_file"
  if make_users && make_directories && retire_units && steps start $file_steps && place_files && steps ok $file_steps &&
    link_releases && enable_units && reload_unit_files; then
    say '@phase switch ok'
    return 0
  fi
  say '@phase switch fail'
  return 1
}

reload_unit_files() {
  [ -n "$reload_step" ] || return 0
  steps start "$reload_step"
  try systemctl daemon-reload && steps ok "$reload_step"
}

trap '' HUP INT PIPE
exec </dev/null
umask 022
case ${1:-} in
  rehearse) rehearsing=1; rehearsal ;;
  *) rehearsing=; main ;;
esac
