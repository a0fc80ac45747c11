import { describe, expect, test } from 'vitest';
import { compareSet } from '../../../src/promises/dns/compare-set.ts';
import { expandIpv6 } from '../../../src/promises/dns/expand-ipv6.ts';
import { comparable, recordSetsOf } from '../../../src/promises/dns/record-sets.ts';
import { sampleSubject } from '../captured.ts';

test.each([
  ['2001:db8::1:0:0:1', '2001:0db8:0000:0000:0001:0000:0000:0001'],
  ['2001:DB8:0:0:1:0:0:1', '2001:0db8:0000:0000:0001:0000:0000:0001'],
  ['::', '0000:0000:0000:0000:0000:0000:0000:0000'],
  ['::ffff:1.2.3.4', '0000:0000:0000:0000:0000:ffff:0102:0304'],
  ['fe80::', 'fe80:0000:0000:0000:0000:0000:0000:0000'],
])('expandIpv6(%s)', (written, expanded) => {
  expect(expandIpv6(written)).toBe(expanded);
});

describe('comparable', () => {
  test('TXT is its text, however it is split and escaped', () => {
    const text = `v=DKIM1; k=rsa; p=${'A'.repeat(600)}`;
    const [set] = recordSetsOf(
      sampleSubject({ dns: { records: [{ name: 'k._domainkey', type: 'TXT', value: text }] } }).platform,
    ).filter(({ name }) => name.startsWith('k.'));
    expect(comparable('TXT', `"v=DKIM1\\; k=rsa; p=${'A'.repeat(237)}" "${'A'.repeat(363)}"`)).toBe(set!.values[0]);
    expect(comparable('TXT', '"he said \\"hi\\" \\\\ \\097"')).toBe('he said "hi" \\ a');
  });

  test('case matters in texts, not in names', () => {
    expect(comparable('MX', '10 Mail.foobar.com.')).toBe('10 mail.foobar.com.');
    expect(comparable('TXT', '"Abc"')).toBe('Abc');
  });
});

describe('compareSet', () => {
  const set = {
    name: 'foobar.com',
    type: 'A',
    ttlSeconds: 300,
    values: ['192.0.2.1', '192.0.2.2'],
    place: 'zone',
  } as const;
  const record = (data: string, more = {}) => ({ name: 'foobar.com', type: 'A', ttlSeconds: 300, data, ...more });

  test('the order does not matter', () => {
    expect(compareSet('it', set, [record('192.0.2.2'), record('192.0.2.1')])).toEqual([]);
  });

  test.each([
    ['too few', [record('192.0.2.1')], "it should be '192.0.2.1', '192.0.2.2', and is '192.0.2.1'."],
    ['nothing', [], "it should be '192.0.2.1', '192.0.2.2', and is nothing."],
    [
      'another time to live',
      [record('192.0.2.1'), record('192.0.2.2', { ttlSeconds: 60 })],
      'it should have a time to live of 300 s, and has 60 s.',
    ],
    [
      'records of another name',
      [record('192.0.2.1'), record('192.0.2.2'), record('192.0.2.3', { name: 'old.foobar.com' })],
      'it is answered with A of old.foobar.com as well.',
    ],
  ])('%s', (_, seen, fault) => {
    expect(compareSet('it', set, seen)).toEqual([fault]);
  });
});
