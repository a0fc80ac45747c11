import type { PlatformDocument } from './platform-document.ts';
import type { Sample, Samples } from './samples.ts';

/** The database as its members tell of it. */
export interface DatabaseState {
  /** Whose MySQL takes writes; undefined when the members do not agree, or nobody tells. */
  readonly primary: string | undefined;
  /** Whether MySQL answers on a host; undefined when nobody tells. */
  readonly answers: (host: string) => boolean | undefined;
  /** The group's word for a member (`ONLINE`, `RECOVERING`…); undefined without a group, or when nobody tells. */
  readonly memberState: (host: string) => string | undefined;
}

/**
 * Each member lists the group as it sees it. Of itself it knows best, and of one that is silent the others do. The primary
 * is whom most of those that list themselves as ONLINE name.
 */
export function readDatabase({ hosts }: PlatformDocument, samples: Samples): DatabaseState {
  const all = samples('database') ?? [];
  const up = new Map(named(all, 'mysql_up').map(({ labels, value }) => [labels.host, value === 1]));
  const views = named(all, 'mysql_perf_schema_replication_group_member_info').map(({ labels }) => ({
    by: labels.host,
    // A member outside of any group lists itself without its name (MySQL manual, "replication_group_members").
    of: labels.member_host ?? labels.host,
    role: labels.member_role,
    state: labels.member_state,
  }));
  const states = new Map(
    [...views]
      .sort((one, other) => Number(one.by === one.of) - Number(other.by === other.of))
      .map((view) => [view.of, view.state]),
  );
  const online = new Set(views.filter(({ by, of, state }) => by === of && state === 'ONLINE').map(({ by }) => by));
  const members = hosts.filter(({ roles }) => roles.includes('database'));
  const [single] = members.length === 1 && views.length === 0 ? members : [];
  const votes = views.filter(({ by, role, state }) => online.has(by) && role === 'PRIMARY' && state === 'ONLINE');
  return {
    primary:
      single === undefined ? mostNamed(votes.map(({ of }) => of)) : up.get(single.name) ? single.name : undefined,
    answers: (host) => up.get(host),
    memberState: (host) => states.get(host) ?? (views.length > 0 && up.get(host) ? 'OFFLINE' : undefined),
  };
}

function mostNamed(names: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
  const [first, second] = [...counts].sort(([, one], [, other]) => other - one);
  return first !== undefined && first[1] !== second?.[1] ? first[0] : undefined;
}

function named(samples: readonly Sample[], name: string): readonly Sample[] {
  return samples.filter(({ labels }) => labels.__name__ === name);
}
