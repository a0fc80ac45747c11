# shellcheck shell=sh disable=SC2154,SC2086,SC2046
# What the next plan compares with.

# What each unit has loaded now, with the id of this start: the next plan compares with it.
record() {
  mkdir -p "$loaded_services" "$loaded_oneshots"
  for unit in $ran_oneshots; do
    hashes_of "$unit"
    printf -- '- %s\n' "$hashes" >"$loaded_oneshots/$unit"
  done
  note_services "$touched_services" new
  while IFS= read -r path; do rm -f "$originals/$path"; done <"$stage/removed.list"
  for unit in $retired_units; do rm -f "$loaded_services/$unit" "$loaded_oneshots/$unit"; done
  cp "$stage/managed" "$managed_file.new" && mv -f "$managed_file.new" "$managed_file"
  cp "$stage/applied" "$applied_file.new" && mv -f "$applied_file.new" "$applied_file"
  printf '%s\n' "$run" >"$last_run_file"
  [ -z "$record_step" ] || steps ok "$record_step"
}

note_services() { # UNITS new|old
  mkdir -p "$loaded_services"
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
