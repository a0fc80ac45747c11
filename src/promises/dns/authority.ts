import { lowerZoneFile } from '../../services/knot/lower.ts';
import type { StartOfAuthority } from '../../services/knot/model.ts';
import type { Answer, DerivePromises, PlatformPromise, Verdict } from '../promise.ts';
import { answerAt, judgeEach, listed, verdictOf, withProgram } from '../verdict.ts';
import { type DnsMessage, digQuestion, parseDig } from './dig.ts';
import { judgeMessage, type NameServer, nameServersOf, noAnswer } from './name-servers.ts';

/** The start of authority: that every server has it, and that it is the same one. */
export const deriveAuthorityPromises: DerivePromises = ({ platform }) => {
  const servers = nameServersOf(platform);
  const { domain } = platform;
  const questions = servers.map((server) => digQuestion(server, [`${domain}.`, 'SOA', '+norecurse']));
  const authoritative: PlatformPromise = {
    id: 'dns.authoritative',
    tier: 'dns',
    claim: `Every name server answers for ${domain} with authority, with the SOA record that is declared.`,
    method: 'A user outside asks each name server for the SOA record, and looks for the aa flag.',
    limits: 'That the parent zone delegates to these servers is not known here.',
    questions,
    judge: withProgram(
      'dig',
      judgeEach(
        servers,
        judgeMessage((server, message) => ({
          faults: judgeSoa(server, domain, lowerZoneFile(platform).soa, message),
          evidence: `${server.name}: ${message.status}, flags ${message.flags.join(' ')}`,
        })),
      ),
    ),
  };
  const sameSerial: PlatformPromise = {
    id: 'dns.same-serial',
    tier: 'dns',
    claim: 'All name servers serve the same version of the zone.',
    method: 'A user outside asks each name server for the SOA record and compares the serials.',
    limits: 'Asked while a change is on its way to the secondaries, they differ for a moment.',
    questions,
    judge: withProgram('dig', (answers) => judgeSerials(servers, answers)),
  };
  return servers.length > 1 ? [authoritative, sameSerial] : [authoritative];
};

function judgeSoa(server: NameServer, domain: string, declared: StartOfAuthority, message: DnsMessage): string[] {
  const soa = message.answer.find(({ name, type }) => type === 'SOA' && name === domain);
  if (message.status !== 'NOERROR' || soa === undefined) {
    return [`${server.name} has no SOA record of ${domain}: it answers ${message.status}.`];
  }
  const expected = [
    `${declared.primaryName}.`,
    `${declared.contact}.`,
    'any',
    ...[declared.refresh, declared.retry, declared.expire, declared.negativeTtl].map(String),
  ];
  const seen = soa.data.toLowerCase().split(/\s+/);
  seen[2] = 'any';
  return [
    ...(message.flags.includes('aa') ? [] : [`${server.name} answers for ${domain} without authority (no aa flag).`]),
    ...(seen.join(' ') === expected.join(' ')
      ? []
      : [`${server.name}: the SOA record should be '${expected.join(' ')}', and is '${seen.join(' ')}'.`]),
  ];
}

function judgeSerials(servers: readonly NameServer[], answers: readonly Answer[]): Verdict {
  const seen = servers.map((server, index) => ({ server, answer: answerAt(answers, index) }));
  const serials = seen.map(({ answer }) => serialIn(answer));
  const evidence = servers.map(({ name }, index) => `${name} is at ${serials[index] ?? 'nothing'}`).join('; ');
  const isDifferent = new Set(serials.filter((serial) => serial !== undefined)).size > 1;
  const names = listed(servers.map(({ name }) => name));
  return verdictOf([
    { faults: isDifferent ? [`${names} serve different versions: ${evidence}.`] : [], evidence },
    ...seen.filter((_, index) => serials[index] === undefined).map(({ server, answer }) => noAnswer(server, answer)),
  ]);
}

/** RFC 1035 section 3.3.13: the third field. */
function serialIn(answer: Answer): string | undefined {
  if (answer.kind !== 'answered') return undefined;
  const soa = parseDig(answer.stdout)[0]?.answer.find(({ type }) => type === 'SOA');
  return soa?.data.split(/\s+/)[2];
}
