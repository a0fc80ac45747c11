import { readFile } from 'node:fs/promises';

/** A process that cannot be mistaken for a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to its start: field 22 of /proc/PID/stat, proc_pid_stat(5). */
  readonly startTicks: string;
  readonly bootId: string;
}

export async function ownIdentity(): Promise<ProcessIdentity> {
  const startTicks = await readStartTicks(process.pid);
  if (startTicks === undefined) throw new Error('/proc does not know this process');
  return { pid: process.pid, startTicks, bootId: await readBootId() };
}

/** Whether that very process still runs. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (identity.bootId !== (await readBootId())) return false;
  return (await readStartTicks(identity.pid)) === identity.startTicks;
}

async function readStartTicks(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field is the program's name in parentheses, which may itself contain spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  // Field 3, the state, is the first of these; a zombie has ended already.
  return fields === undefined || fields[0] === 'Z' ? undefined : fields[19];
}

async function readBootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}
