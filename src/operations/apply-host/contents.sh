# shellcheck shell=sh disable=SC2154,SC2086,SC2046
# Accounts, directories, releases and files.

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

back_up() {
  cat "$stage/created.list" "$stage/changed.list" "$stage/removed.list" | while IFS= read -r path; do
    if [ -e "$root/$path" ] || [ -L "$root/$path" ]; then printf '%s\n' "$path"; fi
  done >"$stage/old.list"
  try tar -C "$root/" --no-recursion -cf "$stage/old.tar" -T "$stage/old.list"
}

# A file that is changed for the first time is somebody else's: it is kept.
keep_originals() {
  while IFS= read -r path; do
    grep -qxF -- "file /$path" "$managed_file" 2>/dev/null && continue
    [ -f "$root/$path" ] || continue
    mkdir -p -m 0700 "$originals" && mkdir -p "$originals/${path%/*}" && try cp -a "$root/$path" "$originals/$path" || return 1
  done <"$stage/changed.list"
}

# A new file is complete before it takes the old one's place, and a reader sees the one or the other.
place_files() {
  [ ! -s "$stage/created.list" ] || try tar -C "$root/" --same-owner -xpf "$stage/created.tar" || return 1
  [ ! -s "$stage/changed.list" ] || place "$stage/changed.tar" "$stage/changed.list" || return 1
  while IFS= read -r path; do remove_file "$path" || return 1; done <"$stage/removed.list"
}

# What stood there before Smartx took the file over comes back, such as a package's own configuration.
remove_file() {
  if [ -e "$originals/$1" ]; then
    try cp -a "$originals/$1" "$root/$1.smartx-new" && try mv -fT "$root/$1.smartx-new" "$root/$1"
  else
    try rm -f "$root/$1"
  fi
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
