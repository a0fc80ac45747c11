import type { Answer, PlatformPromise, Question, Subject, Verdict } from '../promise.ts';
import { answerAt, verdictOf } from '../verdict.ts';
import type { Source } from './flow-for.ts';
import { gatherFaults, type Mishap } from './gather-faults.ts';
import { probeQuestion } from './probe-question.ts';
import { type ProbeResult, readProbeResults } from './probe-results.ts';
import { nameOfSource, neighboursOf, type Probe, probesFrom, sourcesOf } from './probes.ts';

/** What the answers of the connection matrix say: nothing is closed that a flow needs, nothing else is open. */
export function deriveConnectionPromises(
  tries: readonly ConnectionTry[],
): readonly [flowsOpen: PlatformPromise, nothingElseOpen: PlatformPromise] {
  const questions = tries.map(({ question }) => question);
  return [
    {
      id: 'firewall.flows-open',
      tier: 'firewall',
      claim: 'Every conversation that the platform needs gets through.',
      method:
        'From every host and from outside, a connection to every port that a flow allows; one that fails is tried once more.',
      limits:
        'VRRP has no ports and is seen in who holds the virtual address; of what administrators may reach, only SSH is used, by the questions themselves.',
      questions,
      judge: judge(
        tries,
        ({ flow }) => flow !== undefined,
        wantedMishap,
        (count) => `${count} connections open`,
      ),
    },
    {
      id: 'firewall.nothing-else-open',
      tier: 'firewall',
      claim: 'Whatever no flow allows is refused.',
      method:
        'From every host and from outside, a connection to every address of every other host, on every port that anything is declared or seen to listen on anywhere and on a few that nobody uses. A reset counts as open: the firewall let it pass.',
      limits:
        'Other ports are covered by the ruleset alone (firewall.ruleset-loaded); a daemon that takes datagrams in silence cannot be told from a refusal, only an unused or answering UDP port can.',
      questions,
      judge: judge(
        tries,
        ({ flow }) => flow === undefined,
        refusedMishap,
        (count) => `${count} connections refused`,
      ),
    },
  ];
}

/** One place to try from. */
export interface ConnectionTry {
  readonly source: Source;
  readonly probes: readonly Probe[];
  /** Addresses of hosts that stand in the same network. */
  readonly neighbours: readonly string[];
  readonly question: Question;
}

export function connectionTries(subject: Subject): readonly ConnectionTry[] {
  const { platform } = subject;
  return sourcesOf(platform).map((source) => {
    const [probes, neighbours] = [probesFrom(subject, source), neighboursOf(platform, source)];
    return { source, probes, neighbours, question: probeQuestion(source, platform.domain, probes, neighbours) };
  });
}

function judge(
  tries: readonly ConnectionTry[],
  isOurs: (probe: Probe) => boolean,
  mishapOf: (probe: Probe, result: ProbeResult) => string | undefined,
  describe: (count: number) => string,
): (answers: readonly Answer[]) => Verdict {
  return (answers) => {
    const mishaps: Mishap[] = [];
    const unable: string[] = [];
    let count = 0;
    for (const [index, { source, probes }] of tries.entries()) {
      const results = readProbeResults(answerAt(answers, index));
      if (!results.ok) {
        unable.push(unableToTry(source, results.reason));
        continue;
      }
      for (const probe of probes.filter(isOurs)) {
        const result = results.of(probe);
        if (result === 'own') continue;
        const seen = mishapOf(probe, result);
        if (seen === undefined) count += 1;
        else mishaps.push({ probe, seen });
      }
    }
    const evidence = `${describe(count)}, tried from ${tries.length - 1 - unable.length} hosts and from outside`;
    return verdictOf([{ faults: [...unable, ...gatherFaults(mishaps)], evidence }]);
  };
}

export function unableToTry(source: Source, reason: string): string {
  return `${nameOfSource(source)} could not try its connections: ${reason}`;
}

/** Why a connection that has to work did not; undefined when it did. */
function wantedMishap({ isListenedOn }: Probe, result: ProbeResult): string | undefined {
  if (result === 'open' || (result === 'closed' && !isListenedOn)) return undefined;
  const should = isListenedOn ? 'should be open' : 'should pass the firewall';
  return `${wantedWords[result] ?? result}, ${should}`;
}

const wantedWords: Partial<Record<ProbeResult, string>> = {
  closed: 'passes the firewall but nobody listens',
  rejected: 'refused',
  silent: 'no answer',
  'no-route': 'no route',
};

/** What is wrong with a connection that nobody may make; undefined when it was refused. */
function refusedMishap({ protocol }: Probe, result: ProbeResult): string | undefined {
  if (result === 'rejected' || result === 'silent' || result === 'no-route') return undefined;
  if (result === 'open') return `${protocol === 'udp' ? 'answers' : 'connects'}, no flow allows it`;
  if (result === 'closed') return 'passes the firewall (nobody listens), no flow allows it';
  return `cannot be told (${result})`;
}
