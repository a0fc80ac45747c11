import type { DerivePromises } from '../promise.ts';
import { type Finding, judgeEach } from '../verdict.ts';
import { compareSet } from './compare-set.ts';
import { plainName, type ResourceRecord } from './dig.ts';
import { comparable, nameOfSet, type RecordSet, recordSetsOf } from './record-sets.ts';

/** A user can only ask for names that he knows, so the servers themselves are asked what else they hold. */
export const deriveZoneContentPromises: DerivePromises = ({ platform }) => {
  const hosts = platform.hosts.filter((host) => host.roles.includes('dns')).map(({ name }) => name);
  const sets = recordSetsOf(platform);
  return [
    {
      id: 'dns.nothing-undeclared',
      tier: 'dns',
      claim: 'The zone that a name server holds has the declared records and no others.',
      method: 'On each name server, knotc reads the whole zone as it is served.',
      limits: 'The SOA record is judged by dns.authoritative; zones other than the declared one are not looked for.',
      questions: hosts.map((host) => ({
        from: { kind: 'host', host },
        label: `${host}: the zone as it is served`,
        argv: ['knotc', 'zone-read', platform.domain],
        timeoutMs: readTimeoutMs,
      })),
      judge: judgeEach(hosts, (host, answer) => {
        if (answer.kind === 'silent') return { faults: [], unknown: `${host} could not be asked: ${answer.reason}.` };
        const { exitCode, stderr, stdout } = answer;
        const said = `${stderr}\n${stdout}`.trim().split('\n').at(-1) ?? '';
        if (exitCode !== 0) return { faults: [`${host}: knotc cannot read the zone (exit ${exitCode}): ${said}.`] };
        return judgeZone(host, sets, parseZoneRead(stdout));
      }),
    },
  ];
};

/** Even a zone of ten thousand records is read in less than a second. */
const readTimeoutMs = 30_000;

/** `[foobar.com.] www.foobar.com. 300 CNAME foobar.com.`, one record a line; see knotc(8). */
export function parseZoneRead(text: string): readonly ResourceRecord[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\[\S+\] (\S+) (\d+) (\S+) (.*)$/.exec(line);
    if (match === null) return [];
    const [, name = '', ttl, type = '', data = ''] = match;
    return [{ name: plainName(name), ttlSeconds: Number(ttl), type, data: data.trim() }];
  });
}

function judgeZone(host: string, sets: readonly RecordSet[], records: readonly ResourceRecord[]): Finding {
  const served = new Map<string, ResourceRecord[]>();
  for (const record of records.filter(({ type }) => type !== 'SOA')) {
    const key = nameOfSet(record);
    served.set(key, [...(served.get(key) ?? []), record]);
  }
  const declared = new Set(sets.map(nameOfSet));
  const undeclared = [...served].filter(([key]) => !declared.has(key));
  return {
    faults: [
      ...sets.flatMap((set) => compareSet(`${host}: ${nameOfSet(set)}`, set, served.get(nameOfSet(set)) ?? [])),
      ...undeclared.map(
        ([key, [first]]) => `${host} holds ${key}, which is not declared ('${comparable(first!.type, first!.data)}').`,
      ),
    ],
    evidence: `${host} holds ${records.length} records with the SOA`,
  };
}
