import type { DnsRecord, RecordType } from '../../platform/platform.ts';
import { writtenBySmartx } from '../file.ts';
import type { ZoneFile } from './model.ts';

/** A zone file in the form of RFC 1035 section 5, every name in full. */
export function renderZone(zone: ZoneFile): string {
  const { soa } = zone;
  const width = Math.max(zone.zone.length, ...zone.records.map((record) => record.name.length)) + 2;
  const start = [
    `${absolute(soa.primaryName)} ${absolute(soa.contact)} (`,
    `    ${soa.serial}  ; serial: Knot DNS counts it up by itself`,
    `    ${soa.refresh}  ; refresh`,
    `    ${soa.retry}  ; retry`,
    `    ${soa.expire}  ; expire`,
    `    ${soa.negativeTtl} ) ; time to live of "no such name"`,
  ].join('\n');
  return [
    `; ${writtenBySmartx}`,
    `$TTL ${zone.ttlSeconds}`,
    line(absolute(zone.zone), zone.ttlSeconds, 'SOA', start, width),
    ...zone.records.map((record) =>
      line(absolute(record.name), record.ttlSeconds, record.type, renderValue(record), width),
    ),
    '',
  ].join('\n');
}

/** The value of a record in presentation form: names made absolute, text quoted and split. */
export function renderValue(record: Pick<DnsRecord, 'type' | 'value'>): string {
  switch (record.type) {
    case 'CNAME':
    case 'NS':
      return absolute(record.value);
    case 'MX':
    case 'SRV':
      return lastFieldAbsolute(record.value);
    case 'TXT':
      return renderText(record.value);
    case 'A':
    case 'AAAA':
    case 'CAA':
      return record.value;
  }
}

/** A character-string holds at most 255 bytes (RFC 1035 section 3.3), so longer text becomes several of them. */
const characterStringBytesMax = 255;

function renderText(value: string): string {
  const bytes = new TextEncoder().encode(value);
  const strings: string[] = [];
  for (let start = 0; start < Math.max(bytes.length, 1); start += characterStringBytesMax) {
    const part = bytes.subarray(start, start + characterStringBytesMax);
    strings.push(`"${Array.from(part, escapeByte).join('')}"`);
  }
  return strings.join(' ');
}

function escapeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (character === '"' || character === '\\') return `\\${character}`;
  if (byte < 0x20 || byte > 0x7e) return `\\${String(byte).padStart(3, '0')}`;
  return character;
}

function lastFieldAbsolute(value: string): string {
  const fields = value.trim().split(/\s+/);
  return [...fields.slice(0, -1), absolute(fields.at(-1) ?? '')].join(' ');
}

function absolute(name: string): string {
  return name.endsWith('.') ? name : `${name}.`;
}

function line(name: string, ttlSeconds: number, type: RecordType | 'SOA', value: string, width: number): string {
  return `${name.padEnd(width)} ${String(ttlSeconds).padStart(6)} IN ${type.padEnd(5)} ${value}`;
}
