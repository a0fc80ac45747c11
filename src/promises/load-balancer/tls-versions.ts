import type { Platform } from '../../platform/platform.ts';
import { ports } from '../../platform/platform.ts';
import type { Answer, DerivePromises, Verdict } from '../promise.ts';
import { answerAt, listed, withProgram } from '../verdict.ts';
import { siteOf } from './site.ts';

const versions = [
  { name: 'TLS 1.0', option: '-tls1', number: 10 },
  { name: 'TLS 1.1', option: '-tls1_1', number: 11 },
  { name: 'TLS 1.2', option: '-tls1_2', number: 12 },
  { name: 'TLS 1.3', option: '-tls1_3', number: 13 },
] as const;
type Version = (typeof versions)[number];

/** Which versions of TLS are spoken. */
export const deriveTlsVersionPromises: DerivePromises = (subject) => {
  const site = siteOf(subject);
  const { minimumVersion } = subject.platform.tls;
  return [
    {
      id: 'loadBalancer.tls-versions',
      tier: 'loadBalancer',
      claim: `TLS ${minimumVersion} and later is accepted, and whatever is older is refused.`,
      method: 'A user outside offers one version at a time, with every cipher that he has, and sees who refuses.',
      limits: 'Which ciphers of a version are accepted is not asked one by one.',
      questions: versions.map(({ name, option }) => ({
        from: { kind: 'outside' },
        label: `${name} alone`,
        argv: [
          ...['openssl', 's_client', '-connect', `${site.address}:${ports.https}`, '-servername', site.name],
          // Without it OpenSSL 3 itself would not offer the old ones: SSL_CTX_set_security_level(3).
          ...[option, '-cipher', 'DEFAULT:@SECLEVEL=0'],
        ],
        input: '',
        timeoutMs: handshakeTimeoutMs,
      })),
      judge: withProgram('openssl', (answers) => judgeVersions(minimumVersion, answers)),
    },
  ];
};

const handshakeTimeoutMs = 30_000;

function judgeVersions(minimum: Platform['tls']['minimumVersion'], answers: readonly Answer[]): Verdict {
  const lowest = minimum === '1.2' ? 12 : 13;
  const seen = versions.map((version, index) => ({ version, ...outcomeOf(answerAt(answers, index)) }));
  const faults = seen.flatMap(({ version, outcome, reason }) => judgeVersion(version, lowest, outcome, reason));
  const evidence = seen.map(({ version, outcome, reason }) => `${version.name} ${outcome} (${reason})`).join('; ');
  if (faults.length > 0) return { outcome: 'broken', faults, evidence };
  const unknown = seen.filter(({ outcome }) => outcome === 'unable');
  if (unknown.length === 0) return { outcome: 'kept', evidence };
  const names = unknown.map(({ version, reason }) => `${version.name} (${reason})`);
  return { outcome: 'unchecked', reason: `The openssl that asks could not offer ${listed(names)}.` };
}

function judgeVersion(version: Version, lowest: number, outcome: Outcome['outcome'], reason: string): string[] {
  if (outcome === 'unable') return [];
  if (outcome === 'silent') return [`The site does not answer when ${version.name} is offered: ${reason}.`];
  const expected = version.number >= lowest ? 'accepted' : 'refused';
  return outcome === expected ? [] : [`${version.name} should be ${expected}, and is ${outcome} (${reason}).`];
}

interface Outcome {
  /** `unable`: our own side did not offer it. `silent`: nobody spoke TLS. */
  readonly outcome: 'accepted' | 'refused' | 'unable' | 'silent';
  readonly reason: string;
}

/** What openssl s_client says about a handshake. Only an alert that was received is the server's refusal (RFC 8446 section 6). */
export function outcomeOf(answer: Answer): Outcome {
  if (answer.kind === 'silent') return { outcome: 'unable', reason: answer.reason };
  const said = `${answer.stdout}\n${answer.stderr}`;
  const cipher = /^New, \S+, Cipher is (?!\(NONE\))(\S+)/m.exec(said);
  if (cipher !== null) return { outcome: 'accepted', reason: cipher[1]! };
  const alert = /([a-z0-9 ]*alert [a-z ]+):[^\n]*SSL alert number (\d+)/.exec(said);
  if (alert !== null) return { outcome: 'refused', reason: `${alert[1]!.trim()}, ${alert[2]}` };
  if (/no ciphers available|no protocols available|Unknown option|unrecognized option/i.test(said)) {
    return { outcome: 'unable', reason: 'not possible here' };
  }
  if (/^CONNECTED/m.test(said) && /unexpected eof/.test(said))
    return { outcome: 'refused', reason: 'closed without a word' };
  return { outcome: 'silent', reason: said.trim().split('\n')[0] ?? '' };
}
