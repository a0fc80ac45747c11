import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readlinkSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readApplyProgram } from '../../src/operations/apply-program.ts';
import { sha256 } from '../../src/operations/sha256.ts';
import { applyExitCodes } from '../../src/plan/apply-limits.ts';
import { renderApplyScript } from '../../src/plan/apply-script.ts';
import { diff } from '../../src/plan/diff.ts';
import type { HostFacts } from '../../src/plan/facts.ts';
import { renderFactsScript } from '../../src/plan/facts-script.ts';
import { hostLayout } from '../../src/plan/host-layout.ts';
import type { HostManifest } from '../../src/services/manifest.ts';
import { bareFacts, carryOut, file, sampleManifest } from '../plan/sample.ts';
import { canActAsRoot, ScratchHost } from './scratch-host.ts';

const manifest = sampleManifest({ checks: [], probes: [], users: [] });
const bare = bareFacts(manifest);
const plan = (wanted: HostManifest, facts: HostFacts) => diff(wanted, facts, sha256);
const program = await readApplyProgram();

describe('what is rendered is a shell script', () => {
  const odd = sampleManifest({
    files: [file("/etc/it's $(odd) `name`", 'x')],
    probes: [{ name: "the site's $HOME", argv: ['sh', '-c', 'echo "$1" \'2\''], timeoutMs: 1 }],
  });

  test.each([
    ['for a bring-up', renderApplyScript(manifest, plan(manifest, bare), { id: 'r', who: 'me', root: '' }, program)],
    [
      'for no step at all',
      renderApplyScript(manifest, { ...plan(manifest, bare), steps: [] }, { id: 'r', who: 'me', root: '' }, program),
    ],
    [
      'with odd names',
      renderApplyScript(odd, plan(odd, bareFacts(odd)), { id: 'r', who: "o'hara $(x)", root: '' }, program),
    ],
    ['of facts', renderFactsScript(manifest)],
    ['of facts with odd names', renderFactsScript(odd)],
  ])('%s', (_, script) => {
    const checked = spawnSync('sh', ['-n'], { input: script, encoding: 'utf8' });
    expect(checked.stderr).toBe('');
    expect(checked.status).toBe(0);
  });

  test('and no secret is in it', () => {
    const script = renderApplyScript(manifest, plan(manifest, bare), { id: 'r', who: 'me', root: '' }, program);
    expect(script).not.toContain('KEY=1');
  });
});

describe.skipIf(!canActAsRoot)('carried out on a scratch root (needs root: owners are set)', () => {
  let host: ScratchHost;
  beforeEach(() => {
    host = new ScratchHost();
  });
  afterEach(() => host.remove());

  test('a bring-up places everything and notes what was loaded', async () => {
    const result = await host.apply(manifest, plan(manifest, bare));
    expect(result).toMatchObject({ exitCode: applyExitCodes.done, stderr: '' });
    expect(host.tree()).toContain('etc/smartx/app.env 600 KEY=1\n');
    expect(host.tree()).toContain('srv/app/current 777 releases/aaa');
    expect(host.read('srv/app/releases/aaa/main.js')).toBe('the application');
    expect(host.read(hostLayout.lastRun)).toBe('run-1\n');
    expect(host.read(hostLayout.managed)).toContain('unit nginx.service\n');
    expect(host.read(`${hostLayout.loadedServices}/app.service`)).toMatch(/^none [0-9a-f]{64} [0-9a-f]{64}\n$/);
    expect(host.read(`${hostLayout.loadedOneshots}/app-migrate.service`)).toMatch(/^- /);
    expect(host.exists(`${hostLayout.stages}/run-1`)).toBe(false);
    expect(host.exists(hostLayout.unfinished)).toBe(false);
    expect(host.read(hostLayout.audit)).toMatch(/run=run-1 who=a test outcome=changed/);
  });

  test('units are started in order, after systemd knows their files', async () => {
    await host.apply(manifest, plan(manifest, bare));
    const calls = host
      .calls()
      .filter((call) => /^(--no-reload|daemon-reload|start app.service|start nginx)/.test(call));
    expect(calls).toEqual([
      '--no-reload enable app.service nginx.service',
      'daemon-reload',
      'start app.service',
      'start nginx.service',
    ]);
  });

  test('every step of the plan is told, begun and done', async () => {
    const wanted = plan(manifest, bare);
    const { lines } = await host.apply(manifest, wanted);
    for (const index of wanted.steps.keys()) expect(lines).toContain(`@step ${index} ok`);
  });

  const settled = carryOut(plan(manifest, bare), manifest, bare, 1000);
  const next = sampleManifest({
    checks: [],
    probes: [],
    users: [],
    directories: [...manifest.directories, { path: '/etc/smartx/new', mode: 0o700, owner: 'root', group: 'root' }],
    files: [
      file('/etc/nginx/nginx.conf', 'events { }\n'),
      file('/etc/smartx/app.env', 'KEY=2\n', { mode: 0o640 }),
      file('/etc/smartx/new/more.txt', 'more\n'),
      ...manifest.files.filter((one) => one.path.endsWith('app.service')),
    ],
    releases: [{ name: 'app', id: 'bbb', root: '/srv/app' }],
  });
  const update = { ...plan(next, { ...settled, lastRun: 'run-1' }) };

  test('an update changes, adds and removes files', async () => {
    await host.apply(manifest, plan(manifest, bare));
    const result = await host.apply(next, update);
    expect(result).toMatchObject({ exitCode: applyExitCodes.done, stderr: '' });
    expect(host.tree()).toContain('etc/smartx/app.env 640 KEY=2\n');
    expect(host.tree()).toContain('etc/smartx/new/more.txt 644 more\n');
    expect(host.tree()).toContain('srv/app/current 777 releases/bbb');
    expect(host.exists('etc/systemd/system/app-migrate.service')).toBe(false);
    expect(host.tree().filter((line) => line.includes('.smartx-new'))).toEqual([]);
  });

  test("a file that Smartx took over is its owner's again when it is no longer declared", async () => {
    host.write('etc/nginx/nginx.conf', 'as Debian ships it\n');
    const debian = new Map([['/etc/nginx/nginx.conf', { type: 'f', sha256: 'another' } as never]]);
    await host.apply(manifest, plan(manifest, { ...bare, paths: debian }));
    expect(host.read('etc/nginx/nginx.conf')).toBe('events {}\n');
    const less = sampleManifest({
      checks: [],
      probes: [],
      users: [],
      files: manifest.files.filter((one) => one.path !== '/etc/nginx/nginx.conf'),
    });
    const result = await host.apply(less, plan(less, { ...settled, lastRun: 'run-1' }));
    expect(result).toMatchObject({ exitCode: applyExitCodes.done, stderr: '' });
    expect(host.read('etc/nginx/nginx.conf')).toBe('as Debian ships it\n');
    expect(host.exists(`${hostLayout.originals}/etc/nginx/nginx.conf`)).toBe(false);
  });

  test.each([
    ['systemd does not reload its files', 'daemon-reload', 'daemon-reload'],
    ['the application does not restart', '"restart app.service"', 'restart app.service'],
    ['nginx does not reload', '"reload nginx.service"', 'reload nginx.service'],
  ])('%s: everything is as before, and loaded again', async (_, failOnce, call) => {
    await host.apply(manifest, plan(manifest, bare));
    const before = host.tree();
    const already = host.foundAt(call).length;
    const result = await host.apply(next, update, { failOnce });
    expect(result.exitCode).toBe(applyExitCodes.putBack);
    expect(host.tree()).toEqual(before);
    // It failed with the new files; the way back made the same call with the old ones.
    expect(host.foundAt(call).slice(already)).toEqual(['events { }', 'events {}']);
    expect(host.read(hostLayout.lastRun)).toBe('run-1\n');
    expect(host.read(hostLayout.audit)).toContain('run=run-2 who=a test outcome=put-back');
    expect(host.exists(hostLayout.unfinished)).toBe(false);
    expect(host.exists(`${hostLayout.stages}/run-2`)).toBe(false);
  });

  test('the migration fails: everything is as before', async () => {
    await host.apply(manifest, plan(manifest, bare));
    const before = host.tree();
    const result = await host.apply(next, update, {
      fail: '"start app-migrate.service"|"restart app-migrate.service"|"show --value"*',
    });
    expect(result.exitCode).toBe(applyExitCodes.putBack);
    expect(result.lines).toContain('@why app-migrate.service fails');
    expect(host.tree()).toEqual(before);
    expect(host.read(hostLayout.lastRun)).toBe('run-1\n');
  });

  test('putting back fails too: the files are the old ones, and the host is noted as left half-way', async () => {
    await host.apply(manifest, plan(manifest, bare));
    const before = host.tree();
    const result = await host.apply(next, update, { fail: '"restart app.service"' });
    expect(result.exitCode).toBe(applyExitCodes.halfWay);
    expect(result.lines).toContain('@why app.service does not restart');
    expect(result.lines).toContain('@phase back fail');
    expect(host.tree()).toEqual(before);
    expect(host.read(hostLayout.audit)).toContain('run=run-2 who=a test outcome=half-way');
    expect(host.read(hostLayout.unfinished)).toMatch(/^run-2\n/);
  });

  test('a first start that fails leaves nothing behind, and stops what it had started', async () => {
    const before = host.tree();
    const result = await host.apply(manifest, plan(manifest, bare), { fail: '"start nginx.service"' });
    expect(result.exitCode).toBe(applyExitCodes.putBack);
    expect(host.tree()).toEqual(before);
    expect(host.calls()).toContain('stop app.service');
    expect(host.calls()).toContain('--no-reload disable app.service nginx.service');
    expect(result.lines).toContain('@why nginx.service does not start');
    expect(host.read(hostLayout.audit)).toContain('outcome=put-back');
    expect(host.exists(hostLayout.unfinished)).toBe(false);
  });

  test('a probe that never succeeds puts everything back', async () => {
    const before = host.tree();
    const probed = {
      ...manifest,
      probes: [{ name: 'the site', argv: ['sh', '-c', 'echo no answer; exit 1'], timeoutMs: 1000 }],
    };
    const result = await host.apply(probed, plan(probed, bare));
    expect(result.exitCode).toBe(applyExitCodes.putBack);
    expect(result.lines).toContain('@out no answer');
    expect(result.lines).toContain('@why the site did not become well within 1 s');
    expect(host.tree()).toEqual(before);
  });

  const checked = (host: ScratchHost, argv: string[]): HostManifest => ({
    ...manifest,
    checks: [{ name: 'a checker', argv, covers: ['/etc/nginx/nginx.conf', join(host.root, 'x')] }],
  });

  test('a checker sees the new files in place of the old ones, and the host does not', async () => {
    host.write('etc/nginx/nginx.conf', 'old\n');
    const seen = join(host.root, 'var/seen');
    const conf = join(host.root, 'etc/nginx/nginx.conf');
    const wanted = checked(host, ['sh', '-c', `cp ${conf} ${seen}; exit 1`]);
    const before = host.tree();
    const result = await host.apply(
      wanted,
      plan(wanted, { ...bare, paths: new Map([['/etc/nginx/nginx.conf', { type: 'f' } as never]]) }),
    );
    expect(result.exitCode).toBe(applyExitCodes.refused);
    expect(host.read('var/seen')).toBe('events {}\n');
    expect(host.tree().filter((line) => !line.startsWith('var/seen'))).toEqual(before);
    expect(host.calls()).toEqual([]);
    expect(result.lines).toContain('@why a checker refuses the new configuration');
  });

  test('a checker that agrees lets the switch go on', async () => {
    const wanted = checked(host, ['test', '-f', join(host.root, 'etc/smartx/app.env')]);
    expect((await host.apply(wanted, plan(wanted, bare))).exitCode).toBe(applyExitCodes.done);
  });

  test('a release that arrives broken is refused', async () => {
    const before = host.tree();
    const result = await host.apply(manifest, plan(manifest, bare), {
      before: (stage) => writeFileSync(join(stage, 'release-app.tar.gz'), 'not a tar'),
    });
    expect(result.exitCode).toBe(applyExitCodes.refused);
    expect(host.tree()).toEqual(before);
  });

  test('the last five releases stay for a rollback, and the one that runs', async () => {
    let facts = bare;
    const ids = ['aaa', 'bbb', 'ccc', 'ddd', 'eee', 'fff'];
    for (const [index, id] of ids.entries()) {
      const wanted = { ...manifest, releases: manifest.releases.map((release) => ({ ...release, id })) };
      const next = plan(wanted, { ...facts, lastRun: index === 0 ? '' : `run-${index}` });
      expect((await host.apply(wanted, next)).exitCode).toBe(applyExitCodes.done);
      facts = carryOut(next, wanted, facts, index);
    }
    expect(readdirSync(join(host.root, 'srv/app/releases')).sort()).toEqual(ids.slice(1));
    expect(readlinkSync(join(host.root, 'srv/app/current'))).toBe('releases/fff');
  });

  describe('of a release that is kept in part', () => {
    const keeping = (...keep: string[]) => {
      const build = { argv: ['sh', '-c', 'mkdir -p out/css; echo x >out/css/a'], path: ['/usr/bin', '/bin'] };
      return { ...manifest, releases: manifest.releases.map((release) => ({ ...release, keep, build })) };
    };

    test('only what is named stays', async () => {
      const wanted = keeping('out/css');
      expect((await host.apply(wanted, plan(wanted, bare))).exitCode).toBe(applyExitCodes.done);
      expect(host.read('srv/app/releases/aaa/out/css/a')).toBe('x\n');
      expect(host.exists('srv/app/releases/aaa/main.js')).toBe(false);
      expect(readdirSync(join(host.root, 'srv/app/releases'))).toEqual(['aaa']);
    });

    test('it must be there', async () => {
      const wanted = keeping('absent');
      const result = await host.apply(wanted, plan(wanted, bare));
      expect(result.exitCode).toBe(applyExitCodes.refused);
      expect(result.lines).toContain('@why the release has no directory absent, which app.static names');
    });
  });

  describe('a release that is built on the host', () => {
    const built = (...argv: string[]) => ({
      ...manifest,
      releases: manifest.releases.map((release) => ({ ...release, build: { argv, path: ['/usr/bin', '/bin'] } })),
    });

    test('has what the build made, as root owns it, and nothing else is left of the build', async () => {
      const wanted = built('sh', '-c', 'tr a-z A-Z <main.js >built; chmod 4777 built; chown 65534 built');
      expect((await host.apply(wanted, plan(wanted, bare))).exitCode).toBe(applyExitCodes.done);
      expect(host.read('srv/app/releases/aaa/built')).toBe('THE APPLICATION');
      expect(host.tree()).toContain('srv/app/releases/aaa/built 755 THE APPLICATION');
      expect(statSync(join(host.root, 'srv/app/releases/aaa/built')).uid).toBe(0);
      expect(host.exists('var/lib/private/smartx-build')).toBe(false);
    });

    test('is refused with its own words where it does not build, and nothing is changed', async () => {
      const before = host.tree();
      const wanted = built('sh', '-c', 'echo no such package >&2; exit 3');
      const result = await host.apply(wanted, plan(wanted, bare));
      expect(result.exitCode).toBe(applyExitCodes.refused);
      expect(result.lines).toEqual(
        expect.arrayContaining([
          '@code 3',
          '@command sh -c echo no such package >&2; exit 3',
          '@out no such package',
          '@why the release does not build on this host',
        ]),
      );
      expect(host.tree().filter((line) => !line.startsWith('var/lib/private '))).toEqual(before);
    });
  });

  test('a change of the firewall is put back at once when the operator is gone', async () => {
    const guarded = {
      ...manifest,
      files: [...manifest.files, file('/etc/smartx/firewall.nft', 'table inet smartx {}\n')],
    };
    const before = host.tree();
    const result = await host.apply(guarded, plan(guarded, bare), { deaf: true });
    expect(result.exitCode).toBe(applyExitCodes.putBack);
    expect(host.tree()).toEqual(before);
  });

  test('a plan that somebody overtook is refused', async () => {
    await host.apply(manifest, plan(manifest, bare));
    const before = host.tree();
    const result = await host.apply(manifest, plan(manifest, bare));
    expect(result.exitCode).toBe(applyExitCodes.changed);
    expect(result.lines).toContain('@why run run-1 changed this host after the plan was made');
    expect(host.tree()).toEqual(before);
  });

  test('a host that somebody else works on is refused, and the holder is named', async () => {
    host.write(hostLayout.lock, 'ada@desk, since 10:00:00Z, run 7\n');
    const holder = spawn('flock', [join(host.root, hostLayout.lock), 'sh', '-c', 'echo held; exec sleep 20'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(holder.stdout, 'data');
    try {
      const result = await host.apply(manifest, plan(manifest, bare));
      expect(result.exitCode).toBe(applyExitCodes.locked);
      expect(result.lines).toEqual([
        '@phase lock start',
        '@phase lock fail',
        '@why the host is locked by ada@desk, since 10:00:00Z, run 7',
      ]);
    } finally {
      // The lock belongs to the program that it execs, in the same process.
      spawnSync('pkill', ['-P', String(holder.pid)]);
      holder.kill();
    }
  });

  test('a change of the firewall that nobody confirms would be put back: it asks for a confirmation', async () => {
    const guarded = {
      ...manifest,
      files: [...manifest.files, file('/etc/smartx/firewall.nft', 'table inet smartx {}\n')],
    };
    const result = await host.apply(guarded, plan(guarded, bare), {
      before: (stage) => writeFileSync(join(stage, 'confirmed'), ''),
    });
    expect(result.lines).toContain('@confirm');
    expect(result.exitCode).toBe(applyExitCodes.done);
  });
});
