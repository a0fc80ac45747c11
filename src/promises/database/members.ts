import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, listed, verdictOf } from '../verdict.ts';
import { judgeMembers, type SqlAnswer, sqlQuestions } from './sql.ts';

/** Everything that concerns the members as a group; a single server is a group of one without a protocol. */
export function members(subject: Subject): readonly PlatformPromise[] {
  return [...(subject.platform.database.mode === 'group' ? [online(subject)] : []), onePrimary(subject)];
}

function online({ platform }: Subject): PlatformPromise {
  const names = hostsWithRole(platform, 'database').map(({ name }) => name);
  const about = 'the members that it sees';
  return {
    id: 'database.members-online',
    tier: 'database',
    claim: 'All declared members are in one group, all are online, and all of them see the same.',
    method: 'Each member is asked for its view of the group (replication_group_members) and for the name of the group.',
    limits: 'A view is as old as the last message between the members, which may be some seconds.',
    questions: sqlQuestions(platform, about, [
      "select 'group', @@group_replication_group_name",
      "select 'member', member_host, member_state, member_role from performance_schema.replication_group_members order by member_host",
    ]),
    judge: (answers) =>
      verdictOf([...judgeMembers(platform, about, answers, judgeView), ...judgeAgreement(platform, about, answers)]),
  };

  function judgeView(host: Host, { rows }: SqlAnswer): Finding {
    const group = rows.find(([kind]) => kind === 'group')?.[1];
    const seen = new Map(rows.filter(([kind]) => kind === 'member').map(([, name = '', state = '']) => [name, state]));
    const faults = [
      ...(group === platform.database.groupName
        ? []
        : [`${host.name} should be in the group ${platform.database.groupName}, and is in ${group ?? 'none'}.`]),
      ...names.flatMap((name) => {
        const state = seen.get(name);
        return state === 'ONLINE'
          ? []
          : [`${host.name} should see ${name} ONLINE, and sees it ${state ?? 'not at all'}.`];
      }),
      ...[...seen.keys()]
        .filter((name) => !names.includes(name))
        .map((name) => `${host.name} sees a member that nobody declared: ${name || 'one without a name'}.`),
    ];
    return { faults, evidence: `${host.name} sees ${listed([...seen].map(([name, state]) => `${name} ${state}`))}` };
  }
}

/** Each sees one primary at most; that all see the same one shows that it is one group and not two. */
function judgeAgreement(
  platform: Platform,
  about: string,
  answers: Parameters<PlatformPromise['judge']>[0],
): readonly Finding[] {
  const primaries = new Map<string, string>();
  judgeMembers(platform, about, answers, (host, { rows }) => {
    primaries.set(
      host.name,
      rows
        .filter(([kind, , , role]) => kind === 'member' && role === 'PRIMARY')
        .map(([, name]) => name)
        .join(' and ') || 'none',
    );
    return { faults: [] };
  });
  const different = new Set(primaries.values());
  if (different.size <= 1) return [];
  const views = [...primaries].map(([name, primary]) => `${name} sees ${primary}`);
  return [{ faults: [`All members should see the same primary, and they do not: ${views.join(', ')}.`] }];
}

/** Zero rows: it changes nothing and leaves no transaction, but a server that takes no writes says so. */
const emptyWrite = 'delete from mysql.servers where false';

function onePrimary({ platform }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'database');
  const about = 'whether it takes writes';
  const others = hosts.length > 1 ? ', and the others take none, not even from root' : '';
  return {
    id: 'database.one-primary',
    tier: 'database',
    claim: `Exactly one server takes writes${others}.`,
    method: `Root tries a write of no rows on each server (${emptyWrite}), which a server in super_read_only refuses with error 1290.`,
    limits: 'Seen at one moment; what happens while the primary changes is measured by drills.',
    questions: sqlQuestions(platform, about, [
      "select 'read only', @@super_read_only, @@read_only, @@offline_mode",
      emptyWrite,
    ]),
    judge: (answers) => {
      const writable: string[] = [];
      const findings = judgeMembers(platform, about, answers, (host, { rows, stderr }) => {
        const [, superReadOnly, , offline] = rows.find(([kind]) => kind === 'read only') ?? [];
        const isRefused = /^ERROR 1290 /m.test(stderr);
        if (!isRefused) writable.push(host.name);
        const error = /^ERROR (?!1290).*/m.exec(stderr)?.[0];
        return {
          faults: [
            ...(error === undefined ? [] : [`${host.name} should take or refuse a write, and says ${error}.`]),
            ...(isRefused === (superReadOnly === '1')
              ? []
              : [
                  `${host.name} says super_read_only = ${superReadOnly ?? 'nothing'}, and ${isRefused ? 'refuses' : 'takes'} a write.`,
                ]),
            ...(offline === '0' ? [] : [`${host.name} is in offline mode, and serves nobody.`]),
          ],
          evidence: `${host.name} ${isRefused ? 'refuses' : 'takes'} writes`,
        };
      });
      return verdictOf([...findings, judgeCount(writable)]);
    },
  };
}

function judgeCount(writable: readonly string[]): Finding {
  if (writable.length === 1) return { faults: [] };
  return {
    faults: [
      `Exactly one server should take writes, and ${writable.length === 0 ? 'none does' : `${listed(writable)} do`}.`,
    ],
  };
}
