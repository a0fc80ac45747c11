import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rememberRelease } from '../../../src/operations/releases/release-state.ts';
import { ensureSecrets, readSecretMaterials } from '../../../src/operations/secrets/ensure-secrets.ts';
import { secretStores } from '../../../src/operations/secrets/secret-store.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import type { Failure } from '../../../src/problems/failure.ts';
import { secretNamesOf } from '../../../src/services/manifest.ts';
import { samplePlatform } from '../../platform/sample.ts';

const secretNames = secretNamesOf({ apps: samplePlatform().apps });
let directory: string;
let state: string;
const now = new Date('2026-11-25T10:00:00Z');

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'smartx-secrets-'));
  state = join(directory, 'state');
  mkdirSync(state);
  process.env.SMARTX_AGE_IDENTITY_FILE = join(directory, 'home', 'identity.txt');
});
afterEach(() => {
  delete process.env.SMARTX_AGE_IDENTITY_FILE;
  rmSync(directory, { recursive: true, force: true });
});

const platformOf = (provider: Platform['provider'], secrets: readonly string[] = [], generatedSecrets: string[] = []) =>
  ({
    ...{ provider, directory, environment: 'trial', apps: [{ secrets, generatedSecrets }] },
    monitoring: { alerts: {} },
  }) as unknown as Platform;

test('of servers they are all in the encrypted file, made once', async () => {
  const platform = platformOf('servers');
  expect(await readSecretMaterials(platform, state)).toBeUndefined();
  const made = await ensureSecrets(platform, state, now);
  expect(Object.keys(made.secrets).sort()).toEqual([...secretNames].sort());
  expect(new Set(Object.values(made.secrets)).size).toBe(secretNames.length);
  expect(readdirSync(state)).toEqual([]);
  expect(await ensureSecrets(platform, state, now)).toEqual(made);
  expect(await readSecretMaterials(platform, state)).toEqual(made);
});

test('an environment from before there was a dashboard can be looked at, and gets its password by the next apply', async () => {
  const platform = platformOf('servers');
  const before = secretNames.filter((name) => name !== 'dashboardPassword');
  const old = Object.fromEntries(before.map((name) => [name, `old-${name}`]));
  writeFileSync(join(state, 'secrets.json'), JSON.stringify(old), { mode: 0o600 });
  expect((await readSecretMaterials(platform, state))?.secrets.dashboardPassword).toBe('not-made-yet');
  const { dashboardPassword } = (await ensureSecrets(platform, state, now)).secrets;
  expect(dashboardPassword).toMatch(/^[\w-]{32}$/);
});

test('those of servers that lay readable in the state are taken over once', async () => {
  const platform = platformOf('servers');
  const old = Object.fromEntries(secretNames.map((name) => [name, `old-${name}`]));
  writeFileSync(join(state, 'secrets.json'), JSON.stringify(old), { mode: 0o600 });
  expect((await readSecretMaterials(platform, state))?.secrets).toEqual(old);
  expect((await ensureSecrets(platform, state, now)).secrets).toEqual(old);
  expect(existsSync(join(state, 'secrets.json'))).toBe(false);
  expect((await readSecretMaterials(platform, state))?.secrets).toEqual(old);
});

test.each([
  ['the only one', undefined],
  ['one that is not declared any more', 'shop'],
])('servers that were applied to get no other ones because the file is gone (the application: %s)', async (_, name) => {
  const platform = platformOf('servers');
  await ensureSecrets(platform, state, now);
  const entry = {
    ids: { app: 'a', static: null },
    when: now.toISOString(),
    who: 'me',
    run: '1',
    what: 'apply',
  } as const;
  await rememberRelease(state, { name }, entry);
  await ensureSecrets(platform, state, now);
  rmSync(join(directory, 'secrets.trial.age'));
  await expect(ensureSecrets(platform, state, now)).rejects.toMatchObject({
    reason: expect.stringContaining('secrets.trial.age is gone'),
    next: expect.stringContaining('restore it from the repository'),
  });
  expect(existsSync(join(directory, 'secrets.trial.age'))).toBe(false);
});

test("a lab's are in its state, and need no identity", async () => {
  const made = await ensureSecrets(platformOf('lab'), state, now);
  expect(statSync(join(state, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(existsSync(join(directory, 'home'))).toBe(false);
  expect(readdirSync(directory)).toEqual(['state']);
  expect(await readSecretMaterials(platformOf('lab'), state)).toEqual(made);
});

test.each(['lab', 'servers'] as const)(
  'what an operator gave the application of a %s outlives its state',
  async (provider) => {
    const platform = platformOf(provider, ['MAIL_KEY']);
    await expect(ensureSecrets(platform, state, now)).rejects.toMatchObject({
      reason: 'MAIL_KEY is declared and has no value there',
      changed: 'Nothing was changed.',
      next: 'give each a value: smartx secrets set MAIL_KEY --env trial',
    });
    expect(readdirSync(state)).toEqual([]);
    const { operator } = secretStores(platform, state);
    const set = { MAIL_KEY: { value: 'k', set: null }, UNUSED: { value: 'u', set: null } };
    await operator.write({ secrets: set });
    rmSync(state, { recursive: true });
    expect((await ensureSecrets(platform, state, now)).appSecrets).toEqual({ MAIL_KEY: 'k' });
    expect((await operator.read())?.secrets).toMatchObject(set);
  },
);

test.each(['lab', 'servers'] as const)(
  'what an application of a %s needs only to be random is made once, until an operator says otherwise',
  async (provider) => {
    const platform = platformOf(provider, ['SESSION_KEY'], ['SESSION_KEY']);
    const { appSecrets } = await ensureSecrets(platform, state, now);
    expect(appSecrets.SESSION_KEY).toMatch(/^[\w-]{64}$/);
    expect((await ensureSecrets(platform, state, now)).appSecrets).toEqual(appSecrets);
    expect((await readSecretMaterials(platform, state))?.appSecrets).toEqual(appSecrets);
    const { operator } = secretStores(platform, state);
    const known = await operator.read();
    await operator.write({ ...known, secrets: { ...known?.secrets, SESSION_KEY: { value: 'own', set: null } } });
    expect((await ensureSecrets(platform, state, now)).appSecrets).toEqual({ SESSION_KEY: 'own' });
  },
);

test('of several applications, each has passwords and random secrets of its own', async () => {
  const app = { directory: 'app', start: 'node main.ts', secrets: [{ name: 'KEY', generate: true }] };
  const apps = { www: app, api: { ...app, hostname: 'api', secrets: [...app.secrets, 'MAIL_KEY'] } };
  const platform: Platform = {
    ...samplePlatform({ apps }),
    ...{ provider: 'servers', directory, environment: 'trial' },
  };
  await expect(ensureSecrets(platform, state, now)).rejects.toMatchObject({
    next: expect.stringContaining('smartx secrets set api:MAIL_KEY --env trial'),
  });
  const { operator } = secretStores(platform, state);
  const known = (await operator.read()) ?? { secrets: {} };
  const given = { 'api:MAIL_KEY': { value: 'given', set: null } };
  await operator.write({ ...known, secrets: { ...known.secrets, ...given } });
  const made = await ensureSecrets(platform, state, now);
  expect(Object.keys(made.secrets)).toEqual(secretNamesOf(platform));
  expect(new Set(Object.values(made.secrets)).size).toBe(secretNamesOf(platform).length);
  expect(made.appSecrets).toMatchObject({ 'api:MAIL_KEY': 'given' });
  expect(made.appSecrets['www:KEY']).toMatch(/^[\w-]{64}$/);
  expect(made.appSecrets['api:KEY']).not.toBe(made.appSecrets['www:KEY']);
  expect(await readSecretMaterials(platform, state)).toEqual(made);
});

test('what an application that is new will get is not known before it comes, and nothing else is forgotten', async () => {
  const app = { directory: 'app', start: 'node main.ts' };
  const api = { ...app, hostname: 'api', secrets: [{ name: 'KEY', generate: true }] };
  const of = (apps: Parameters<typeof samplePlatform>[0]) => ({
    ...samplePlatform(apps),
    ...{ provider: 'servers' as const, directory, environment: 'trial' },
  });
  const made = await ensureSecrets(of({ apps: { www: app } }), state, now);
  const read = await readSecretMaterials(of({ apps: { www: app, api } }), state);
  const notYet = { 'databaseApp:api': 'not-made-yet', 'databaseMigrate:api': 'not-made-yet' };
  expect(read?.secrets).toEqual({ ...made.secrets, ...notYet });
  expect((await readSecretMaterials(of({ apps: { www: app } }), state))?.secrets).toEqual(made.secrets);
  expect(await readSecretMaterials(of({ apps: { www: app, api } }), join(directory, 'another'))).toEqual(read);
});

test('what monitoring needs to tell somebody comes from the operator, and is not given to an application', async () => {
  const platform = samplePlatform({ monitoring: { alerts: { webhook: { url: 'ALERTS_URL' } } } });
  await ensureSecrets({ ...platform, directory }, state, now).then(
    () => expect.unreachable(),
    (error: Failure) => {
      expect(error.reason).toContain('monitoring:ALERTS_URL');
      expect(error.next).toContain('smartx secrets set monitoring:ALERTS_URL');
    },
  );
});
