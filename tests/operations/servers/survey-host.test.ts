import { expect, test } from 'vitest';
import { judgeServer, parseSurvey } from '../../../src/operations/servers/survey-host.ts';
import { type Host, usualInterfaces } from '../../../src/platform/platform.ts';

// As two machines with Debian said it; veth interfaces carry the index of their peer.
const text = `machine x86_64
init systemd
address lo 127.0.0.1/8
address eth0@if12 10.20.0.21/24
address ens4 203.0.113.21/28
@end
`;
const survey = parseSurvey(text);
const host: Host = {
  ...{ name: 'lb-1', roles: ['loadBalancer'], privateAddress: '10.20.0.21', publicAddress: '203.0.113.21' },
  ...{ interfaces: { private: 'eth0', public: 'ens4' }, ssh: undefined },
};
const os = { id: 'debian', version: '13' };

test('what a server says of itself', () => {
  expect(survey).toEqual({
    machine: 'x86_64',
    init: 'systemd',
    addresses: [
      { interfaceName: 'lo', address: '127.0.0.1' },
      { interfaceName: 'eth0', address: '10.20.0.21' },
      { interfaceName: 'ens4', address: '203.0.113.21' },
    ],
  });
});

test('a server that is as declared has no faults', () => {
  expect(judgeServer(host, os, survey)).toEqual([]);
  expect(judgeServer(host, { id: 'debian', version: '12' }, survey)).toEqual([]);
});

test('everything that is wrong is said at once, with its remedy', () => {
  const other = { ...host, interfaces: usualInterfaces, privateAddress: '10.20.0.99' };
  const faults = judgeServer(other, { id: 'alpine', version: '3.20' }, { ...survey, init: 'init' });
  expect(faults).toMatchInlineSnapshot(`
    [
      {
        "next": "Smartx knows Debian 12 and 13.",
        "reason": "it runs alpine 3.20",
      },
      {
        "next": "the platform needs systemd.",
        "reason": "its first process is init",
      },
      {
        "next": "correct the address in smartx.config.ts, or give it to the server.",
        "reason": "it does not have the private address 10.20.0.99; it has 10.20.0.21 (eth0), 203.0.113.21 (ens4)",
      },
      {
        "next": "declare interfaces: { public: 'ens4' }.",
        "reason": "its public address 203.0.113.21 is on ens4, not on eth1",
      },
    ]
  `);
});
