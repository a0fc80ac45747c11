import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parseDeclaration } from '../../src/declaration/parse-declaration.ts';
import { gatherMaterials, readMaterials } from '../../src/operations/materials.ts';
import { rememberRelease, rememberReleases } from '../../src/operations/releases/release-state.ts';
import { lowerPlatform } from '../../src/platform/lower.ts';
import type { Platform } from '../../src/platform/platform.ts';

const directories: string[] = [];
afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true }))));

/** An application without a build, and where its environment keeps its things. */
async function makeEnvironment() {
  const directory = await mkdtemp(join(tmpdir(), 'smartx-materials-'));
  directories.push(directory);
  await mkdir(join(directory, 'app'));
  await writeFile(join(directory, 'app', 'main.js'), 'one');
  const state = join(directory, 'state');
  await mkdir(state);
  const paths = { stateDirectory: state, cacheDirectory: join(directory, 'cache') };
  return { directory, main: join(directory, 'app', 'main.js'), paths, platform: platformIn(directory, 1) };
}

function platformIn(directory: string, web: number, isStatic = false): Platform {
  const declared = {
    domain: 'foobar.com',
    app: { directory: 'app', start: 'node main.js', runtime: 'none' },
    web: { static: isStatic ? 'files' : false },
    environments: { lab: { provider: 'lab', redundancy: false, web } },
  };
  const files = new Map(['app', 'files'].map((name) => [join(directory, name), 'directory' as const]));
  const parsed = parseDeclaration(declared, { directory, files });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const platform = lowerPlatform(parsed.value, 'lab');
  if (!platform.ok) throw new Error(JSON.stringify(platform.problems));
  return platform.value;
}

test('what was never brought up has none, and reading makes nothing', async () => {
  const { platform, paths, directory } = await makeEnvironment();
  expect(await readMaterials({ platform, ...paths })).toBeUndefined();
  expect((await readdir(directory)).sort()).toEqual(['app', 'state']);
  expect(await readdir(paths.stateDirectory)).toEqual([]);
});

test('what was brought up is read as it was made, until something is different', async () => {
  const { platform, paths, directory, main } = await makeEnvironment();
  const authorityFile = join(directory, 'ca.crt');
  const { materials } = await gatherMaterials({ platform, ...paths, authorityFile, now: new Date() });
  expect(await readMaterials({ platform, ...paths })).toEqual(materials);

  await writeFile(main, 'two');
  const changed = await readMaterials({ platform, ...paths });
  expect(changed).toEqual({ ...materials, releases: { ...materials.releases, apps: { app: 'not-packed-yet' } } });

  expect(await readMaterials({ platform: platformIn(directory, 2), ...paths })).toBeUndefined();
});

test.each([
  ['to a release from before there were files of the site', true, null],
  ['to a release with files that are not declared any more', false, 'ffffffffffff'],
])('after going back %s, plan and apply are of one mind', async (_, isStatic, files) => {
  const { paths, directory } = await makeEnvironment();
  const platform = platformIn(directory, 1, isStatic);
  await mkdir(join(directory, 'files'));
  await writeFile(join(directory, 'files', 'index.html'), 'hello');
  const about = { when: new Date().toISOString(), who: 'me', run: '1' };
  const ids = { app: 'aaaaaaaaaaaa', static: files };
  await rememberRelease(paths.stateDirectory, { name: undefined }, { ...about, ids, what: 'rollback' });

  const request = { platform, ...paths, authorityFile: join(directory, 'ca.crt'), now: new Date() };
  const { materials, releases } = await gatherMaterials(request);
  expect(materials.releases.apps).toEqual({ app: 'aaaaaaaaaaaa' });
  const ofApp = releases.filter(({ name }) => name !== 'dashboard');
  expect(ofApp.map(({ name, id }) => [name, id])).toEqual(isStatic ? [['static', materials.releases.static]] : []);
  expect((await readMaterials({ platform, ...paths }))?.releases).toEqual(materials.releases);
  // What the hosts have then is what is remembered.
  await rememberReleases(
    paths.stateDirectory,
    { platform, apps: platform.apps, materials },
    { ...about, what: 'apply' },
  );
  expect((await gatherMaterials(request)).materials.releases).toEqual(materials.releases);
});

test('a database shows a certificate for the address that applications connect to, and other hosts do not', async () => {
  const { platform, paths, directory } = await makeEnvironment();
  const authorityFile = join(directory, 'ca.crt');
  const { materials } = await gatherMaterials({ platform, ...paths, authorityFile, now: new Date() });
  const isFor = (host: string) =>
    new X509Certificate(materials.certificates.hosts[host]!.certificate).checkIP('127.0.0.1');
  expect(isFor('db-1')).toBe('127.0.0.1');
  expect(isFor('web-1')).toBeUndefined();
});

test("another operator's checkout applies to servers with the same authority and certificates", async () => {
  const { platform, paths, directory } = await makeEnvironment();
  process.env.SMARTX_AGE_IDENTITY_FILE = join(directory, 'identity.txt');
  try {
    const servers: Platform = { ...platform, provider: 'servers' };
    const request = { platform: servers, ...paths, authorityFile: join(directory, 'ca.crt'), now: new Date() };
    const { materials } = await gatherMaterials(request);
    const stateDirectory = join(directory, 'state-of-another-checkout');
    const others = { ...request, stateDirectory };
    expect(await readMaterials(others)).toEqual(materials);
    expect(await readdir(directory)).not.toContain('state-of-another-checkout');
    expect((await gatherMaterials(others)).materials).toEqual(materials);
    const key = await stat(join(stateDirectory, 'certificates/authority/key.pem'));
    expect(key.mode & 0o777).toBe(0o600);

    // What one of them renews is what the other one has then.
    const renewed = await gatherMaterials({ ...others, now: new Date(Date.now() + 80 * 86_400_000) });
    expect(renewed.materials.certificates.site).not.toEqual(materials.certificates.site);
    expect(await readMaterials(request)).toEqual(renewed.materials);
  } finally {
    delete process.env.SMARTX_AGE_IDENTITY_FILE;
  }
});
