import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Answer, PlatformPromise, Subject } from '../promise.ts';
import { answerAt, type Finding, verdictOf } from '../verdict.ts';
import { collectedQuestion } from './collected-lines.ts';

const mark = 'smartx-verify-line';

/** The journal's way: from each host to each monitoring host. */
export function logsArrive({ platform }: Subject): PlatformPromise {
  const hosts = platform.hosts.map(({ name }) => name);
  const collectors = hostsWithRole(platform, 'monitoring').map(({ name }) => name);
  return {
    id: 'monitoring.logs-arrive',
    tier: 'monitoring',
    claim: 'What a host writes into its journal arrives at every monitoring host.',
    method:
      'Each host writes a line that nobody wrote before (logger), and each monitoring host is asked for all of them.',
    limits:
      'That lines wait on disk while a monitoring host is away is for a drill; after a crash a line may come twice.',
    questions: [
      ...hosts.map((host) => ({
        from: { kind: 'host', host } as const,
        label: `${host}: a line for its journal`,
        argv: [
          'sh',
          '-c',
          `token=$(date +%s%N) && logger -t smartx-verify "$1 $token" && echo "token $token"`,
          'sh',
          mark,
        ],
        timeoutMs: 30_000,
      })),
      ...collectors.map((from) => collectedQuestion(from, 'system', mark, hosts.length, hosts)),
    ],
    judge: (answers) =>
      verdictOf(
        collectors.flatMap((collector, index) =>
          hosts.map((host, at) =>
            judgeLine(host, answerAt(answers, at), collector, answerAt(answers, hosts.length + index)),
          ),
        ),
      ),
  };
}

function judgeLine(host: string, written: Answer, collector: string, collected: Answer): Finding {
  if (written.kind === 'silent') return unknown(`${host} could not be asked: ${written.reason}.`);
  if (collected.kind === 'silent') return unknown(`${collector} could not be asked: ${collected.reason}.`);
  const token = /^token (\d+)$/m.exec(written.stdout)?.[1];
  if (token === undefined) return { faults: [`${host} could not write into its journal: ${written.stderr.trim()}.`] };
  const lines = collected.stdout.split('\n');
  if (lines.some((line) => line.startsWith(`${host} `) && line.includes(`${mark} ${token}"`))) {
    return { faults: [], evidence: `${collector} has a line of ${host}` };
  }
  return { faults: [`${collector} should have the line that ${host} wrote into its journal, and does not.`] };
}

function unknown(reason: string): Finding {
  return { faults: [], unknown: reason };
}
