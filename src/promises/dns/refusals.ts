import type { Platform } from '../../platform/platform.ts';
import type { DerivePromises, PlatformPromise } from '../promise.ts';
import { judgeEach, withProgram } from '../verdict.ts';
import { type DnsMessage, digQuestion } from './dig.ts';
import { judgeMessage, type NameServer, nameServersOf } from './name-servers.ts';
import { cutsOf } from './record-sets.ts';

/** What a name server does not say. */
export const deriveRefusalPromises: DerivePromises = ({ platform }) => {
  const servers = nameServersOf(platform);
  return [recursionRefused(platform, servers), ...softwareHidden(servers), ...unknownName(platform, servers)];
};

/** RFC 6761 section 6.4 and RFC 2606 keep these for examples: nobody serves our zone there. */
const foreignNames = ['www.example.net', 'www.example.org'];

function recursionRefused({ domain }: Platform, servers: readonly NameServer[]): PlatformPromise {
  const foreign = foreignNames.find((name) => !name.endsWith(`.${domain}`))!;
  const asked = servers.flatMap((server) => [
    { server, name: foreign, judge: judgeForeign },
    { server, name: domain, judge: judgeOffer },
  ]);
  return {
    id: 'dns.recursion-refused',
    tier: 'dns',
    claim: 'Strangers get no recursion: a name server answers for its own zone only.',
    method: `A user outside asks each name server, with recursion desired, for ${foreign} and for ${domain}.`,
    limits: 'Asked from one address; a server that recurses for some other network is not seen.',
    questions: asked.map(({ server, name }) => digQuestion(server, [`${name}.`, 'A', '+recurse'])),
    judge: withProgram(
      'dig',
      judgeEach(asked, ({ server, name, judge }, answer) =>
        judgeMessage((_, message) => judge(server, name, message))(server, answer),
      ),
    ),
  };
}

function judgeForeign(server: NameServer, name: string, message: DnsMessage) {
  const evidence = `${server.name} says ${message.status} to ${name}`;
  const isRefused = message.status === 'REFUSED' && message.answer.length === 0;
  return {
    faults: isRefused ? [] : [`${server.name} should refuse ${name}, and answers ${message.status}.`],
    evidence,
  };
}

/** The ra flag offers recursion, whether or not it is given (RFC 1035 section 4.1.1). */
function judgeOffer(server: NameServer, _name: string, message: DnsMessage) {
  return { faults: message.flags.includes('ra') ? [`${server.name} offers recursion to strangers (ra flag).`] : [] };
}

/** RFC 4892: what a server says about itself in the class CH. The names with `bind` are older, and answered by many. */
const identityNames = ['version.bind', 'version.server', 'hostname.bind', 'id.server'];

function softwareHidden(servers: readonly NameServer[]): readonly PlatformPromise[] {
  const asked = servers.flatMap((server) => identityNames.map((name) => ({ server, name })));
  return [
    {
      id: 'dns.software-hidden',
      tier: 'dns',
      claim: 'A name server does not tell what software it runs or what it is called.',
      method: `A user outside asks each name server in the class CH for ${identityNames.join(', ')}.`,
      limits: 'Software can be guessed from how it behaves.',
      questions: asked.map(({ server, name }) => digQuestion(server, [`${name}.`, 'CH', 'TXT', '+norecurse'])),
      judge: withProgram(
        'dig',
        judgeEach(asked, ({ server, name }, answer) =>
          judgeMessage((_, { status, answer: [told] }) => ({
            faults: told === undefined ? [] : [`${server.name} tells strangers its ${name}: ${told.data}.`],
            evidence: `${server.name} says ${status}`,
          }))(server, answer),
        ),
      ),
    },
  ];
}

function unknownName(platform: Platform, servers: readonly NameServer[]): readonly PlatformPromise[] {
  const unknown = nameWithoutRecords(platform);
  if (unknown === undefined) return [];
  return [
    {
      id: 'dns.unknown-name',
      tier: 'dns',
      claim: 'A name that is not declared does not exist, and the answer says so with authority.',
      method: `A user outside asks each name server for ${unknown} and expects NXDOMAIN with the zone's SOA record.`,
      limits: 'One name stands for all that are not declared.',
      questions: servers.map((server) => digQuestion(server, [`${unknown}.`, 'A', '+norecurse'])),
      judge: withProgram(
        'dig',
        judgeEach(
          servers,
          judgeMessage((server, message) => ({
            faults: judgeUnknown(server, unknown, platform.domain, message),
            evidence: `${server.name} says ${message.status}`,
          })),
        ),
      ),
    },
  ];
}

/** Without the SOA record nobody may remember that the name does not exist (RFC 2308 section 5). */
function judgeUnknown(server: NameServer, name: string, domain: string, message: DnsMessage): string[] {
  const { status, flags, authority, answer } = message;
  const said = answer[0] === undefined ? status : `${status}, ${answer[0].type} '${answer[0].data}'`;
  if (status !== 'NXDOMAIN') return [`${server.name} should know no ${name} (NXDOMAIN), and answers ${said}.`];
  const hasSoa = authority.some((record) => record.type === 'SOA' && record.name === domain);
  return [
    ...(flags.includes('aa') ? [] : [`${server.name} denies ${name} without authority (no aa flag).`]),
    ...(hasSoa ? [] : [`${server.name} denies ${name} without the SOA record, so nobody may remember it.`]),
  ];
}

const unknownLabel = 'smartx-knows-no-such-name';

/** Where a wildcard stands beside, every name exists, but not below a sibling of the wildcard (RFC 4592 section 2.2). */
function nameWithoutRecords(platform: Platform): string | undefined {
  const names = new Set(platform.zone.records.map(({ name }) => name));
  const cuts = cutsOf(platform);
  const parents = [platform.domain, ...names].filter((name) => !name.startsWith('*.') && !isInside(name, cuts));
  const parent = parents.find((name) => !names.has(`*.${name}`) && !names.has(`${unknownLabel}.${name}`));
  return parent === undefined ? undefined : `${unknownLabel}.${parent}`;
}

function isInside(name: string, cuts: ReadonlySet<string>): boolean {
  return [...cuts].some((cut) => name === cut || name.endsWith(`.${cut}`));
}
