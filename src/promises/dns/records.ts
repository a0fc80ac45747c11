import type { DerivePromises } from '../promise.ts';
import { type Finding, judgeEach, withProgram } from '../verdict.ts';
import { compareSet } from './compare-set.ts';
import { type DnsMessage, digAllQuestion, digQuestion, parseDig } from './dig.ts';
import { judgeMessage, type NameServer, nameServersOf, noAnswer } from './name-servers.ts';
import { nameOfSet, type RecordSet, recordSetsOf } from './record-sets.ts';

/** What the name servers say about the records of the declaration. */
export const deriveRecordPromises: DerivePromises = ({ platform }) => {
  const servers = nameServersOf(platform);
  const all = recordSetsOf(platform).filter((set) => set.place !== 'below-cut');
  const sets = spreadOver(all, setsAskedMax);
  const largest = largestOf(all);
  return [
    {
      id: 'dns.records-as-declared',
      tier: 'dns',
      claim: 'Every name server answers every declared record exactly: these values, no more, no fewer, this TTL.',
      method:
        sets.length === all.length
          ? 'A user outside asks each name server for each record set over UDP.'
          : `A user outside asks each name server over UDP for ${sets.length} of the ${all.length} record sets, spread over the zone.`,
      limits: 'What resolvers on the way remember or change is not seen, nor what is below the zones of others.',
      questions: servers.map((server) =>
        digAllQuestion(server, sets.map(thingOf), `${sets.length} record sets of the declaration`),
      ),
      judge: withProgram(
        'dig',
        judgeEach(servers, (server, answer) => {
          const messages = answer.kind === 'answered' ? parseDig(answer.stdout) : [];
          return messages.length === 0 ? noAnswer(server, answer) : judgeSets(server, sets, messages);
        }),
      ),
    },
    {
      id: 'dns.records-over-tcp',
      tier: 'dns',
      claim: 'Answers too long for UDP can be had over TCP.',
      method: `A user outside asks each name server over TCP for its longest answer, ${nameOfSet(largest)}.`,
      limits: 'One record set stands for all.',
      questions: servers.map((server) => digQuestion(server, [...thingOf(largest).split(' '), '+norecurse', '+tcp'])),
      judge: withProgram(
        'dig',
        judgeEach(
          servers,
          judgeMessage((server, message) => ({
            faults: [
              ...(message.transport === 'TCP' ? [] : [`${server.name} was not asked over TCP.`]),
              ...judgeSet(server, largest, message),
            ],
            evidence: `${server.name} answers ${nameOfSet(largest)} over TCP`,
          })),
        ),
      ),
    },
  ];
};

/** A server may take 10 ms for each, and limits how much it answers to one network in a second. */
const setsAskedMax = 500;

/** So many of them, evenly from the first to the last. */
function spreadOver<T>(all: readonly T[], countMax: number): readonly T[] {
  if (all.length <= countMax) return all;
  return Array.from({ length: countMax }, (_, index) => all[Math.floor((index * all.length) / countMax)]!);
}

/** The largest set by its text; the zone always has its NS and A records. */
function largestOf(sets: readonly RecordSet[]): RecordSet {
  const size = (set: RecordSet) => set.values.join(' ').length;
  return sets.filter((set) => set.place === 'zone').reduce((best, set) => (size(set) > size(best) ? set : best));
}

function thingOf({ name, type }: RecordSet): string {
  return `${name}. ${type}`;
}

function judgeSets(server: NameServer, sets: readonly RecordSet[], messages: readonly DnsMessage[]): Finding {
  const byQuestion = new Map(messages.map((message) => [keyOf(message.question ?? { name: '', type: '' }), message]));
  const faults = sets.flatMap((set) => {
    const message = byQuestion.get(keyOf(set));
    return message === undefined
      ? [`${server.name} does not answer when asked for ${nameOfSet(set)}.`]
      : judgeSet(server, set, message);
  });
  const records = sets.reduce((sum, set) => sum + set.values.length, 0);
  return { faults, evidence: `${server.name} was asked for ${sets.length} record sets with ${records} records` };
}

function keyOf({ name, type }: { name: string; type: string }): string {
  return `${name} ${type}`;
}

/** A referral is in the authority section, and never authoritative (RFC 1034 section 4.3.2, step 3b). */
function judgeSet(server: NameServer, set: RecordSet, message: DnsMessage): readonly string[] {
  const about = `${server.name}: ${nameOfSet(set)}`;
  if (message.status !== 'NOERROR') {
    return [`${about} should be ${set.values.join(', ')}, and the answer is ${message.status}.`];
  }
  const isAuthoritative = message.flags.includes('aa');
  const faults =
    set.place === 'zone' && !isAuthoritative ? [`${about} is answered without authority (no aa flag).`] : [];
  return [...faults, ...compareSet(about, set, set.place === 'zone' ? message.answer : message.authority)];
}
