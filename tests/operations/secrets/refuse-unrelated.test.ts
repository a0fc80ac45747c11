import { expect, test } from 'vitest';
import { refuseUnrelated } from '../../../src/operations/secrets/refuse-unrelated.ts';
import type { Step } from '../../../src/plan/plan.ts';

const about = { reason: 'it changes', disruption: 'restart' } as const;
const secretFile: Step = { kind: 'file', path: '/etc/smartx/app.env', action: 'change', secret: true, ...about };
const restart: Step = { kind: 'unit', unit: 'app.service', action: 'restart', order: 60, waits: true, ...about };
const migration: Step = { kind: 'unit', unit: 'app-migrate.service', action: 'run', order: 55, waits: true, ...about };

const refusalOf = (...steps: readonly Step[]) => refusalWhen(true, steps);

function refusalWhen(begun: boolean, steps: readonly Step[]): string | undefined {
  const plan = { hosts: [{ host: 'web-1', steps, loads: [], basedOn: 'run' }] };
  try {
    refuseUnrelated({ provider: 'servers', environment: 'live' }, plan, { begun });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

test('new passwords change files that are secret, and what reads them', () => {
  expect(refusalOf()).toBeUndefined();
  expect(refusalOf(secretFile, migration, restart, { kind: 'record', ...about })).toBeUndefined();
});

test.each<[string, Step]>([
  ['change /etc/nginx/nginx.conf', { ...secretFile, path: '/etc/nginx/nginx.conf', secret: false }],
  ['create /etc/smartx/app.env', { ...secretFile, action: 'create' }],
  [
    'unpack release app abc',
    { kind: 'release', name: 'app', id: 'abc', action: 'unpack', before: undefined, ...about },
  ],
  ['retire app.service', { ...restart, action: 'retire' }],
  ['start app.service', { ...restart, action: 'start' }],
])('%s is more than that', (words, step) => {
  expect(refusalOf(secretFile, step)).toBe(
    `Could not rotate passwords on web-1: the host differs in more than passwords: ${words}`,
  );
});

test('before it begins, other passwords on a host than in the file are refused, too', () => {
  expect(refusalWhen(false, [])).toBeUndefined();
  expect(refusalWhen(false, [secretFile])).toBe(
    'Could not rotate passwords on web-1: the host is not as declared before anything is rotated: change /etc/smartx/app.env',
  );
});
