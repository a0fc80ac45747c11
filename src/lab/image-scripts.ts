/**
 * The scripts that build images. Each runs in mount and process namespaces of its own (see images.ts), so that
 * nothing that it mounts or starts can outlive it, and under the image's lock. They take everything from the
 * environment: BUILDING (a directory that is renamed to the image's when all is done) and what is named below.
 */

/** Units that a server in a container has no use for; masking them halves the time to boot. */
const MASKED_UNITS = [
  'apt-daily-upgrade.timer',
  'apt-daily.timer',
  'console-getty.service',
  'dev-hugepages.mount',
  'dpkg-db-backup.timer',
  'e2scrub_all.timer',
  'fstrim.timer',
  'getty-static.service',
  'getty.target',
  'kmod-static-nodes.service',
  'ldconfig.service',
  'man-db.timer',
  'proc-sys-fs-binfmt_misc.automount',
  'proc-sys-fs-binfmt_misc.mount',
  'sshd-keygen.service',
  'sys-fs-fuse-connections.mount',
  'sys-kernel-config.mount',
  'sys-kernel-debug.mount',
  'sys-kernel-tracing.mount',
  'systemd-ask-password-console.path',
  'systemd-ask-password-wall.path',
  'systemd-binfmt.service',
  'systemd-creds.socket',
  'systemd-firstboot.service',
  'systemd-hibernate-clear.service',
  'systemd-hostnamed.socket',
  'systemd-journal-catalog-update.service',
  'systemd-journal-flush.service',
  'systemd-logind.service',
  'systemd-machine-id-commit.service',
  'systemd-modules-load.service',
  'systemd-pcrextend.socket',
  'systemd-pcrlock.socket',
  'systemd-pcrmachine.service',
  'systemd-pcrphase-sysinit.service',
  'systemd-pcrphase.service',
  'systemd-pstore.service',
  'systemd-random-seed.service',
  'systemd-sysext.socket',
  'systemd-sysusers.service',
  'systemd-tpm2-setup-early.service',
  'systemd-tpm2-setup.service',
  'systemd-update-done.service',
];

/** Leaves no trace of the build, no secrets that machines would share, and lets only the preset decide what starts. */
const FINISH = `
finish() {
  rm -f "$1"/usr/sbin/policy-rc.d "$1"/etc/ssh/ssh_host_* "$1"/var/lib/dbus/machine-id
  rm -f "$1"/var/lib/mysql/auto.cnf "$1"/var/lib/mysql/*.pem
  rm -rf "$1"/var/cache/apt/*.bin "$1"/var/cache/debconf/*-old "$1"/var/lib/dpkg/*-old "$1"/var/log/apt "$1"/var/log/*.log
  SYSTEMD_OFFLINE=1 chroot "$1" systemctl preset-all --quiet
  : >"$1/etc/machine-id"
}
`;

/** Also needs SUITE, PACKAGES (with commas), ARCHIVE, SECURITY and APT_OPTIONS (a file for apt.conf.d, may be empty). */
export const BASE_SCRIPT = `set -eu
${FINISH}
# Configured by these files from the first package on: no manuals, and no fsync for each file, since a build that is
# cut off is thrown away (dpkg(1), --force-unsafe-io).
dpkg_options='force-unsafe-io
path-exclude=/usr/share/doc/*
path-include=/usr/share/doc/*/copyright
path-exclude=/usr/share/info/*
path-exclude=/usr/share/lintian/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/man/*'
printf '%s\\n' "$dpkg_options" >"$BUILDING/dpkg.cfg"
mmdebstrap --mode=root --variant=minbase --format=directory --include="$PACKAGES" \\
  --dpkgopt="$BUILDING/dpkg.cfg" --aptopt="$APT_OPTIONS" \\
  --aptopt='Acquire::Languages "none"' --aptopt='APT::Install-Recommends "false"' \\
  --skip=cleanup/apt/lists "$SUITE" "$BUILDING/root" \\
  "deb $ARCHIVE $SUITE main" "deb $ARCHIVE $SUITE-updates main" "deb $SECURITY $SUITE-security main"
root=$BUILDING/root
# The package lists are needed by the layers' builds, not by machines.
mv "$root/var/lib/apt/lists" "$BUILDING/lists"
mkdir -p "$root/var/lib/apt/lists/partial"

mkdir -p "$root/etc/systemd/journald.conf.d" "$root/etc/systemd/system-preset" "$root/etc/ssh/sshd_config.d" "$root/root/.ssh"
cat >"$root/etc/systemd/system-preset/00-smartx.preset" <<'END'
# No package starts a daemon by itself: what runs is decided by the platform's declaration (systemd.preset(5)).
enable ssh.service
disable *
END
for unit in ${MASKED_UNITS.join(' ')}; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
printf '[Journal]\\nStorage=volatile\\nRuntimeMaxUse=16M\\n' >"$root/etc/systemd/journald.conf.d/smartx.conf"
chmod 700 "$root/root/.ssh"
# PerSourcePenalties would lock out the operator whose probe looks whether the port is open yet (sshd_config(5)).
cat >"$root/etc/ssh/sshd_config.d/00-lab.conf" <<'END'
HostKey /etc/ssh/ssh_host_ed25519_key
KbdInteractiveAuthentication no
MaxStartups 100
PasswordAuthentication no
PerSourcePenalties no
PermitRootLogin prohibit-password
UseDNS no
END
# A resolver that refuses at once: one that does not answer makes things stall for 10 s at a time (resolv.conf(5)).
printf 'nameserver 127.0.0.1\\noptions timeout:1 attempts:1\\n' >"$root/etc/resolv.conf"
finish "$root"
rm -f "$BUILDING/dpkg.cfg"
`;

/** Also needs BASE (the base image's directory), PACKAGES and SID_PACKAGES (with spaces), ARCHIVE and APT_OPTIONS. */
export const LAYER_SCRIPT = `set -eu
${FINISH}
mkdir -p "$BUILDING/root" "$BUILDING/work" "$BUILDING/merged" "$BUILDING/archives/partial"
root=$BUILDING/merged
mount -t overlay overlay -o "lowerdir=$BASE/root,upperdir=$BUILDING/root,workdir=$BUILDING/work" "$root"
cp -a "$BASE/lists" "$BUILDING/lists"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs tmpfs "$root/run"
mount -t devpts devpts "$root/dev/pts"
mount --bind "$BUILDING/lists" "$root/var/lib/apt/lists"
mount --bind "$BUILDING/archives" "$root/var/cache/apt/archives"
mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
mount --bind /etc/hosts "$root/etc/hosts" 2>/dev/null || true
# Says no to every daemon that a package wants to start now (invoke-rc.d(8)).
printf '#!/bin/sh\\nexit 101\\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
cp "$APT_OPTIONS" "$root/etc/apt/apt.conf.d/99smartx-build"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086  # lists of words
if [ -n "$SID_PACKAGES" ]; then
  echo "deb $ARCHIVE sid main" >"$root/etc/apt/sources.list.d/sid.list"
  printf 'Package: *\\nPin: release n=sid\\nPin-Priority: 100\\n' >"$root/etc/apt/preferences.d/sid"
  chroot "$root" apt-get -q update
  chroot "$root" apt-get -q install -y --no-install-recommends -t sid $SID_PACKAGES
fi
# shellcheck disable=SC2086  # a list of words
[ -z "$PACKAGES" ] || chroot "$root" apt-get -q install -y --no-install-recommends $PACKAGES
rm -f "$root/etc/apt/apt.conf.d/99smartx-build" "$root/etc/apt/sources.list.d/sid.list" "$root/etc/apt/preferences.d/sid"
finish "$root"
umount -R "$root"
rm -rf "$BUILDING/work" "$BUILDING/merged" "$BUILDING/lists" "$BUILDING/archives"
`;

/** Also needs RUNTIME (such as node-24) and BINARY (the file to install). */
export const RUNTIME_SCRIPT = `set -eu
install -D -m 755 "$BINARY" "$BUILDING/root/opt/smartx/$RUNTIME/bin/node"
mkdir -p "$BUILDING/root/usr/local/bin"
ln -s "/opt/smartx/$RUNTIME/bin/node" "$BUILDING/root/usr/local/bin/node"
`;
