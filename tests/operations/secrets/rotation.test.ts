import { expect, test } from 'vitest';
import { placeholderMaterials } from '../../../src/operations/placeholder-materials.ts';
import { beginRotation, nextStage } from '../../../src/operations/secrets/rotation.ts';
import {
  newPasswordsOf,
  parseSecrets,
  renderSecrets,
  type SecretsDocument,
} from '../../../src/operations/secrets/secrets-document.ts';
import { lowerApp } from '../../../src/services/app/lower.ts';
import { lowerAgentConfiguration } from '../../../src/services/mysql/lower.ts';
import { samplePlatform } from '../../platform/sample.ts';

const now = '2026-11-25T10:00:00.000Z';
const before: SecretsDocument = { secrets: { databaseApp: { value: 'old-password', set: null } } };

/** Every state that hosts can be in, in order. */
function statesOf(document: SecretsDocument): SecretsDocument[] {
  const states = [beginRotation(document, { databaseApp: 'new-password' }, now) as SecretsDocument];
  while (states.at(-1)?.rotation !== undefined) states.push(nextStage(states.at(-1)!, now));
  return states;
}

const platform = samplePlatform({});

/** What the application logs in with, and what the database lets in. */
function rendered(document: SecretsDocument) {
  const materials = placeholderMaterials(platform);
  const secrets = { ...materials.secrets, databaseApp: document.secrets.databaseApp!.value };
  const used = { ...materials, secrets, newPasswords: newPasswordsOf(document) };
  const host = (role: 'app' | 'database') => platform.hosts.find(({ roles }) => roles.includes(role))!;
  const url = lowerApp(platform, platform.apps[0]!, host('app'), used).environment.DATABASE_URL;
  const account = lowerAgentConfiguration(platform, host('database'), used).accounts.find(
    ({ user }) => user === 'app',
  )!;
  return { uses: /app:([^@]*)@/.exec(url!)?.[1], takes: account.password, keepsOld: account.keepsOldPassword ?? false };
}

test('at every stage the database lets in what the applications of this stage and the one before use', () => {
  expect([before, ...statesOf(before)].map(rendered)).toEqual([
    { uses: 'old-password', takes: 'old-password', keepsOld: false },
    { uses: 'old-password', takes: 'new-password', keepsOld: true },
    { uses: 'new-password', takes: 'new-password', keepsOld: true },
    { uses: 'new-password', takes: 'new-password', keepsOld: false },
    { uses: 'new-password', takes: 'new-password', keepsOld: false },
  ]);
});

test('the stages end, and leave nothing of the old password', () => {
  const states = statesOf(before);
  expect(states.map(({ rotation }) => rotation?.stage)).toEqual(['accept', 'use', 'retire', undefined]);
  expect(states.at(-1)).toEqual({ secrets: { databaseApp: { value: 'new-password', set: now } } });
});

test('each is written down and read again', () => {
  for (const state of statesOf(before)) expect(parseSecrets(renderSecrets(state))).toEqual(state);
});

test('a file of the time before dates is understood', () => {
  expect(parseSecrets('{ "databaseApp": "old-password" }')).toEqual(before);
});
