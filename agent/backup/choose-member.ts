import type { AgentStatus } from '../health-server.ts';
import type { BackupConfig } from './config.ts';

const ASK_LIMIT_MS = 2_000;

/** What an agent said of its member; undefined where it did not answer. */
export type MemberAnswer = Pick<AgentStatus, 'host' | 'primary' | 'secondary'>;

/**
 * The member that makes the backups: the healthy secondary with the highest name, or else whoever takes writes. Members
 * agree on it without talking about it, since all ask the same agents.
 */
export function chooseMember(answers: readonly (MemberAnswer | undefined)[]): string | undefined {
  const healthy = answers.filter((answer) => answer !== undefined);
  const names = healthy.filter(({ secondary }) => secondary).map(({ host }) => host);
  return names.sort(inNaturalOrder).at(-1) ?? healthy.find(({ primary }) => primary)?.host;
}

/** Asks the agents of all members. */
export async function readChosenMember({ members, healthPort }: BackupConfig): Promise<string | undefined> {
  return chooseMember(await Promise.all(members.map(({ address }) => ask(`http://${address}:${healthPort}/status`))));
}

async function ask(url: string): Promise<MemberAnswer | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_LIMIT_MS) });
    return (await response.json()) as MemberAnswer;
  } catch {
    return undefined;
  }
}

function inNaturalOrder(left: string, right: string): number {
  return left.localeCompare(right, 'en', { numeric: true });
}
