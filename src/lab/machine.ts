import { readFile } from 'node:fs/promises';
import { type CgroupHost, isPopulated, killGroups, processesOf, removeGroups, waitUntilEmpty } from './cgroups.ts';
import type { MachineRecord } from './convergence.ts';
import { dataPath, prepareDisk, unmountAt } from './disk.ts';
import { launchMember } from './launch.ts';
import { machineNames } from './names.ts';
import { createMachineLinks, removeMachineLinks, unplugMachine } from './networks.ts';
import { machinePaths } from './paths.ts';
import type { LabMachine, LabSpec } from './spec.ts';
import { closeConnection } from './ssh.ts';

/** Boots a machine that does not run, from its disk, with a fresh network; returns before it answers. */
export async function bootMachine(
  cgroups: CgroupHost,
  spec: LabSpec,
  machine: LabMachine,
  record: MachineRecord,
  authorizedKey: string,
): Promise<void> {
  await clearRuntime(cgroups, spec.name, machine.name);
  await prepareDisk(spec.name, machine, record, authorizedKey);
  await createMachineLinks(spec, machine);
  await launchMember(cgroups, spec.name, machine.name, {
    argv: nspawnCommand(spec.name, machine),
    // The container's systemd uses cgroup v2 alone, and /proc/sys/net is writable: it is the machine's own namespace's.
    env: { SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1', SYSTEMD_NSPAWN_API_VFS_WRITABLE: 'network' },
    log: machinePaths(spec.name, machine.name).console,
  });
}

/** Shuts a machine down: nspawn passes SIGTERM on as a power-off. Past the limit its processes are killed. */
export async function shutDownMachine(cgroups: CgroupHost, lab: string, host: string, limitMs: number): Promise<void> {
  await closeConnection(lab, host);
  const nspawn = await findNspawn(cgroups, lab, host);
  if (nspawn !== undefined) {
    terminate(nspawn);
    await waitUntilEmpty(cgroups, lab, host, limitMs);
  } // Otherwise somebody killed nspawn: there is nobody to ask, and no use in waiting.
  await clearRuntime(cgroups, lab, host);
}

/** Pulls the plug: off both networks first, since its addresses would go on answering, then all processes at once. */
export async function cutPower(cgroups: CgroupHost, lab: string, host: string): Promise<void> {
  await unplugMachine(lab, host);
  await clearRuntime(cgroups, lab, host);
}

/** Whether anything of a machine runs. */
export function isRunning(cgroups: CgroupHost, lab: string, host: string): Promise<boolean> {
  return isPopulated(cgroups, lab, host);
}

/** Ends what still lives of a machine, and removes all that a boot makes anew: groups, namespace, links, mount. */
async function clearRuntime(cgroups: CgroupHost, lab: string, host: string): Promise<void> {
  if (await isPopulated(cgroups, lab, host)) await killGroups(cgroups, lab, host);
  else await removeGroups(cgroups, lab, host);
  await closeConnection(lab, host);
  await removeMachineLinks(lab, host);
  await unmountAt(machinePaths(lab, host).root);
}

/**
 * systemd-nspawn(1). With --keep-unit a reboot from inside ends the machine (exit code 133), and so it should: its
 * network namespace would keep the addresses and rules of before. The next start makes all of that anew.
 */
function nspawnCommand(lab: string, machine: LabMachine): string[] {
  const binds = machine.dataDirectories.map(
    (directory) => `--bind=${dataPath(lab, machine.name, directory)}:${directory}`,
  );
  return [
    ...['systemd-nspawn', '--quiet', '--boot', '--register=no', '--keep-unit'],
    ...[
      `--directory=${machinePaths(lab, machine.name).root}`,
      `--machine=${machine.name}`,
      `--hostname=${machine.name}`,
    ],
    ...[`--network-namespace-path=/run/netns/${machineNames(lab, machine.name).namespace}`],
    ...[
      '--capability=CAP_NET_ADMIN,CAP_NET_RAW',
      '--resolv-conf=off',
      '--timezone=off',
      '--link-journal=no',
      '--console=pipe',
    ],
    ...binds,
  ];
}

async function findNspawn(cgroups: CgroupHost, lab: string, host: string): Promise<number | undefined> {
  for (const pid of await processesOf(cgroups, lab, host)) {
    if ((await commandOf(pid)) === 'systemd-nspawn') return pid;
  }
  return undefined;
}

async function commandOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
}

function terminate(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It ended by itself meanwhile.
  }
}
