import type { Host } from '../../platform/platform.ts';
import { readOutput } from '../output.ts';
import type { Answer, PlatformPromise, Question, Subject, Verdict } from '../promise.ts';
import { answerAt, type Finding, verdictOf } from '../verdict.ts';

/** Certificates, logs and the group of the database all take the time for true. */
export function deriveClockPromise({ platform: { hosts } }: Subject): PlatformPromise {
  return {
    id: 'host.clock-synchronised',
    tier: 'host',
    claim: 'Every clock is kept in sync.',
    method: 'Each host is asked what its kernel says of its clock, and whether the clock is its own.',
    limits: 'The kernel believes the daemon that sets it: a time server that is wrong is not found.',
    questions: hosts.map(clockQuestion),
    judge: (answers) => judge(hosts, answers),
  };
}

const CLOCK_TIMEOUT_MS = 15_000;

/** systemd-detect-virt(1) prints `none` and exits 1 outside of containers; timedatectl(1) reads adjtimex(2). */
function clockQuestion({ name }: Host): Question {
  return {
    from: { kind: 'host', host: name },
    label: `${name}: its clock`,
    argv: ['sh', '-s'],
    input: 'systemd-detect-virt --container || true\ntimedatectl show --property=NTPSynchronized --value\n',
    timeoutMs: CLOCK_TIMEOUT_MS,
  };
}

function judge(hosts: readonly Host[], answers: readonly Answer[]): Verdict {
  const borrowed: string[] = [];
  const findings = hosts.map(({ name }, index): Finding => {
    const output = readOutput(`${name}, asked for its clock,`, answerAt(answers, index));
    if (!output.ok) return output.finding;
    const [container = '', synchronised = ''] = output.stdout.split('\n');
    if (synchronised === 'yes') return { faults: [], evidence: 'synchronised' };
    if (synchronised !== 'no') return { faults: [`${name} does not say whether its clock is synchronised`] };
    if (container === 'none') return { faults: [`${name}: nothing keeps its clock in sync (NTPSynchronized=no)`] };
    borrowed.push(name);
    return { faults: [] };
  });
  const verdict = verdictOf(findings);
  if (verdict.outcome === 'broken' || borrowed.length === 0) return verdict;
  const reason = `${borrowed.length} of ${hosts.length} hosts cannot set their clock: they are containers, and nothing keeps the clock of the machine that they run on in sync.`;
  return { outcome: 'unchecked', reason };
}
