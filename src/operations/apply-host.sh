# The part of the apply script that is the same for every host and plan. What is rendered before it (apply-script.ts)
# sets: root, stage, run, who, based_on, limits, exit codes, the paths of host-layout.ts, and the functions make_users,
# make_directories, unpack_releases, run_checks, retire_units, link_releases, put_links_back, put_directories_back,
# enable_units, act_on_units, run_probes, prune, hashes_of and forget_accounts. The staging directory holds created.tar
# and changed.tar with files, and lists of paths without the leading slash.
#
# It speaks in lines: "@phase NAME start|ok|fail", "@step N start|ok|fail", "@confirm", and after a failure "@why",
# "@command", "@code" and "@out". A closed stdout must never stop it: once the switch has begun, the host ends up either
# new or old, whether or not anybody is listening.
# shellcheck shell=sh disable=SC2154,SC2086,SC2046

say() { printf '%s\n' "$*" 2>/dev/null || :; }

# Runs a command; its words are told only when it fails.
try() {
  "$@" >"$stage/out" 2>&1 9>&- && return 0
  code=$?
  say "@command $*"
  say "@code $code"
  tell_out
  return 1
}

tell_out() { tail -n 20 "$stage/out" | while IFS= read -r line; do say "@out $line"; done; }

why() { say "@why $*"; return 1; }

# steps STATE N... : nothing is said in the rehearsal, where nothing happens to the host.
steps() {
  [ -n "$rehearsing" ] && return 0
  state=$1; shift
  for number; do say "@step $number $state"; done
}

# Hundredths of a second since boot, from the shell itself.
clock() { read -r up _ </proc/uptime; now=$((${up%.*} * 100 + 1${up#*.} - 100)); }

audit() {
  mkdir -p "${audit_file%/*}" &&
    printf '%s run=%s who=%s outcome=%s steps=%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$run" "$who" "$1" "$step_count" >>"$audit_file"
}

finish() { rm -rf "$stage"; exit "$1"; }

# The kernel ends the lock with the process that holds it: there is no such thing as a stale one.
take_lock() {
  exec 9>>"$lock_file"
  if ! flock -n 9; then
    say "@why the host is locked by $(cat "$lock_file")"
    finish "$exit_locked"
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

add_user() { # NAME
  [ -n "$rehearsing" ] || : >"$stage/users-made"
  try useradd --system --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$1"
}

join_group() { # NAME GROUP
  try usermod --append --groups "$2" "$1"
}

add_directory() { # STEP MODE OWNER GROUP PATH
  steps start "$1"
  [ -d "$root$5" ] || [ -n "$rehearsing" ] || printf '%s\n' "$5" >>"$stage/made.list"
  try install -d -m "$2" -o "$3" -g "$4" "$root$5" && steps ok "$1"
}

# Beside the others, where nothing uses it yet; a release that is there is there whole.
unpack_release() { # STEP NAME ROOT ID
  steps start "$1"
  incoming=$root$3/releases/.incoming
  for path in "$3" "$3/releases"; do [ -d "$root$path" ] || printf '%s\n' "$path" >>"$stage/made.list"; done
  rm -rf "$incoming"
  printf '%s\n' "$incoming" "$root$3/releases/$4" >>"$stage/unpacked.list"
  try mkdir -p "$incoming" &&
    try tar -C "$incoming" --no-same-owner -xzf "$stage/release-$2.tar.gz" &&
    try touch "$incoming" &&
    try mv -T "$incoming" "$root$3/releases/$4" && steps ok "$1"
}

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
  make_users && make_directories && place_files && run_checks
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

back_up() {
  cat "$stage/created.list" "$stage/changed.list" "$stage/removed.list" | while IFS= read -r path; do
    if [ -e "$root/$path" ] || [ -L "$root/$path" ]; then printf '%s\n' "$path"; fi
  done >"$stage/old.list"
  try tar -C "$root/" --no-recursion -cf "$stage/old.tar" -T "$stage/old.list"
}

# A new file is complete before it takes the old one's place, and a reader sees the one or the other.
place_files() {
  [ ! -s "$stage/created.list" ] || try tar -C "$root/" --same-owner -xpf "$stage/created.tar" || return 1
  [ ! -s "$stage/changed.list" ] || place "$stage/changed.tar" "$stage/changed.list" || return 1
  while IFS= read -r path; do try rm -f "$root/$path" || return 1; done <"$stage/removed.list"
}

place() { # ARCHIVE LIST
  try tar -C "$root/" --same-owner --transform='s/$/.smartx-new/' -xpf "$1" || return 1
  while IFS= read -r path; do
    try mv -fT "$root/$path.smartx-new" "$root/$path" || return 1
  done <"$2"
}

link_release() { # ROOT TARGET
  ln -sfn "$2" "$root$1/current.smartx-new" && mv -fT "$root$1/current.smartx-new" "$root$1/current"
}

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
# systemctl, so what the unit comes to is looked up afterwards.
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

settles() {
  while clock; [ "$now" -lt "$deadline" ]; do
    case $(systemctl show --value -p ActiveState "$1") in
      activating | deactivating) sleep 0.2 ;;
      active | inactive) return 0 ;;
      *) return 1 ;;
    esac
  done
  return 1
}

# The outcome is a file: a wait in the background cannot tell one child from another in every shell.
run_oneshot_meanwhile() { # STEP UNIT
  printf '%s\n' "$2" >>"$stage/meanwhile.list"
  (
    exec 9>&-
    stage_of_parent=$stage stage=$stage/meanwhile-$1
    mkdir "$stage"
    run_oneshot "$1" "$2" && : >"$stage_of_parent/done-$2"
  ) &
}

await_meanwhile() {
  [ -f "$stage/meanwhile.list" ] || return 0
  wait
  while IFS= read -r unit; do [ -f "$stage/done-$unit" ] || return 1; done <"$stage/meanwhile.list"
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
    sleep 0.1
  done
}

switch() {
  say '@phase switch start'
  mkdir -p "${unfinished_file%/*}"
  printf '%s\n' "$run" >"$unfinished_file"
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

prove() {
  say '@phase prove start'
  if run_probes && await_meanwhile && touched_units_stay && await_confirmation; then say '@phase prove ok'; return 0; fi
  say '@phase prove fail'
  return 1
}

# What each unit has loaded now, with the id of this start: the next plan compares with it.
record() {
  mkdir -p "$loaded_services" "$loaded_oneshots"
  for unit in $ran_oneshots; do
    hashes_of "$unit"
    printf -- '- %s\n' "$hashes" >"$loaded_oneshots/$unit"
  done
  note_services "$touched_services" new
  for unit in $retired_units; do rm -f "$loaded_services/$unit" "$loaded_oneshots/$unit"; done
  cp "$stage/managed" "$managed_file.new" && mv -f "$managed_file.new" "$managed_file"
  printf '%s\n' "$run" >"$last_run_file"
  [ -z "$record_step" ] || steps ok "$record_step"
}

note_services() { # UNITS new|old
  for unit in $1; do
    hashes_of "$unit"
    [ "$2" = new ] || hashes=$old_hashes
    [ -n "$hashes" ] || continue
    invocation=$(readlink "$invocations/invocation:$unit") || invocation=none
    printf '%s %s\n' "$invocation" "$hashes" >"$loaded_services/$unit"
  done
}

# The last releases stay for a rollback.
prune_releases() { # ROOT
  ls -1t "$root$1/releases" | tail -n +"$((releases_kept + 1))" | while IFS= read -r id; do
    [ "$(readlink "$root$1/current")" = "releases/$id" ] || rm -rf "$root$1/releases/$id"
  done
}

# Everything as it was before the switch; goes on after an error, and says whether there was one.
put_back() {
  say '@phase back start'
  broken=
  end_meanwhile
  restore_files || broken=1
  put_links_back || broken=1
  put_directories_back || broken=1
  if [ -f "$stage/enabled.list" ]; then SYSTEMCTL_SKIP_SYSV=1 systemctl --no-reload disable $(cat "$stage/enabled.list") >/dev/null 2>&1 || :; fi
  systemctl daemon-reload >/dev/null 2>&1 || broken=1
  if [ -f "$stage/retired.list" ]; then systemctl enable --now $(cat "$stage/retired.list") >/dev/null 2>&1 || broken=1; fi
  undo_actions || broken=1
  abandon
  if [ -z "$broken" ]; then say '@phase back ok'; return 0; fi
  say '@phase back fail'
  return 1
}

# A oneshot in the background would otherwise go on with what is being taken away.
end_meanwhile() {
  [ -f "$stage/meanwhile.list" ] || return 0
  systemctl stop $(cat "$stage/meanwhile.list") >/dev/null 2>&1 || :
  wait
}

restore_files() {
  [ ! -s "$stage/old.list" ] || place "$stage/old.tar" "$stage/old.list" || return 1
  cat "$stage/created.list" "$stage/changed.list" | while IFS= read -r path; do
    rm -f "$root/$path.smartx-new"
    grep -qxF -- "$path" "$stage/old.list" || rm -f "$root/$path"
  done
}

undo_actions() {
  [ -f "$stage/attempted.list" ] || return 0
  undone=0
  while read -r action unit; do
    hashes_of "$unit"
    case $action in
      reload) systemctl reload "$unit" >/dev/null 2>&1 || undone=1 ;;
      restart)
        systemctl reset-failed "$unit" 2>/dev/null
        timeout "$unit_limit" systemctl restart "$unit" >/dev/null 2>&1 || undone=1
        note_services "$unit" old ;;
      start) systemctl stop "$unit" >/dev/null 2>&1 || undone=1 ;;
    esac
  done <"$stage/attempted.list"
  return $undone
}

# Takes away what was put beside, when nothing has been switched (or everything is switched back).
abandon() {
  [ ! -f "$stage/unpacked.list" ] || while IFS= read -r path; do rm -rf "$path"; done <"$stage/unpacked.list"
  [ ! -f "$stage/made.list" ] || sort -r "$stage/made.list" | while IFS= read -r path; do rmdir "$root$path" 2>/dev/null; done
  forget_accounts
}

main() {
  take_lock
  refuse_if_changed
  if ! { unpack_releases && rehearse; }; then
    abandon
    audit refused
    finish "$exit_refused"
  fi
  if back_up && switch && act_on_units && prove; then
    record
    prune
    rm -f "$unfinished_file"
    audit changed
    finish 0
  fi
  if put_back; then rm -f "$unfinished_file"; audit put-back; finish "$exit_put_back"; fi
  audit half-way
  finish "$exit_half_way"
}

trap '' HUP INT PIPE
exec </dev/null
umask 022
case ${1:-} in
  rehearse) rehearsing=1; rehearsal ;;
  *) rehearsing=; main ;;
esac
