# shellcheck shell=sh disable=SC2154,SC2086,SC2046
# What the script says, and how it ends.

say() { heard "$*" || :; }

# False when nobody listens any more: the connection, or whoever made it, is gone.
heard() { printf '%s\n' "$*" 2>/dev/null; }

# Runs a command; its words are told only when it fails.
try() {
  "$@" >"$stage/out" 2>&1 9>&- && return 0
  code=$?
  say "@command $*"
  say "@code $code"
  tell_out
  return 1
}

# A last line without its end is a line, too.
tell_out() { tail -n 20 "$stage/out" | while IFS= read -r line || [ -n "$line" ]; do say "@out $line"; done; }

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
