import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sha256 } from '../../src/operations/sha256.ts';
import { applyExitCodes } from '../../src/plan/apply-limits.ts';
import { diff } from '../../src/plan/diff.ts';
import type { HostFacts, PathFacts } from '../../src/plan/facts.ts';
import { hostLayout } from '../../src/plan/host-layout.ts';
import type { HostManifest, ManifestProbe } from '../../src/services/manifest.ts';
import { bareFacts, file, sampleManifest } from '../plan/sample.ts';
import { canActAsRoot, ScratchHost } from './scratch-host.ts';

const manifest = sampleManifest({ checks: [], probes: [], users: [] });
const bare = bareFacts(manifest);
const conf = 'etc/nginx/nginx.conf';
const environment = 'etc/smartx/app.env';
const plan = (wanted: HostManifest, facts: HostFacts) => diff(wanted, facts, sha256);
/** A bare host, but for files of somebody else at these paths. */
const withOthers = (...paths: string[]): HostFacts => ({
  ...bare,
  paths: new Map(paths.map((path) => [`/${path}`, { type: 'f', sha256: 'another' } as PathFacts])),
});
const probing = (script: string): ManifestProbe => ({ name: 'a probe', argv: ['sh', '-c', script], timeoutMs: 0 });

describe.skipIf(!canActAsRoot)('mishaps of a run on a scratch root (needs root: owners are set)', () => {
  let host: ScratchHost;
  beforeEach(() => {
    host = new ScratchHost();
  });
  afterEach(() => host.remove());

  test('a symbolic link where a file is declared is put back with its target', async () => {
    host.write('etc/nginx/shipped.conf', 'shipped\n');
    symlinkSync('shipped.conf', join(host.root, conf));
    const before = host.tree();
    const result = await host.apply(manifest, plan(manifest, withOthers(conf)), { fail: '"start nginx.service"' });
    expect(result.exitCode).toBe(applyExitCodes.putBack);
    expect(readlinkSync(join(host.root, conf))).toBe('shipped.conf');
    expect(host.tree()).toEqual(before);
  });

  test('what needs the tables of a migration is asked for its health when that is over', async () => {
    const migrated = join(host.root, 'migrated');
    const wanted = { ...manifest, probes: [{ ...probing(`[ -e ${migrated} ]`), app: 'app' }] };
    // Not a failure, but what the migration does, after a second.
    const fail = `"start app-migrate.service") sleep 1; : >'${migrated}' ;; never`;
    expect((await host.apply(wanted, plan(wanted, bare), { fail })).exitCode).toBe(0);
  });

  test.each([
    ['what all of them need', undefined],
    ['another application', 'app-other'],
  ])('a migration that goes on and on keeps nobody from seeing that %s is not well', async (_, app) => {
    const wanted = { ...manifest, probes: [{ ...probing('false'), app }] };
    // It fails in the end, when it has long been seen that the other one did.
    const fail = '"start app-migrate.service") sleep 3; exit 1 ;; never';
    const result = await host.apply(wanted, plan(wanted, bare), { fail });
    expect(result.exitCode).toBe(applyExitCodes.putBack);
    expect(result.lines).toContain('@why a probe did not become well within 0 s');
  });

  test('where the platform runs already, a migration that fails again and again is not waited for', async () => {
    host.write(hostLayout.lastRun, 'run-0\n');
    const fail = [
      '"show --value -p ActiveState app-migrate.service") echo activating; exit 0',
      '"show --value -p NRestarts app-migrate.service") echo 10; exit 0',
      '"start app-migrate.service"',
    ].join(' ;; ');
    const result = await host.apply(manifest, plan(manifest, { ...bare, lastRun: 'run-0' }), { fail });
    expect(result.exitCode).toBe(applyExitCodes.putBack);
    expect(result.lines).toContain('@why app-migrate.service fails');
  });

  test('one file that cannot be put back keeps no other from coming back', async () => {
    host.write(conf, 'old\n');
    host.write(environment, 'OLD=1\n');
    const path = join(host.root, conf);
    const wanted = {
      ...manifest,
      probes: [probing(`if [ -f ${path} ]; then rm ${path}; mkdir -p ${path}/in-the-way; fi; exit 1`)],
    };
    const result = await host.apply(wanted, plan(wanted, withOthers(conf, environment)));
    expect(result.exitCode).toBe(applyExitCodes.halfWay);
    expect(lstatSync(path).isDirectory()).toBe(true);
    expect(host.read(environment)).toBe('OLD=1\n');
    expect(host.exists('etc/systemd/system/app.service')).toBe(false);
    expect(host.exists(hostLayout.unfinished)).toBe(true);
  });

  describe('after a run that was cut off in the middle of its switch', () => {
    const changed = sampleManifest({
      checks: [],
      probes: [],
      users: [],
      files: manifest.files.map((one) => (one.path === `/${conf}` ? file(one.path, 'events { }\n') : one)),
    });

    /** Kills the script right after it placed the files, as a host that loses its power does. */
    async function cutOff() {
      const result = await host.apply(manifest, plan(manifest, withOthers(conf)), {
        fail: 'daemon-reload) kill -9 $PPID ;; nothing',
      });
      expect(result.exitCode).toBe(null);
      rmSync(join(host.root, hostLayout.stages, 'run-1'), { recursive: true });
    }

    /** What that run left: its release is there whole. */
    const left: HostFacts = withOthers(conf, environment);
    (left.paths as Map<string, PathFacts>).set('/srv/app/releases/aaa', { type: 'd' } as PathFacts);

    beforeEach(async () => {
      host.write(conf, 'as Debian ships it\n');
      await cutOff();
    });

    test("the original is kept, and not overwritten with Smartx's own file", async () => {
      expect(host.read(conf)).toBe('events {}\n');
      const result = await host.apply(changed, plan(changed, left));
      expect(result.exitCode).toBe(applyExitCodes.done);
      expect(host.read(`${hostLayout.originals}/${conf}`)).toBe('as Debian ships it\n');
      expect(host.exists(hostLayout.unfinished)).toBe(false);
    });

    test('a file which that run created is nobody else’s', async () => {
      await host.apply(changed, plan(changed, left));
      expect(host.exists(`${hostLayout.originals}/${environment}`)).toBe(false);
    });

    test('a run that is put back leaves the note about it', async () => {
      const wanted = plan(changed, left);
      const result = await host.apply(changed, wanted, { fail: '"start nginx.service"' });
      expect(result.exitCode).toBe(applyExitCodes.putBack);
      expect(host.exists(hostLayout.unfinished)).toBe(true);
      expect(host.read(`${hostLayout.originals}/${conf}`)).toBe('as Debian ships it\n');
    });
  });

  test('what is put back is not kept a second time', async () => {
    host.write(conf, 'of today\n');
    await host.apply(manifest, plan(manifest, withOthers(conf)), { fail: '"start nginx.service"' });
    host.write(conf, 'of tomorrow\n');
    await host.apply(manifest, plan(manifest, withOthers(conf)));
    expect(host.read(`${hostLayout.originals}/${conf}`)).toBe('of tomorrow\n');
  });

  test('a checker finds the directories of the logs, and writes nothing into them', async () => {
    mkdirSync(join(host.root, 'var/log/nginx'), { recursive: true });
    host.write('var/log/nginx/error.log', 'old\n');
    const [log, seen] = [join(host.root, 'var/log/nginx/access.log'), join(host.root, 'var/seen')];
    const argv = ['sh', '-c', `: >>${log} && stat -c %a ${log} >${seen}`];
    const wanted = { ...manifest, checks: [{ name: 'a checker', argv, covers: [`/${conf}`] }] };
    expect((await host.apply(wanted, plan(wanted, bare))).exitCode).toBe(applyExitCodes.done);
    expect(host.read('var/seen')).toBe('640\n');
    expect(host.exists('var/log/nginx/access.log')).toBe(false);
    expect(host.read('var/log/nginx/error.log')).toBe('old\n');
  });

  test('a run waits for the one before it, and says so', async () => {
    host.write(hostLayout.lock, 'me, run 0\n');
    const lock = join(host.root, hostLayout.lock);
    const holder = spawn('flock', [lock, 'sh', '-c', 'echo held; sleep 1'], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(holder.stdout, 'data');
    const result = await host.apply(manifest, plan(manifest, bare), { lockLimitSeconds: 10 });
    expect(result.exitCode).toBe(applyExitCodes.done);
    expect(result.lines.slice(0, 2)).toEqual(['@phase lock start', '@phase lock ok']);
  });

  describe('while nobody has confirmed a new firewall', () => {
    const firewall = 'etc/smartx/firewall.nft';
    const server = 'etc/ssh/sshd_config.d/smartx.conf';
    const unit = 'etc/systemd/system/multi-user.target.wants/smartx-unconfirmed.service';
    const guarded = {
      ...manifest,
      directories: [
        ...manifest.directories,
        { path: '/etc/ssh/sshd_config.d', mode: 0o755, owner: 'root', group: 'root' },
      ],
      files: [...manifest.files, file(`/${firewall}`, 'new\n'), file(`/${server}`, 'new\n')],
    };
    const confirmed = { before: (stage: string) => writeFileSync(join(stage, 'confirmed'), '') };

    test('a host that goes down comes up with the old one', async () => {
      host.write(firewall, 'old\n');
      const kept = join(host.root, 'var/kept');
      const copy = `cp -a ${join(host.root, hostLayout.unconfirmed)} ${kept} && cat ${join(host.root, unit)}`;
      const wanted = { ...guarded, probes: [probing(`${copy} >${kept}.service`)] };
      const result = await host.apply(wanted, plan(wanted, withOthers(firewall)), confirmed);
      expect(result).toMatchObject({ exitCode: applyExitCodes.done, stderr: '' });
      expect(host.read('var/kept.service')).toContain(`ConditionPathExists=!${join(host.root, hostLayout.lock)}`);
      expect(lstatSync(kept).mode & 0o777).toBe(0o700);

      expect(host.exists(hostLayout.unconfirmed)).toBe(false);
      expect([host.read(firewall), host.exists(server)]).toEqual(['new\n', true]);
      spawnSync('mv', [kept, join(host.root, hostLayout.unconfirmed)]);
      const restored = spawnSync('sh', [join(host.root, hostLayout.unconfirmed, 'restore.sh')], { encoding: 'utf8' });
      expect(restored).toMatchObject({ status: 0, stderr: '' });
      expect([host.read(firewall), host.exists(server)]).toEqual(['old\n', false]);
      expect(host.exists(hostLayout.unconfirmed)).toBe(false);
    });

    test.each([
      ['confirmed', confirmed, applyExitCodes.done],
      ['put back', { deaf: true }, applyExitCodes.putBack],
    ])('and nothing of that stays once it is %s', async (_, options, exitCode) => {
      const result = await host.apply(guarded, plan(guarded, bare), options);
      expect(result.exitCode).toBe(exitCode);
      expect(host.exists(hostLayout.unconfirmed)).toBe(false);
      expect(host.tree().filter((line) => line.includes('smartx-unconfirmed'))).toEqual([]);
    });
  });
});
