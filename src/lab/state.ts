import { type RunOptions, type RunResult, run } from '../process/run.ts';
import { readCgroupHost } from './cgroups.ts';
import { isRunning } from './machine.ts';
import { networkNames } from './names.ts';
import { type Published, readPublished } from './publish.ts';
import { readLabRecord, recordedMachines } from './records.ts';
import type { LabSpec } from './spec.ts';

/** `running`: processes live. `stopped`: it has a disk. `absent`: declared, but nothing of it is there. */
export type MachineState = 'running' | 'stopped' | 'absent';

export interface LabState {
  name: string;
  /** Path of the project that the lab belongs to; undefined when no complete lab of this name exists. */
  owner: string | undefined;
  spec: LabSpec | undefined;
  machines: readonly { host: string; state: MachineState }[];
  /** The port of this machine that leads to the platform, when it is open. */
  published: Published | undefined;
}

/** What there is of a lab, as the kernel and the disk tell it; a lab that does not exist has no machines. */
export async function labState(lab: string): Promise<LabState> {
  const record = await readLabRecord(lab);
  const cgroups = await readCgroupHost();
  const recorded = await recordedMachines(lab);
  const hosts = [...new Set([...(record?.spec.machines.map(({ name }) => name) ?? []), ...recorded])].sort();
  const machines = await Promise.all(
    hosts.map(async (host) => {
      const running = await isRunning(cgroups, lab, host);
      const state: MachineState = running ? 'running' : recorded.includes(host) ? 'stopped' : 'absent';
      return { host, state };
    }),
  );
  return {
    name: lab,
    owner: record?.owner,
    spec: record?.spec,
    machines,
    published: await readPublished(cgroups, lab),
  };
}

/** The argv that runs a command as the outside client: in its network, with this machine's files. */
export function clientCommand(lab: string, argv: readonly string[]): string[] {
  return ['nsenter', `--net=/run/netns/${networkNames(lab).clientNamespace}`, '--', ...argv];
}

/** Runs a command as the outside client, to its end. */
export function runInClient(lab: string, argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return run(clientCommand(lab, argv), options);
}
