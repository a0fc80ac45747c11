import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../src/declaration/command.ts';
import { readContact } from '../../src/declaration/contact.ts';
import { parseCron } from '../../src/declaration/cron.ts';
import { parseDuration, renderDuration } from '../../src/declaration/duration.ts';
import { resolvePath } from '../../src/declaration/file-path.ts';
import { parseCidr, parseIpv4 } from '../../src/declaration/network.ts';
import { PathSet } from '../../src/declaration/path-set.ts';
import { parseSize, renderSize } from '../../src/declaration/size.ts';
import { pathsToInspect } from '../../src/declaration/surroundings.ts';
import { parseRateLimit } from '../../src/declaration/traffic-values.ts';
import { didYouMean, slipsBetween } from '../../src/problems/suggest.ts';

const anyDuration = { minMs: 0, maxMs: Number.MAX_SAFE_INTEGER };

function read<T>(reading: { ok: true; value: T } | { ok: false }): T | undefined {
  return reading.ok ? reading.value : undefined;
}

describe('durations', () => {
  test.each([
    ['100ms', 100],
    ['10s', 10_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['30d', 2_592_000_000],
    ['0s', 0],
  ])('%s', (text, ms) => expect(read(parseDuration(text, anyDuration))).toBe(ms));

  test.each(['', '10', '10 s', '1.5s', '-1s', '+1s', '1S', '1w', 's', '１s'])('%j is none', (text) => {
    expect(parseDuration(text, anyDuration).ok).toBe(false);
  });

  test('what is rendered reads as the same', () => {
    fc.assert(
      fc.property(fc.nat(), (ms) => {
        expect(read(parseDuration(renderDuration(ms), anyDuration))).toBe(ms);
      }),
    );
  });
});

describe('sizes', () => {
  test.each([
    ['512KiB', 524_288],
    ['10MiB', 10_485_760],
    ['2GiB', 2_147_483_648],
  ])('%s', (text, bytes) => {
    expect(read(parseSize(text))).toBe(bytes);
    expect(renderSize(bytes)).toBe(text);
  });

  test.each(['10', '10MB', '0MiB', '1.5GiB', '10 MiB'])('%j is none', (text) => expect(parseSize(text).ok).toBe(false));
});

describe('commands', () => {
  test.each<[string, string[]]>([
    ['node src/main.ts', ['node', 'src/main.ts']],
    ['  node   a  ', ['node', 'a']],
    [`node "a b" 'c $d' e"f g"h`, ['node', 'a b', 'c $d', 'ef gh']],
    ['gunicorn --bind=0.0.0.0:8000 app:app', ['gunicorn', '--bind=0.0.0.0:8000', 'app:app']],
  ])('%s', (line, argv) => expect(read(parseCommand(line))).toEqual(argv));

  test.each(['a | b', 'a > b', 'a; b', 'a && b', 'a $B', 'a `b`', 'a *', 'a "$b"', "a 'b", 'a\nb', '', '""', 'a\\ b'])(
    '%j is none',
    (line) => expect(parseCommand(line).ok).toBe(false),
  );

  test('words that are quoted come out as they were', () => {
    const word = fc.string({ minLength: 1 }).filter((text) => !text.includes("'"));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), (words) => {
        expect(read(parseCommand(words.map((text) => `'${text}'`).join(' ')))).toEqual(words);
      }),
    );
  });
});

describe('schedules', () => {
  test.each([
    '0 3 * * *',
    '*/5 * * * *',
    '0 0 1,15 * *',
    '30 2 * jan-mar mon-fri',
    '0 9-17/2 * * 1-5',
    '0 0 31 4 1',
    '0 0 * * 7',
  ])('%s', (text) => expect(read(parseCron(text))).toBe(text));

  test.each([
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    '* * * * 8',
    '*/0 * * * *',
    '5-1 * * * *',
    '5/10 * * * *',
    '1,,2 * * * *',
    '* * * *',
    '* * * * * *',
    '@daily',
    '0 0 30 2 *',
    '* * * foo *',
    '- * * * *',
  ])('%s is none', (text) => expect(parseCron(text).ok).toBe(false));

  test('says which field is wrong', () => {
    expect(parseCron('0 25 * * *')).toMatchObject({ flaw: { reason: expect.stringContaining('the hour of') } });
    expect(parseCron('0 0 * * fr')).toMatchObject({ flaw: { reason: expect.stringContaining('the day of week of') } });
  });
});

test('addresses and networks are strict', () => {
  for (const address of ['1.2.3', '1.2.3.256', '01.2.3.4', '0x1.2.3.4', '1.2.3.4 ', '::1', 5])
    expect(parseIpv4(address).ok).toBe(false);
  for (const cidr of ['10.0.0.0', '10.0.0.0/33', '10.0.0.1/24', '10.0.0.0/a', 'fd00::/8'])
    expect(parseCidr(cidr).ok).toBe(false);
  for (const cidr of ['0.0.0.0/0', '10.0.0.0/8', '192.0.2.1/32']) expect(read(parseCidr(cidr))).toBe(cidr);
});

test('rate limits are counted in ten seconds', () => {
  expect(read(parseRateLimit({ requests: 600, per: '1m' }))).toEqual({ requestsPer10s: 100 });
  expect(read(parseRateLimit(false))).toEqual({ requestsPer10s: undefined });
});

test('the contact becomes a domain name', () => {
  expect(readContact('hostmaster', 'foobar.com').contact).toBe('hostmaster.foobar.com');
  expect(readContact('a.b@example.net', 'foobar.com').contact).toBe('a\\.b.example.net');
});

test('paths are resolved as a shell would', () => {
  expect(resolvePath('/srv/project', '../app/./x//y')).toBe('/srv/app/x/y');
  expect(resolvePath('/srv', '/etc')).toBe('/etc');
  expect(resolvePath('/', '../..')).toBe('/');
});

test('everything that reading asks for is inspected', () => {
  const input = {
    app: { directory: 'app' },
    web: { static: '../files' },
    tls: { certificate: { certificateFile: '/etc/site.pem', keyFile: 'site.key' } },
  };
  expect(pathsToInspect(input, '/srv/project')).toEqual([
    '/etc/site.pem',
    '/srv/files',
    '/srv/project/app',
    '/srv/project/app/package-lock.json',
    '/srv/project/app/public',
    '/srv/project/site.key',
  ]);
});

describe('suggestions', () => {
  test('count slips', () => {
    expect(slipsBetween('ttl', 'tll')).toBe(1);
    expect(slipsBetween('web', 'ewb')).toBe(1);
    expect(slipsBetween('', 'abc')).toBe(3);
    expect(slipsBetween('same', 'same')).toBe(0);
  });

  test('are near, or none', () => {
    expect(didYouMean('databse', ['dns', 'database', 'domain'])).toBe('database');
    expect(didYouMean('WEB', ['web'])).toBe('web');
    expect(didYouMean('zebra', ['web', 'dns'])).toBeUndefined();
  });
});

test('a set of paths knows what lies above and below', () => {
  const paths = new PathSet();
  paths.add('environments.lab.hosts.web-1.address');
  for (const path of ['environments.lab', '', 'environments.lab.hosts.web-1.address.0'])
    expect(paths.touches(path)).toBe(true);
  for (const path of ['environments.lab.hosts.web-10', 'environments.lab.hosts.web-1.roles'])
    expect(paths.touches(path)).toBe(false);
});
