import { expect, test } from 'vitest';
import type { PlatformDeclaration, RecordDeclaration } from '../../src/declaration/declaration.ts';
import { samplePlatform } from './sample.ts';

function zoneLines(overrides: Partial<PlatformDeclaration> = {}): string[] {
  return samplePlatform(overrides).zone.records.map(
    ({ name, type, value, ttlSeconds }) => `${name} ${ttlSeconds} ${type} ${value}`,
  );
}

function withRecords(...records: RecordDeclaration[]): string[] {
  return zoneLines({ dns: { records } });
}

test('the zone of a platform that declares no record', () => {
  expect(zoneLines()).toEqual([
    'foobar.com 300 A 10.213.0.10',
    'foobar.com 300 CAA 0 issue ";"',
    'foobar.com 300 MX 0 .',
    'foobar.com 300 NS ns1.foobar.com',
    'foobar.com 300 NS ns2.foobar.com',
    'foobar.com 300 TXT v=spf1 -all',
    'ns1.foobar.com 300 A 10.213.0.11',
    'ns2.foobar.com 300 A 10.213.0.12',
    'www.foobar.com 300 CNAME foobar.com',
  ]);
});

test('records of every type, in every way to write a name', () => {
  const lines = withRecords(
    { name: 'mail', type: 'A', value: '192.0.2.25', ttl: '1h' },
    { name: 'mail', type: 'AAAA', value: '2001:DB8:0::25' },
    { name: '@', type: 'MX', value: '10 mail' },
    { name: 'foobar.com', type: 'MX', value: '20 mx.example.net.' },
    { name: '@', type: 'CAA', value: '0 issue letsencrypt.org' },
    { name: '_sip._tcp', type: 'SRV', value: '0 5 5060 mail.foobar.com' },
    { name: 'shop.foobar.com.', type: 'CNAME', value: '@' },
    { name: '*.dev', type: 'CNAME', value: 'Example.NET.' },
    { name: 'sub', type: 'NS', value: 'ns.example.net.' },
    { name: 'long', type: 'TXT', value: 'x'.repeat(300) },
  );
  const expected = [
    'mail.foobar.com 3600 A 192.0.2.25',
    'mail.foobar.com 300 AAAA 2001:db8::25',
    'foobar.com 300 MX 10 mail.foobar.com',
    'foobar.com 300 MX 20 mx.example.net',
    'foobar.com 300 CAA 0 issue "letsencrypt.org"',
    '_sip._tcp.foobar.com 300 SRV 0 5 5060 mail.foobar.com',
    'shop.foobar.com 300 CNAME foobar.com',
    '*.dev.foobar.com 300 CNAME example.net',
    'sub.foobar.com 300 NS ns.example.net',
    `long.foobar.com 300 TXT ${'x'.repeat(300)}`,
  ];
  expect(lines).toEqual(expect.arrayContaining(expected));
  // Declared mail and authorities take the place of the protective defaults.
  expect(lines.filter((line) => /MX 0 \.|spf1|issue ";"/.test(line))).toEqual([]);
});

test('a name of the site with further records has the address instead of an alias', () => {
  const lines = withRecords({ name: 'www', type: 'TXT', value: 'hello' });
  expect(lines).toContain('www.foobar.com 300 A 10.213.0.10');
  expect(lines.filter((line) => line.includes('CNAME'))).toEqual([]);
});

test('without the apex among the names, the others have the address', () => {
  const lines = zoneLines({ web: { names: ['www', 'shop'] } });
  expect(lines.filter((line) => / (A|CNAME) /.test(line))).toEqual([
    'ns1.foobar.com 300 A 10.213.0.11',
    'ns2.foobar.com 300 A 10.213.0.12',
    'shop.foobar.com 300 A 10.213.0.10',
    'www.foobar.com 300 A 10.213.0.10',
  ]);
});

test('text at the apex keeps the default policy, with its time to live', () => {
  const lines = withRecords({ name: '@', type: 'TXT', value: 'google-site-verification=x', ttl: '1h' });
  expect(lines.filter((line) => line.includes('TXT'))).toEqual([
    'foobar.com 3600 TXT google-site-verification=x',
    'foobar.com 3600 TXT v=spf1 -all',
  ]);
});

test('targets may match a wildcard, or lie below a delegation', () => {
  const lines = withRecords(
    { name: '*.dev', type: 'A', value: '192.0.2.1' },
    { name: 'sub', type: 'NS', value: 'ns.example.net.' },
    { name: 'one', type: 'CNAME', value: 'a.dev.foobar.com' },
    { name: 'two', type: 'CNAME', value: 'a.sub.foobar.com' },
  );
  expect(lines).toContain('two.foobar.com 300 CNAME a.sub.foobar.com');
});
