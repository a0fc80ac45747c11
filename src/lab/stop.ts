import { rm } from 'node:fs/promises';
import { run } from '../process/run.ts';
import { type CgroupHost, killGroups, listMembers, readCgroupHost, removeLabGroups } from './cgroups.ts';
import { mountPoints, unmountAt } from './disk.ts';
import type { LabOptions } from './events.ts';
import { withLock } from './lock.ts';
import { cutPower, shutDownMachine } from './machine.ts';
import { networkNames, PUBLISH_MEMBER } from './names.ts';
import { removeNetworks } from './networks.ts';
import { labPaths, machinePaths } from './paths.ts';
import { recordedMachines, requireLabRecord } from './records.ts';
import { closeConnections } from './ssh.ts';
import { requireMachine } from './start.ts';

const LOCK_WAIT_SECONDS = 30;
/** MySQL may have to flush its buffers; a machine that takes longer loses its power. */
const SHUTDOWN_LIMIT_MS = 30_000;

export interface StopOptions extends LabOptions {
  /**
   * Shut the machines down properly and keep their disks, data and keys for the next start. Without it the disks are
   * deleted, and the machines simply lose their power: there is nothing left that a shutdown could save.
   */
  keepData?: boolean;
}

/** Stops a lab and removes everything of it from this machine, whatever a crash has left. Nothing there: nothing done. */
export async function stopLab(lab: string, options: StopOptions = {}): Promise<void> {
  const lock = { path: labPaths(lab).lock, what: `the lab "${lab}"`, waitSeconds: LOCK_WAIT_SECONDS };
  await withLock(lock, async () => {
    const cgroups = await readCgroupHost();
    await closeConnections(lab);
    const members = await listMembers(cgroups, lab);
    if (members.includes(PUBLISH_MEMBER)) await killGroups(cgroups, lab, PUBLISH_MEMBER);
    const hosts = [...new Set([...members, ...(await recordedMachines(lab))])].filter(
      (name) => name !== PUBLISH_MEMBER,
    );
    await Promise.all(hosts.sort().map((host) => stopMachine(cgroups, lab, host, options)));
    await endClientProcesses(lab);
    await removeNetworks(lab);
    const below = `${labPaths(lab).directory}/`;
    for (const directory of (await mountPoints()).reverse())
      if (directory.startsWith(below)) await unmountAt(directory);
    await removeLabGroups(cgroups, lab);
    if (options.keepData) await rm(labPaths(lab).publishRecord, { force: true });
    else await rm(labPaths(lab).directory, { recursive: true, force: true });
    for (const network of ['public', 'private'] as const)
      options.onEvent?.({ kind: 'network', network, state: 'removed' });
  });
}

/** Pulls the plug of one machine: all its processes end at once, unasked, and its addresses answer no more. */
export async function killMachine(lab: string, host: string, options: LabOptions = {}): Promise<void> {
  const startedAt = performance.now();
  requireMachine((await requireLabRecord(lab)).spec, host);
  await cutPower(await readCgroupHost(), lab, host);
  options.onEvent?.({ kind: 'machine', host, state: 'killed', elapsedMs: Math.round(performance.now() - startedAt) });
}

async function stopMachine(
  cgroups: CgroupHost,
  lab: string,
  host: string,
  { keepData, onEvent }: StopOptions,
): Promise<void> {
  const startedAt = performance.now();
  const tell = (state: 'stopping' | 'stopped' | 'removed') =>
    onEvent?.({ kind: 'machine', host, state, elapsedMs: Math.round(performance.now() - startedAt) });
  tell('stopping');
  if (keepData) {
    await shutDownMachine(cgroups, lab, host, SHUTDOWN_LIMIT_MS);
    tell('stopped');
  } else {
    await cutPower(cgroups, lab, host);
    await rm(machinePaths(lab, host).directory, { recursive: true, force: true });
    tell('removed');
  }
}

/** What was started in the outside client's namespace, a load generator perhaps, ends with the lab. */
async function endClientProcesses(lab: string): Promise<void> {
  const { stdout } = await run(['ip', 'netns', 'pids', networkNames(lab).clientNamespace]);
  for (const pid of stdout.split('\n').filter(Boolean).map(Number)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself meanwhile.
    }
  }
}
