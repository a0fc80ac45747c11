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
unpack_release() { # STEP NAME ROOT ID KEEP [PATH COMMAND...]
  steps start "$1"
  incoming=$root$3/releases/.incoming
  for path in "$3" "$3/releases"; do [ -d "$root$path" ] || printf '%s\n' "$path" >>"$stage/made.list"; done
  rm -rf "$incoming"
  printf '%s\n' "$incoming" "$incoming.kept" "$root$3/releases/$4" >>"$stage/unpacked.list"
  try mkdir -p "$incoming" &&
    fill_release "$@" &&
    keep_only $5 &&
    try touch "$incoming" &&
    try mv -T "$incoming" "$root$3/releases/$4" && steps ok "$1"
}

fill_release() { # STEP NAME ROOT ID KEEP [PATH COMMAND...]
  archive=$stage/release-$2.tar.gz
  shift 5
  if [ $# -eq 0 ]; then try tar -C "$incoming" --no-same-owner -xzf "$archive"; else build_release "$@"; fi
}

# Of an application, web hosts keep what users may see, and nothing of its code. None named: all stays.
keep_only() { # [DIRECTORY...]
  [ $# -gt 0 ] || return 0
  for kept in "$@"; do
    [ -d "$incoming/$kept" ] && [ ! -L "$incoming/$kept" ] && continue
    why "the release has no directory $kept, which app.static names"
    return 1
  done
  rm -rf "$incoming.kept" && try mkdir -p "$incoming.kept" || return 1
  for kept in "$@"; do
    try mkdir -p "$incoming.kept/$(dirname "$kept")" && try mv -T "$incoming/$kept" "$incoming.kept/$kept" || return 1
  done
  rm -rf "$incoming" && try mv -T "$incoming.kept" "$incoming"
}

# The release's own code runs here, so it does so as a user that exists for it alone and can write nothing but its copy
# (systemd.exec(5), DynamicUser=). What it made becomes root's, like every release.
build_release() { # PATH COMMAND...
  path=$1 place=$root/var/lib/private/smartx-build; shift
  # One of a run that was cut off may still be at it.
  systemctl stop smartx-build.service 2>/dev/null
  rm -rf "$place"
  systemd-run --quiet --wait --pipe --collect --unit=smartx-build --property=DynamicUser=yes \
    --property=StateDirectory=smartx-build --property=StateDirectoryMode=0700 --property=WorkingDirectory=/var/lib/smartx-build \
    --property=PrivateDevices=yes --property=ProtectHome=yes --property=RuntimeMaxSec="$build_limit" \
    --setenv=PATH="$path" --setenv=HOME=/tmp --setenv=CI=true \
    sh -c 'umask 022 && tar --no-same-owner -xz && exec "$@" </dev/null' sh "$@" <"$archive" >"$stage/out" 2>&1 9>&- ||
    build_failed $? "$@" || return 1
  try cp -a "$place/." "$incoming" &&
    try chown -hR root:root "$incoming" &&
    try chmod -R u=rwX,go=rX "$incoming" &&
    rm -rf "$place" "$root/var/lib/smartx-build"
}

build_failed() { # CODE COMMAND...
  rm -rf "$place" "$root/var/lib/smartx-build"
  say "@code $1"; shift
  say "@command $*"
  tell_out
  why "the release does not build on this host"
}

back_up() {
  cat "$stage/created.list" "$stage/changed.list" "$stage/removed.list" | while IFS= read -r path; do
    if exists "$root/$path"; then printf '%s\n' "$path"; fi
  done >"$stage/old.list"
  # Each file is put back by itself, so a second name of the same file must not lean on the first.
  try tar -C "$root/" --no-recursion --hard-dereference -cf "$stage/old.tar" -T "$stage/old.list"
}

# A file that is changed for the first time is somebody else's: it is kept. After a run that was cut off, what stands
# there may be Smartx's own already: so nothing that is kept is kept again, and nothing that such a run created.
keep_originals() {
  while IFS= read -r path; do
    grep -qxF -- "file /$path" "$managed_file" "$unfinished_file" 2>/dev/null && continue
    [ -f "$root/$path" ] && ! exists "$originals/$path" || continue
    mkdir -p -m 0700 "$originals" && mkdir -p "$originals/${path%/*}" || return 1
    try cp -a "$root/$path" "$originals/$path.smartx-new" && try mv -fT "$originals/$path.smartx-new" "$originals/$path" || return 1
    printf '%s\n' "$path" >>"$stage/kept.list"
  done <"$stage/changed.list"
}

exists() { [ -e "$1" ] || [ -L "$1" ]; }

# A new file is complete before it takes the old one's place, and a reader sees the one or the other.
place_files() {
  [ ! -s "$stage/created.list" ] || try tar -C "$root/" --same-owner -xpf "$stage/created.tar" || return 1
  [ ! -s "$stage/changed.list" ] || place "$stage/changed.tar" "$stage/changed.list" || return 1
  while IFS= read -r path; do remove_file "$path" || return 1; done <"$stage/removed.list"
}

# What stood there before Smartx took the file over comes back, such as a package's own configuration.
remove_file() {
  if exists "$originals/$1"; then
    try cp -a "$originals/$1" "$root/$1.smartx-new" && try mv -fT "$root/$1.smartx-new" "$root/$1"
  else
    try rm -f "$root/$1"
  fi
}

place() { # ARCHIVE LIST
  unpack_beside "$1" || return 1
  while IFS= read -r path; do
    try mv -fT "$root/$path.smartx-new" "$root/$path" || return 1
  done <"$2"
}

# Names get the suffix, and targets of symbolic and hard links do not (S, H; GNU tar, "Modifying File and Member Names").
unpack_beside() { # ARCHIVE [PATH]
  archive=$1; shift
  try tar -C "$root/" --same-owner --transform='s/$/.smartx-new/SH' -xpf "$archive" -- "$@"
}

link_release() { # ROOT TARGET
  ln -sfn "$2" "$root$1/current.smartx-new" && mv -fT "$root$1/current.smartx-new" "$root$1/current"
}
