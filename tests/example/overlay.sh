#!/bin/sh
# overlay.sh SCRATCH NAME LOWERDIR: a root file system of its own at SCRATCH/NAME, for chroot.
set -eu
scratch=$1 name=$2 lower=$3
root="$scratch/$name"
mkdir -p "$scratch/upper-$name" "$scratch/work-$name" "$root"
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$scratch/upper-$name,workdir=$scratch/work-$name" "$root"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/run"
for device in null urandom; do
  touch "$root/dev/$device"
  mount --bind "/dev/$device" "$root/dev/$device"
done
