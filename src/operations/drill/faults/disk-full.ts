import type { FaultHandler } from '../fault-handler.ts';
import { runScript } from '../reach.ts';

/**
 * The root of a lab's machine lies on the disk of the machine that runs the lab, which nobody may fill. So the directory
 * gets a small file system of its own, with its content and not one free byte; to whoever writes there it is all the
 * same. Nginx opens its logs anew, since it would go on writing into the file that it has open.
 */
export const diskFull: FaultHandler<'diskFull'> = {
  describe: ({ host, directory }) => `the disk of ${host} is full at ${directory}`,
  inject: async ({ host, directory }, reach) => {
    await runScript(reach, { host, step: `fill ${directory}`, script: fillScript, args: [directory] });
  },
  heal: async ({ host, directory }, reach) => {
    await runScript(reach, { host, step: `make room in ${directory}`, script: freeScript, args: [directory] });
  },
  remains: async ({ host, directory }, reach) => {
    const said = await runScript(reach, { host, step: `look at ${directory}`, script: lookScript, args: [directory] });
    return said.trim() === '' ? undefined : `${directory} on ${host} ${said.trim()}`;
  },
};

/** Recognises our mount: findmnt(8) and umount(8) know it by this source. */
const source = 'smartx-drill';
/** Files that would have to be copied into memory; where there are more, the directory is the wrong one. */
const CONTENT_KIB_MAX = 65_536;

const reopenLogs = `
reopen() {
  systemctl is-active --quiet nginx.service || return 0
  systemctl kill --kill-whom=main --signal=USR1 nginx.service
}
is_ours() { [ "$(findmnt --noheadings --output SOURCE --target "$directory" | tail -n 1)" = ${source} ]; }
directory=$1
# Where its content is to be seen meanwhile; several directories may be filled at the same time.
before=/run/${source}$(echo "$directory" | tr / -)
`;

const fillScript = `set -eu
${reopenLogs}
is_ours && exit 0
used=$(du -sk "$directory" | cut -f 1)
[ "$used" -le ${CONTENT_KIB_MAX} ] || { echo "$directory holds $used KiB, too much to copy" >&2; exit 1; }
mkdir -p "$before"
mount --bind "$directory" "$before"
# Else the new file system would appear there, too (mount_namespaces(7), peer groups).
mount --make-private "$before"
mount -t tmpfs -o "size=$((used + 64))k,mode=$(stat -c %a "$directory"),uid=$(stat -c %u "$directory"),gid=$(stat -c %g "$directory")" ${source} "$directory"
cp -a "$before/." "$directory/"
umount "$before"
reopen
# Blocks first, then what is left of the last one.
dd if=/dev/zero of="$directory/.${source}" bs=4k 2>/dev/null || true
if printf '%8192s' x 2>/dev/null > "$directory/.${source}-probe"; then echo "there is still room" >&2; exit 1; fi
`;

const freeScript = `set -eu
${reopenLogs}
tries=0
while is_ours; do
  tries=$((tries + 1))
  [ "$tries" -le 16 ] || { echo "cannot be unmounted" >&2; exit 1; }
  # Lazily: whoever has a file open there keeps it until it is opened anew.
  umount --lazy "$directory"
done
if mountpoint -q "$before"; then umount "$before"; fi
reopen
`;

const lookScript = `
${reopenLogs}
if is_ours; then echo "is still the full file system"; exit 0; fi
probe="$directory/.${source}-probe"
if printf '%8192s' x 2>/dev/null > "$probe"; then rm -f "$probe"; else echo "cannot be written to"; fi
`;
