# shellcheck shell=sh disable=SC2154,SC2086,SC2046
# The files that let the operator in, while nobody has proved yet that the new ones do.

# A host that goes down now must come up with the old ones. The unit exists only as long; it is no dependency of
# sysinit.target, which every start of a service looks at again, and it never acts in the boot that made it: only a new
# one has no lock file.
keep_unconfirmed() {
  [ -n "$confirms" ] || return 0
  rm -rf "$unconfirmed"
  mkdir -p "${unconfirmed%/*}" "$system_units/multi-user.target.wants" && mkdir -m 0700 "$unconfirmed" || return 1
  grep -xF -f "$stage/guarded.list" "$stage/old.list" >"$unconfirmed/old.list"
  grep -vxF -f "$unconfirmed/old.list" "$stage/guarded.list" >"$unconfirmed/created.list"
  try tar -C "$root/" --no-recursion --hard-dereference -cf "$unconfirmed/old.tar" -T "$unconfirmed/old.list" || return 1
  write_restorer >"$unconfirmed/restore.sh" && write_restorer_unit >"$system_units/$restorer" || return 1
  try ln -sfn "../$restorer" "$system_units/multi-user.target.wants/$restorer" || return 1
  try sync "$unconfirmed"/* "$unconfirmed" "$system_units/$restorer" "$system_units/multi-user.target.wants"
}

forget_unconfirmed() {
  rm -f "$system_units/multi-user.target.wants/$restorer" "$system_units/$restorer"
  rmdir "$system_units/multi-user.target.wants" 2>/dev/null || : # made by us if it is empty now
  rm -rf "$unconfirmed"
}

restorer=smartx-unconfirmed.service
system_units=$root/etc/systemd/system

write_restorer() {
  printf "root='%s' unconfirmed='%s' system_units='%s' restorer='%s'\n" "$root" "$unconfirmed" "$system_units" "$restorer"
  cat <<'END'
tar -C "$root/" --same-owner -xpf "$unconfirmed/old.tar" || exit 1
while IFS= read -r path; do rm -f "$root/$path"; done <"$unconfirmed/created.list"
rm -f "$system_units/multi-user.target.wants/$restorer" "$system_units/$restorer"
rm -rf "$unconfirmed"
END
}

write_restorer_unit() {
  cat <<END
[Unit]
Description=Smartx: the old firewall and SSH server come back, nobody confirmed the new ones
DefaultDependencies=no
After=local-fs.target
Before=smartx-firewall.service ssh.service ssh.socket network-pre.target
ConditionPathExists=!$lock_file

[Service]
Type=oneshot
ExecStart=/bin/sh $unconfirmed/restore.sh
END
}
