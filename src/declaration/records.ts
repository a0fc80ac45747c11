import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import { isInZone, isOwnerName, qualifyOwner } from './domain-name.ts';
import { type DeclaredRecord, type RecordOwner, type RecordType, recordTypes } from './model.ts';
import { bad, type Flaw, good, type Reading, show } from './reading.ts';
import { parseRecordValue } from './record-values.ts';
import type { ReadPlatform } from './schema.ts';

type ReadRecord = NonNullable<ReadPlatform['dns']['records'][number]>;

/** Records in full, and what is wrong with single ones. How they get along with each other is judged with the zone. */
export function readRecords(
  dns: ReadPlatform['dns'],
  domain: string,
): { records: DeclaredRecord[]; valueless: RecordOwner[]; problems: Problem[] } {
  const records: DeclaredRecord[] = [];
  const valueless: RecordOwner[] = [];
  const problems: Problem[] = [];
  for (const [place, written] of dns.records.entries()) {
    if (written === undefined) continue;
    const path = `dns.records.${place}`;
    const record = readRecord(written, path, domain, dns.ttl / 1_000);
    if ('path' in record) {
      records.push(record);
      continue;
    }
    if (record.owner !== undefined) valueless.push(record.owner);
    problems.push(...record.flaws.map(({ key, flaw }) => ({ path: `${path}.${key}`, ...flaw })));
  }
  return { records, valueless, problems };
}

interface Flawed {
  /** Where name and type are right. */
  readonly owner: RecordOwner | undefined;
  readonly flaws: readonly { readonly key: string; readonly flaw: Flaw }[];
}

function readRecord(written: ReadRecord, path: string, domain: string, ttlSeconds: number): DeclaredRecord | Flawed {
  const name = readOwner(written.name, domain);
  const type = readType(written.type);
  const value = type.ok ? parseRecordValue(type.value, written.value, domain) : undefined;
  if (name.ok && type.ok && value?.ok) {
    const ttl = written.ttl === undefined ? ttlSeconds : written.ttl / 1_000;
    return { path, name: name.value, type: type.value, ...value.value, ttlSeconds: ttl };
  }
  const readings = { name, type, value };
  const owner = name.ok && type.ok ? { path, name: name.value, type: type.value, value: written.value } : undefined;
  return {
    owner,
    flaws: Object.entries(readings).flatMap(([key, reading]) =>
      reading === undefined || reading.ok ? [] : [{ key, flaw: reading.flaw }],
    ),
  };
}

function readOwner(written: string, domain: string): Reading<string> {
  const name = qualifyOwner(written, domain);
  if (!isInZone(name, domain)) {
    const reason = `${show(written)} is outside of the zone ${domain}.`;
    return bad('RECORD_OUTSIDE_ZONE', reason, "Write a name relative to the domain, '@' for the domain itself.");
  }
  if (isOwnerName(name)) return good(name);
  const reason = `${show(written)} is not a name for a record.`;
  return bad(
    'RECORD_NAME_INVALID',
    reason,
    "Write labels of 1-63 letters, digits, hyphens or underscores: 'www', '*.dev'.",
  );
}

function readType(written: string): Reading<RecordType> {
  const type = recordTypes.find((candidate) => candidate === written);
  if (type !== undefined) return good(type);
  const guess = didYouMean(written, recordTypes);
  const choices = `Types are ${recordTypes.join(', ')}.`;
  return bad(
    'RECORD_TYPE_UNKNOWN',
    `there is no record type ${show(written)} here.`,
    guess === undefined ? choices : `Did you mean '${guess}'? ${choices}`,
  );
}
