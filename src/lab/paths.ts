import { join } from 'node:path';
import { isLabName } from './spec.ts';

/** Everything that the lab keeps on this machine's disk is below this directory. */
export const STATE_DIRECTORY = '/var/lib/smartx';
export const IMAGES_DIRECTORY = join(STATE_DIRECTORY, 'images');
export const LABS_DIRECTORY = join(STATE_DIRECTORY, 'labs');
export const LOCKS_DIRECTORY = join(STATE_DIRECTORY, 'locks');

/** Where one lab keeps its files. `directory` may be read by everybody, the key inside only by root. */
export function labPaths(lab: string) {
  // A name such as ".." must never become the directory that `down` removes.
  if (!isLabName(lab)) throw new Error(`"${lab}" cannot name a lab`);
  const directory = join(LABS_DIRECTORY, lab);
  const ssh = join(directory, 'ssh');
  return {
    directory,
    record: join(directory, 'lab.json'),
    lock: join(LOCKS_DIRECTORY, `lab-${lab}.lock`),
    machines: join(directory, 'machines'),
    ssh,
    sshConfig: join(ssh, 'config'),
    sshKey: join(ssh, 'id_ed25519'),
    knownHosts: join(ssh, 'known_hosts'),
    publishRecord: join(directory, 'publish.json'),
    publishLog: join(directory, 'publish.log'),
  };
}

/** Where one machine keeps its files. */
export function machinePaths(lab: string, host: string) {
  const directory = join(labPaths(lab).machines, host);
  return {
    directory,
    /** What the machine was made from; see MachineRecord. */
    record: join(directory, 'machine.json'),
    /** The changes against the image: overlayfs's upperdir. */
    upper: join(directory, 'upper'),
    work: join(directory, 'work'),
    /** The mounted root file system, while the machine exists. */
    root: join(directory, 'root'),
    /** Real directories that are bind-mounted into the machine. */
    data: join(directory, 'data'),
    lock: join(LOCKS_DIRECTORY, `lab-${lab}.${host}.lock`),
    hostKey: join(directory, 'ssh_host_ed25519_key'),
    console: join(directory, 'console.log'),
  };
}
