import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../process/run.ts';
import { runOrFail } from '../process/run-or-fail.ts';
import type { MachineRecord } from './convergence.ts';
import { imageRoot } from './image-build.ts';
import { renderFirstHostsFile } from './machine-files.ts';
import { machinePaths } from './paths.ts';
import type { LabMachine } from './spec.ts';

/** Copying MySQL's initial data directory (180 MB) to a slow disk is the longest step. */
const SEED_TIMEOUT_MS = 120_000;
/** Mounts stacked on one directory; more than one is already the trace of a crash. */
const STACKED_MOUNTS_MAX = 16;

/** Throws a machine's changes against its image away. Its data directories stay. The machine must not run. */
export async function wipeDisk(lab: string, host: string): Promise<void> {
  const paths = machinePaths(lab, host);
  await rm(paths.record, { force: true });
  await unmountAt(paths.root);
  for (const directory of [paths.upper, paths.work]) await rm(directory, { recursive: true, force: true });
}

/** Mounts a machine's root file system and writes what makes it this machine. It must not run. */
export async function prepareDisk(
  lab: string,
  machine: LabMachine,
  record: MachineRecord,
  authorizedKey: string,
): Promise<void> {
  const paths = machinePaths(lab, machine.name);
  const isNew = (await stat(paths.upper).catch(() => undefined)) === undefined;
  for (const directory of [paths.upper, paths.work, paths.root]) await mkdir(directory, { recursive: true });
  await unmountAt(paths.root);
  const lower = [...record.layers].reverse().map(imageRoot).join(':');
  await runOrFail(
    [
      'mount',
      '-t',
      'overlay',
      'overlay',
      '-o',
      `lowerdir=${lower},upperdir=${paths.upper},workdir=${paths.work}`,
      paths.root,
    ],
    {
      step: 'mount its disk',
      host: machine.name,
      changed: 'The machine is half created.',
      next: 'run the same command again.',
    },
  );
  if (isNew) await writeFile(join(paths.root, 'etc/machine-id'), `${randomBytes(16).toString('hex')}\n`);
  await writeFile(join(paths.root, 'etc/hostname'), `${machine.name}\n`);
  await writeFirstHostsFile(lab, machine);
  await writeFile(join(paths.root, 'root/.ssh/authorized_keys'), authorizedKey, { mode: 0o600 });
  for (const [suffix, mode] of [
    ['', 0o600],
    ['.pub', 0o644],
  ] as const) {
    const key = await readFile(`${paths.hostKey}${suffix}`);
    await writeFile(join(paths.root, `etc/ssh/ssh_host_ed25519_key${suffix}`), key, { mode });
  }
  for (const directory of machine.dataDirectories) await seedData(lab, machine.name, directory);
  await writeFile(paths.record, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** The machine's first /etc/hosts; whatever is there later belongs to whoever configures the machine. */
async function writeFirstHostsFile(lab: string, machine: LabMachine): Promise<void> {
  const { root, upper } = machinePaths(lab, machine.name);
  if ((await stat(join(upper, 'etc/hosts')).catch(() => undefined)) !== undefined) return;
  const path = join(root, 'etc/hosts');
  await writeFile(`${path}.new`, renderFirstHostsFile(machine.name), { mode: 0o644 });
  await rename(`${path}.new`, path);
}

/** The directory on this machine that stands for a data directory of a lab's machine. */
export function dataPath(lab: string, host: string, directory: string): string {
  return join(machinePaths(lab, host).data, directory);
}

/** Unmounts whatever is mounted on a directory; a busy mount is detached and vanishes when its last user ends. */
export async function unmountAt(directory: string): Promise<void> {
  for (let count = 0; count < STACKED_MOUNTS_MAX; count += 1) {
    if (!(await mountPoints()).includes(directory)) return;
    if ((await run(['umount', directory])).exitCode !== 0) await run(['umount', '--lazy', directory]);
  }
}

/** Where something is mounted on this machine now, in the order of mounting. */
export async function mountPoints(): Promise<string[]> {
  const mounts = await readFile('/proc/self/mounts', 'utf8');
  return mounts.split('\n').map((line) => line.split(' ')[1] ?? '');
}

/** Copies the image's content once; a copy that was cut off never gets the final name. */
async function seedData(lab: string, host: string, directory: string): Promise<void> {
  const target = dataPath(lab, host, directory);
  if ((await stat(target).catch(() => undefined)) !== undefined) return;
  const source = join(machinePaths(lab, host).root, directory);
  await mkdir(source, { recursive: true });
  await mkdir(dirname(target), { recursive: true });
  await rm(`${target}.seeding`, { recursive: true, force: true });
  await runOrFail(
    ['cp', '--archive', '--sparse=always', source, `${target}.seeding`],
    {
      step: `copy ${directory} out of the image`,
      host,
      changed: 'The machine is half created.',
      next: 'see that the disk is not full (df -h), then run this again.',
    },
    { timeoutMs: SEED_TIMEOUT_MS },
  );
  await rename(`${target}.seeding`, target);
}
