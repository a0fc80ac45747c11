import { expect, test } from 'vitest';
import { refuseAbsent } from '../../src/operations/releases/refuse-absent.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { Failure } from '../../src/problems/failure.ts';

const platformOf = (count: number, migrate?: string[]) =>
  ({
    apps: [{ migrate }],
    hosts: Array.from({ length: count }, (_, index) => ({ name: `web-${index + 1}`, roles: ['web', 'app'] })),
  }) as unknown as Platform;
const away = (...hosts: string[]) => ({
  absent: new Map(
    hosts.map((host) => [host, new Failure({ step: 'read the facts', host, reason: 'silent', changed: '', next: '' })]),
  ),
});

test.each([
  ['nobody is away', platformOf(2), away()],
  ['two others serve', platformOf(3, ['migrate']), away('web-2')],
  ['the one that is away carries no application', platformOf(2), away('lb-1')],
])('a deploy goes on when %s', (_, platform, plan) => {
  expect(() => refuseAbsent({ platform, apps: platform.apps, kind: 'deploy' }, plan)).not.toThrow();
});

test.each([
  ['nobody is left', platformOf(1), away('web-1'), /web-1 does not answer, and no other host carries the application/],
  [
    'one is left alone',
    platformOf(2),
    away('web-2'),
    /web-2 does not answer, and web-1 would be restarted with nobody/,
  ],
  [
    'migrations cannot run',
    platformOf(3, ['migrate']),
    away('web-1'),
    /web-1 does not answer, and web-1 runs the migr/,
  ],
])('a deploy waits when %s, and a rollback does not', (_, platform, plan, reason) => {
  expect(() => refuseAbsent({ platform, apps: platform.apps, kind: 'deploy' }, plan)).toThrow(reason);
  expect(() => refuseAbsent({ platform, apps: platform.apps, kind: 'rollback' }, plan)).not.toThrow();
});
