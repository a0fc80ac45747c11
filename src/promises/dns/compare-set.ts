import type { ResourceRecord } from './dig.ts';
import { comparable, type RecordSet } from './record-sets.ts';

/** What is wrong with the records that were seen where one set should be. */
export function compareSet(about: string, set: RecordSet, seen: readonly ResourceRecord[]): readonly string[] {
  const own = seen.filter(({ name, type }) => name === set.name && type === set.type);
  const values = own.map(({ type, data }) => comparable(type, data)).sort();
  const ttls = [...new Set(own.map(({ ttlSeconds }) => ttlSeconds))].filter((ttl) => ttl !== set.ttlSeconds);
  const strangers = seen.filter((record) => !own.includes(record));
  return [
    ...(values.join('\n') === set.values.join('\n')
      ? []
      : [`${about} should be ${quoted(set.values)}, and is ${quoted(values)}.`]),
    ...(ttls.length === 0
      ? []
      : [`${about} should have a time to live of ${set.ttlSeconds} s, and has ${ttls.join(', ')} s.`]),
    ...strangers.map(({ name, type }) => `${about} is answered with ${type} of ${name} as well.`),
  ];
}

function quoted(values: readonly string[]): string {
  return values.length === 0 ? 'nothing' : values.map((value) => `'${value}'`).join(', ');
}
