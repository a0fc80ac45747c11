import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lab } from '../../src/index.ts';
import { contributeKnot } from '../../src/services/knot/contribute.ts';
import { renderValue } from '../../src/services/knot/render-zone.ts';
import { samplePlatform } from '../platform/sample.ts';
import { contributionTo, fileOf, linesBetween } from './contribution.ts';

const platform = samplePlatform();
const configuration = (hostName: string, of = platform) =>
  fileOf(contributionTo(of, hostName, contributeKnot), '/etc/knot/knot.conf').content;

describe('knot.conf', () => {
  test('the primary reads the zone from its file, counts the serial and notifies the secondary', () => {
    expect(linesBetween(configuration('ns-1'), 'zone:', 'nothing')).toEqual([
      '- domain: foobar.com',
      'file: /etc/knot/zones/foobar.com.zone',
      'zonefile-load: difference-no-serial',
      'serial-policy: unixtime',
      'notify: [ns-2]',
      'acl: [transfer-ns-2]',
      '',
    ]);
  });

  test('a secondary has no file and takes the zone from the primary only', () => {
    expect(linesBetween(configuration('ns-2'), 'zone:', 'nothing')).toEqual([
      '- domain: foobar.com',
      'master: ns-1',
      'acl: notify-ns-1',
      'zonefile-load: none',
      '',
    ]);
  });

  test('transfers are signed and leave over the private network', () => {
    expect(linesBetween(configuration('ns-2'), 'remote:', 'template:')).toEqual([
      '- id: ns-1',
      'address: 10.214.0.11@53',
      'via: 10.214.0.12',
      'key: zone-transfer',
      '',
      'acl:',
      '- id: notify-ns-1',
      'address: 10.214.0.11',
      'key: zone-transfer',
      'action: notify',
      '',
    ]);
  });

  test('it listens on both legs and tells nobody what it is', () => {
    expect(linesBetween(configuration('ns-1'), 'server:', 'log:')).toEqual([
      'rundir: /run/knot',
      'user: knot:knot',
      'listen: [10.213.0.11@53, 10.214.0.11@53]',
      "# What runs here is nobody's business: no answer to version.bind, hostname.bind and NSID.",
      'version: ""',
      'identity: ""',
      'nsid: ""',
      '',
    ]);
  });

  test('a single name server has nobody to transfer to and no key', () => {
    const single = samplePlatform({ environments: { lab: lab({ dns: 1, redundancy: false }) } });
    expect(configuration('ns-1', single)).not.toContain('secret:');
    expect(configuration('ns-1', single)).not.toContain('notify:');
  });

  test('the file with the key is for root and knot only', () => {
    const file = fileOf(contributionTo(platform, 'ns-1', contributeKnot), '/etc/knot/knot.conf');
    expect(file).toMatchObject({ mode: 0o640, owner: 'root', group: 'knot', secret: true });
  });
});

describe('zone file', () => {
  test('names are absolute and the derived records are in it', () => {
    const zone = fileOf(contributionTo(platform, 'ns-1', contributeKnot), '/etc/knot/zones/foobar.com.zone').content;
    expect(zone).toMatchInlineSnapshot(`
      "; Written by Smartx. Changes made here are lost with the next apply.
      $TTL 300
      foobar.com.         300 IN SOA   ns1.foobar.com. hostmaster.foobar.com. (
          1  ; serial: Knot DNS counts it up by itself
          3600  ; refresh
          600  ; retry
          1209600  ; expire
          300 ) ; time to live of "no such name"
      foobar.com.         300 IN A     10.213.0.10
      foobar.com.         300 IN CAA   0 issue ";"
      foobar.com.         300 IN MX    0 .
      foobar.com.         300 IN NS    ns1.foobar.com.
      foobar.com.         300 IN NS    ns2.foobar.com.
      foobar.com.         300 IN TXT   "v=spf1 -all"
      ns1.foobar.com.     300 IN A     10.213.0.11
      ns2.foobar.com.     300 IN A     10.213.0.12
      www.foobar.com.     300 IN CNAME foobar.com.
      "
    `);
  });

  test('only the primary has it', () => {
    const paths = contributionTo(platform, 'ns-2', contributeKnot).files?.map((file) => file.path);
    expect(paths).not.toContain('/etc/knot/zones/foobar.com.zone');
  });

  test.each([
    ['MX', '10 mail.foobar.com', '10 mail.foobar.com.'],
    ['MX', '0 .', '0 .'],
    ['SRV', '0 5 5060 sip.foobar.com', '0 5 5060 sip.foobar.com.'],
    ['CAA', '0 issue "letsencrypt.org"', '0 issue "letsencrypt.org"'],
    ['TXT', 'say "hi"; \\o/', '"say \\"hi\\"; \\\\o/"'],
    ['TXT', 'ü', '"\\195\\188"'],
    ['TXT', '', '""'],
    ['AAAA', '2001:db8::1', '2001:db8::1'],
  ] as const)('%s %s', (type, value, expected) => {
    expect(renderValue({ type, value })).toBe(expected);
  });

  test('text of any length comes back whole from strings of at most 255 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 2048 }), (text) => {
        const strings = characterStrings(renderValue({ type: 'TXT', value: text }));
        expect(strings.every((bytes) => bytes.length <= 255)).toBe(true);
        expect(Buffer.concat(strings)).toEqual(Buffer.from(text));
      }),
    );
  });
});

test('hosts without the role get nothing', () => {
  expect(contributionTo(platform, 'web-1', contributeKnot)).toEqual({});
});

/** Reads quoted strings as RFC 1035 section 5.1 defines them: `\DDD` is a byte, `\X` is X. */
function characterStrings(value: string): readonly Buffer[] {
  return [...value.matchAll(/"((?:[^"\\]|\\\d{3}|\\.)*)"/g)].map(([, inner]) =>
    Buffer.from(
      [...inner!.matchAll(/\\(\d{3})|\\(.)|(.)/g)].map(([, code, escaped, plain]) =>
        code === undefined ? (escaped ?? plain)!.charCodeAt(0) : Number(code),
      ),
    ),
  );
}
