import { mkdir, rm } from 'node:fs/promises';
import { Failure } from '../problems/failure.ts';
import { type CgroupHost, readCgroupHost } from './cgroups.ts';
import { decideMachine, type MachineAction, type MachineRecord, recordOf } from './convergence.ts';
import { wipeDisk } from './disk.ts';
import type { LabOptions } from './events.ts';
import { imageExists } from './image-build.ts';
import { ensureImages } from './images.ts';
import { type LockMode, withLock } from './lock.ts';
import { bootMachine, cutPower, isRunning, shutDownMachine } from './machine.ts';
import { createNetworks } from './networks.ts';
import { labPaths, machinePaths } from './paths.ts';
import { readLabRecord, readMachineRecord, recordedMachines, requireLabRecord, writeLabRecord } from './records.ts';
import { checkLabSpec, type LabMachine, type LabSpec } from './spec.ts';
import { readAuthorizedKey, waitForSsh, writeSshAccess } from './ssh.ts';

/** How long a second command on the same lab waits for the first one. */
const LOCK_WAIT_SECONDS = 10;
/** As long as the other one may take to boot the machine. */
const MACHINE_LOCK_WAIT_SECONDS = 150;
/** A machine that is rebuilt or readdressed gets this long to shut down. */
const SHUTDOWN_LIMIT_MS = 30_000;

export interface StartOptions extends LabOptions {
  /** Path of the project directory that the lab belongs to; another project's lab of the same name is refused. */
  owner: string;
  /** Whether machines that are no longer declared go on; `removeUndeclared` takes them away then. */
  keepUndeclared?: boolean;
}

interface MachineTask {
  machine: LabMachine;
  action: MachineAction;
  record: MachineRecord | undefined;
  running: boolean;
}

/**
 * Brings a lab from whatever there is, nothing and the leftovers of a crash included, to what is declared, and
 * returns when every machine answers by SSH. Running machines that are as declared are not touched.
 * @throws Failure; running the same again continues where it stopped.
 */
export async function startLab(spec: LabSpec, options: StartOptions): Promise<void> {
  refuseWrongSpec(spec);
  await withLock(labLock(spec.name, 'exclusive'), async () => {
    await refuseForeignLab(spec.name, options.owner);
    const cgroups = await readCgroupHost();
    const tasks = await Promise.all(spec.machines.map((machine) => observe(cgroups, spec.name, machine)));
    const stacks = await ensureImages(
      tasks.filter(({ action }) => action === 'create').map(({ machine }) => machine),
      options,
    );
    await createNetworks(spec, options.onEvent);
    await writeLabRecord({ owner: options.owner, spec });
    await mkdir(labPaths(spec.name).machines, { recursive: true, mode: 0o700 });
    if (!options.keepUndeclared) await removeMachines(cgroups, spec, options);
    await writeSshAccess(spec);
    const authorizedKey = await readAuthorizedKey(spec.name);
    await allOrFirstFailure(
      tasks.map((task) => converge(cgroups, spec, task, stacks.get(task.machine.name), authorizedKey, options)),
    );
  });
}

/**
 * Boots one machine of a running lab again, from its own disk, and waits for SSH; a running one is left alone.
 * Several machines of a lab may be started at the same time.
 */
export async function startMachine(lab: string, host: string, options: LabOptions = {}): Promise<void> {
  const { spec } = await requireLabRecord(lab);
  const machine = requireMachine(spec, host);
  const machineLock = { path: machinePaths(lab, host).lock, what: host, waitSeconds: MACHINE_LOCK_WAIT_SECONDS };
  const boot = async () => {
    const cgroups = await readCgroupHost();
    const task = await observe(cgroups, lab, machine);
    const stacks = task.action === 'create' ? await ensureImages([machine], options) : new Map<string, string[]>();
    await converge(cgroups, spec, task, stacks.get(host), await readAuthorizedKey(lab), options);
  };
  await withLock(labLock(lab, 'shared'), () => withLock(machineLock, boot));
}

/** @throws Failure when the lab has no machine of this name. */
export function requireMachine(spec: LabSpec, host: string): LabMachine {
  const machine = spec.machines.find(({ name }) => name === host);
  if (machine !== undefined) return machine;
  throw new Failure({
    step: 'find the machine',
    host,
    reason: `the lab "${spec.name}" has ${spec.machines.map(({ name }) => name).join(', ') || 'no machines'}`,
    changed: 'Nothing was changed.',
    next: 'use one of these names.',
  });
}

async function observe(cgroups: CgroupHost, lab: string, machine: LabMachine): Promise<MachineTask> {
  const record = await readMachineRecord(lab, machine.name);
  const running = await isRunning(cgroups, lab, machine.name);
  const layersExist = (await Promise.all((record?.layers ?? []).map(imageExists))).every(Boolean);
  return { machine, record, running, action: decideMachine(machine, { record, running, layersExist }) };
}

async function converge(
  cgroups: CgroupHost,
  spec: LabSpec,
  task: MachineTask,
  stack: readonly string[] | undefined,
  authorizedKey: string,
  { signal, onEvent }: LabOptions,
): Promise<void> {
  const { machine, action } = task;
  const startedAt = performance.now();
  const tell = (state: 'unchanged' | 'creating' | 'booting' | 'ready' | 'stopping') =>
    onEvent?.({ kind: 'machine', host: machine.name, state, elapsedMs: Math.round(performance.now() - startedAt) });
  signal?.throwIfAborted();
  if (action !== 'keep') {
    if (task.running) {
      tell('stopping');
      await shutDownMachine(cgroups, spec.name, machine.name, SHUTDOWN_LIMIT_MS);
    }
    if (action === 'create') {
      tell('creating');
      await wipeDisk(spec.name, machine.name);
    }
    const layers = stack ?? task.record?.layers ?? [];
    tell('booting');
    await bootMachine(cgroups, spec, machine, recordOf(machine, layers), authorizedKey);
  }
  await waitForSsh(spec.name, machine, () => isRunning(cgroups, spec.name, machine.name), signal);
  tell(action === 'keep' ? 'unchanged' : 'ready');
}

/** Machines of a lab that it has and that are not declared, sorted. */
export async function undeclaredMachines(spec: LabSpec): Promise<string[]> {
  const declared = new Set(spec.machines.map(({ name }) => name));
  return (await recordedMachines(spec.name)).filter((host) => !declared.has(host));
}

/** Takes away the machines that are not declared any more, with their disks. */
export async function removeUndeclared(spec: LabSpec, options: LabOptions): Promise<void> {
  await withLock(labLock(spec.name, 'exclusive'), async () => removeMachines(await readCgroupHost(), spec, options));
}

async function removeMachines(cgroups: CgroupHost, spec: LabSpec, { onEvent }: LabOptions): Promise<void> {
  await allOrFirstFailure(
    (await undeclaredMachines(spec)).map(async (host) => {
      const startedAt = performance.now();
      await cutPower(cgroups, spec.name, host);
      await rm(machinePaths(spec.name, host).directory, { recursive: true, force: true });
      onEvent?.({ kind: 'machine', host, state: 'removed', elapsedMs: Math.round(performance.now() - startedAt) });
    }),
  );
}

/** Waits for all, so that nothing goes on behind the caller's back, and then throws what failed first. */
async function allOrFirstFailure(work: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

export async function refuseForeignLab(lab: string, owner: string): Promise<void> {
  const record = await readLabRecord(lab);
  if (record === undefined || record.owner === owner) return;
  throw new Failure({
    step: `start the lab "${lab}"`,
    reason: `a lab of this name belongs to the project in ${record.owner}`,
    changed: 'Nothing was changed.',
    next: `take it down from there (cd ${record.owner}), or give your environment another name.`,
  });
}

function refuseWrongSpec(spec: LabSpec): void {
  const problems = checkLabSpec(spec);
  if (problems.length === 0) return;
  throw new Failure({
    step: `start the lab "${spec.name}"`,
    reason: problems.join('; '),
    changed: 'Nothing was changed.',
    next: 'correct the environment in smartx.config.ts.',
  });
}

function labLock(lab: string, mode: LockMode) {
  return { path: labPaths(lab).lock, what: `the lab "${lab}"`, waitSeconds: LOCK_WAIT_SECONDS, mode };
}
