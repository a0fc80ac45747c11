# shellcheck shell=sh disable=SC2154,SC2086,SC2046
# The way back.

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
  # What it failed of is told, and gone with the new files: nobody should be alarmed by it afterwards.
  for unit in $ran_oneshots; do systemctl reset-failed "$unit" 2>/dev/null || :; done
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

# One file that does not come back keeps no other from coming back.
restore_files() {
  lost=
  while IFS= read -r path; do
    unpack_beside "$stage/old.tar" "$path" && try mv -fT "$root/$path.smartx-new" "$root/$path" || lost=1
  done <"$stage/old.list"
  cat "$stage/created.list" "$stage/changed.list" "$stage/removed.list" >"$stage/touched.list"
  while IFS= read -r path; do
    rm -f "$root/$path.smartx-new" || lost=1
    grep -qxF -- "$path" "$stage/old.list" || try rm -f "$root/$path" || lost=1
  done <"$stage/touched.list"
  [ -z "$lost" ] || return 1
  # They stand at their own places again: what is kept of them could only grow old.
  [ ! -f "$stage/kept.list" ] || while IFS= read -r path; do rm -f "$originals/$path"; done <"$stage/kept.list"
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
