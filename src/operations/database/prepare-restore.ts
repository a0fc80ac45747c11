import type { Committed } from '../../../agent/backup/committed.ts';
import { hostsWithRole } from '../../platform/per-platform.ts';
import { Failure } from '../../problems/failure.ts';
import { askForRestoreCommand, lockExitCodes } from '../../services/backup/commands.ts';
import { reachHost } from '../run-on-host.ts';
import { type BackupReach, callBackup } from './backup-program.ts';
import { restoreAtWork, untouched } from './restore-end.ts';

const ASK_TIMEOUT_MS = 30_000;

/**
 * Two restores at a time would take the primary role from each other, also on two hosts. A host that does not answer is
 * passed over: it is most often down, and what is at work there all the same cannot write once another is the primary.
 * @throws Failure when a restore is at work on a database host
 */
export async function refuseSecondRestore(
  { platform, transport, signal, onLine }: BackupReach,
  step: string,
): Promise<void> {
  const ask = async (host: string): Promise<void> => {
    const request = { argv: askForRestoreCommand, timeoutMs: ASK_TIMEOUT_MS, signal };
    const answer = await reachHost(transport, host, request, { step, changed: untouched }).catch((error: unknown) => {
      if (!(error instanceof Failure)) throw error;
      onLine(`${host} does not answer; whether a restore is at work there is not known`);
      return undefined;
    });
    if (answer?.exitCode !== lockExitCodes.restoreAtWork) return;
    throw new Failure({ step, host, ...restoreAtWork(host) });
  };
  await Promise.all(hostsWithRole(platform, 'database').map(({ name }) => ask(name)));
}

/**
 * All that the primary has committed by now: what users were told of before is among it.
 * @throws Failure when the primary does not answer
 */
export async function readCommitted(reach: BackupReach, step: string): Promise<string> {
  const reasons: string[] = [];
  const ask = async (host: string): Promise<Committed | undefined> => {
    try {
      return await callBackup<Committed>(reach, { host, step, words: ['committed'], looks: true });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      reasons.push(`${host}: ${error.reason}`);
      return undefined;
    }
  };
  const hosts = hostsWithRole(reach.platform, 'database').map(({ name }) => name);
  const answers = (await Promise.all(hosts.map(ask))).filter((answer) => answer !== undefined);
  const [primary] = answers.filter((answer) => answer.primary);
  if (primary !== undefined) return primary.gtids;
  throw new Failure({
    step,
    reason: `no host says that it is the primary, so nobody knows what was committed${reasons.length > 0 ? `; ${reasons.join('; ')}` : ''}`,
    changed: untouched,
    next: 'smartx db status shows the members; if the primary does not answer, hand its role over: smartx db switchover',
  });
}
