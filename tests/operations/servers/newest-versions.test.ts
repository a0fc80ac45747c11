import { expect, test } from 'vitest';
import { parseCandidates } from '../../../src/operations/servers/newest-versions.ts';
import { withNewest } from '../../../src/operations/servers/version-lock.ts';

// Captured from `apt-cache policy haproxy mysql-server bash` on Debian 12.
const text = `haproxy:
  Installed: 2.6.12-1+deb12u4
  Candidate: 2.6.12-1+deb12u5
  Version table:
     2.6.12-1+deb12u5 500
        500 http://deb.debian.org/debian-security bookworm-security/main amd64 Packages
 *** 2.6.12-1+deb12u4 100
        100 /var/lib/dpkg/status
mysql-server:
  Installed: (none)
  Candidate: (none)
  Version table:
bash:
  Installed: 5.2.15-2+b7
  Candidate: 5.2.15-2+b7
  Version table:
 *** 5.2.15-2+b7 500
        500 http://deb.debian.org/debian bookworm/main amd64 Packages
        100 /var/lib/dpkg/status
`;

test('the candidate of each package that has one', () => {
  expect([...parseCandidates(text)]).toEqual([
    ['haproxy', '2.6.12-1+deb12u5'],
    ['bash', '5.2.15-2+b7'],
  ]);
});

test('only what is locked gets another version, each operating system its own', () => {
  const locked = new Map([
    [
      'debian 12',
      new Map([
        ['haproxy', '2.6.12-1+deb12u4'],
        ['nginx', '1.22'],
      ]),
    ],
    ['debian 13', new Map([['haproxy', '3.0']])],
  ]);
  expect(withNewest(locked, new Map([['debian 12', parseCandidates(text)]]))).toEqual(
    new Map([
      [
        'debian 12',
        new Map([
          ['haproxy', '2.6.12-1+deb12u5'],
          ['nginx', '1.22'],
        ]),
      ],
      ['debian 13', new Map([['haproxy', '3.0']])],
    ]),
  );
});
