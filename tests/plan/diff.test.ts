import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/operations/sha256.ts';
import { appliedLines, parseApplied } from '../../src/plan/applied.ts';
import { diff } from '../../src/plan/diff.ts';
import type { HostFacts, PathFacts } from '../../src/plan/facts.ts';
import { describeStep, planDisruption } from '../../src/plan/plan.ts';
import type { HostManifest } from '../../src/services/manifest.ts';
import { bareFacts, carryOut, file, sampleManifest } from './sample.ts';

const plan = (manifest: HostManifest, facts: HostFacts) => diff(manifest, facts, sha256);
const steps = (manifest: HostManifest, facts: HostFacts) => plan(manifest, facts).steps.map(describeStep);
const manifest = sampleManifest();
const settled = carryOut(plan(manifest, bareFacts(manifest)), manifest, bareFacts(manifest), 1000);

const withFile = (path: string, content: string) =>
  sampleManifest({ files: manifest.files.map((one) => (one.path === path ? { ...one, content } : one)) });
const withPath = (facts: HostFacts, path: string, more: object): HostFacts => ({
  ...facts,
  paths: new Map([...facts.paths, [path, { ...facts.paths.get(path), ...more } as never]]),
});
const withUnit = (facts: HostFacts, name: string, more: object): HostFacts => ({
  ...facts,
  units: new Map([...facts.units, [name, { ...facts.units.get(name), ...more } as never]]),
});

describe('a first bring-up', () => {
  const first = plan(manifest, bareFacts(manifest));

  test('is everything, in an order in which each step finds what it needs', () => {
    expect(first.steps.map(describeStep)).toEqual([
      'create user app',
      'create /etc/smartx',
      'unpack release app aaa',
      'create /etc/nginx/nginx.conf',
      'create /etc/smartx/app.env',
      'create /etc/systemd/system/app-migrate.service',
      'create /etc/systemd/system/app.service',
      'link release app aaa',
      'enable app.service',
      'enable nginx.service',
      'reload unit files',
      'run app-migrate.service',
      'start app.service',
      'start nginx.service',
      'note what is managed',
    ]);
  });

  test('interrupts nothing', () => {
    expect(planDisruption(first)).toBe('none');
  });

  test('starts the application while its migration still runs', () => {
    expect(first.steps.find((step) => step.kind === 'unit' && step.action === 'run')).toMatchObject({ waits: false });
  });

  test('is nothing the second time', () => {
    expect(steps(manifest, settled)).toEqual([]);
  });
});

describe('files', () => {
  test('a changed file reloads what only needs a reload, and says why', () => {
    const changed = plan(withFile('/etc/nginx/nginx.conf', 'events { }\n'), settled);
    expect(changed.steps.map((step) => [describeStep(step), step.reason, step.disruption])).toEqual([
      ['change /etc/nginx/nginx.conf', 'its content differs', 'none'],
      ['reload nginx.service', '/etc/nginx/nginx.conf changes', 'reload'],
    ]);
  });

  test('a changed file restarts what needs a restart', () => {
    const changed = plan(withFile('/etc/smartx/app.env', 'KEY=2\n'), settled);
    expect(changed.steps.map(describeStep)).toEqual(['change /etc/smartx/app.env', 'restart app.service']);
    expect(planDisruption(changed)).toBe('restart');
  });

  test('a wrong mode or owner is put right and disturbs nobody', () => {
    const loose = withPath(settled, '/etc/smartx/app.env', { mode: 0o644 });
    expect(plan(manifest, loose).steps).toMatchObject([
      { kind: 'file', action: 'change', reason: 'its mode is 0644 instead of 0600' },
    ]);
    const stolen = withPath(settled, '/etc/smartx/app.env', { owner: 'app' });
    expect(plan(manifest, stolen).steps).toMatchObject([{ reason: 'it belongs to app:root instead of root:root' }]);
  });

  test('a symbolic link in place of a file is replaced', () => {
    const linked = withPath(settled, '/etc/smartx/app.env', { type: 'l', target: '/tmp/x' });
    expect(plan(manifest, linked).steps[0]).toMatchObject({ action: 'change', reason: 'it is not a regular file' });
  });

  test('a file that is no longer declared goes, a stranger stays', () => {
    const less = sampleManifest({ files: manifest.files.filter((one) => one.path !== '/etc/nginx/nginx.conf') });
    const withStranger = withPath(settled, '/etc/nginx/strange.conf', { type: 'f' });
    const result = steps(less, withStranger);
    expect(result).toContain('remove /etc/nginx/nginx.conf');
    expect(result.filter((step) => step.includes('strange'))).toEqual([]);
  });

  test('a file that was edited and reloaded by hand is put back and reloaded again', () => {
    const edited = withPath(settled, '/etc/nginx/nginx.conf', { sha256: sha256('by hand'), changedSeconds: 2000 });
    expect(steps(manifest, edited)).toEqual(['change /etc/nginx/nginx.conf', 'reload nginx.service']);
  });
});

describe('what a unit has loaded', () => {
  test('a crashed apply left the new file on disk: run again, it finishes the job', () => {
    const next = withFile('/etc/smartx/app.env', 'KEY=2\n');
    const halfWay = {
      ...withPath(settled, '/etc/smartx/app.env', { sha256: sha256('KEY=2\n'), changedSeconds: 2000 }),
      unfinished: true,
    };
    const result = plan(next, halfWay);
    expect(result.steps.map(describeStep)).toEqual(['reload unit files', 'restart app.service']);
    expect(result.steps[1]?.reason).toBe('it still runs with an older configuration');
  });

  test('a unit that restarted by itself with the same files is left alone', () => {
    const restarted = withUnit(settled, 'app.service', { invocationId: 'another', startedSeconds: 5000 });
    expect(steps(manifest, restarted)).toEqual([]);
  });

  test('a reboot leaves no records and needs nothing', () => {
    const units = new Map(
      [...settled.units].map(([name, unit]) => [name, { ...unit, invocationId: `new ${name}`, startedSeconds: 9000 }]),
    );
    const loaded = new Map([...settled.loaded].filter(([, record]) => record.invocationId === undefined));
    expect(steps(manifest, { ...settled, units, loaded })).toEqual([]);
  });

  test('a timer, which systemd gives no start of its own, has loaded at the boot what has not changed since', () => {
    const units = new Map(
      [...settled.units].map(([name, unit]) => [name, { ...unit, invocationId: `new ${name}`, startedSeconds: 9000 }]),
    );
    const timed = units.set('nginx.service', { ...units.get('nginx.service')!, invocationId: 'none' });
    const loaded = new Map([...settled.loaded].filter(([, record]) => record.invocationId === undefined));
    const rebooted = { ...settled, units: timed, loaded };
    const withoutStart = withUnit(rebooted, 'nginx.service', { startedSeconds: undefined });
    expect(steps(manifest, withoutStart)).toEqual([]);
    const changedLater = withPath(withoutStart, '/etc/nginx/nginx.conf', { changedSeconds: 9500 });
    expect(steps(manifest, changedLater)).toEqual(['restart nginx.service']);
  });

  test('a unit that restarted by itself before its file changed is restarted', () => {
    const changedLater = withPath(settled, '/etc/smartx/app.env', { changedSeconds: 6000 });
    const restarted = withUnit(changedLater, 'app.service', { invocationId: 'another', startedSeconds: 5000 });
    expect(steps(manifest, restarted)).toEqual(['restart app.service']);
  });

  test('a unit that fell is started', () => {
    expect(steps(manifest, withUnit(settled, 'nginx.service', { activeState: 'failed' }))).toEqual([
      'start nginx.service',
    ]);
    expect(plan(manifest, withUnit(settled, 'nginx.service', { activeState: 'failed' })).steps[0]?.reason).toBe(
      'it failed',
    );
  });

  test('a unit that somebody disabled is enabled', () => {
    const enabled = new Set([...settled.enabled].filter((name) => name !== 'app.service'));
    expect(steps(manifest, { ...settled, enabled })).toEqual(['enable app.service', 'reload unit files']);
  });
});

describe('a release', () => {
  const next = sampleManifest({ releases: [{ name: 'app', id: 'bbb', root: '/srv/app' }] });

  test('is unpacked, linked, migrated and started anew, and the migration is waited for', () => {
    expect(steps(next, settled)).toEqual([
      'unpack release app bbb',
      'link release app bbb',
      'run app-migrate.service',
      'restart app.service',
    ]);
    const run = plan(next, settled).steps.find((step) => step.kind === 'unit' && step.action === 'run');
    expect(run).toMatchObject({ waits: true });
  });

  test('that the host still has is only linked', () => {
    const both = carryOut(plan(next, settled), next, settled, 2000);
    expect(steps(manifest, both)).toEqual(['link release app aaa', 'run app-migrate.service', 'restart app.service']);
    expect(steps(next, both)).toEqual([]);
  });
});

test('a unit that is no longer declared is stopped and forgotten', () => {
  const less = sampleManifest({ units: manifest.units.filter((unit) => unit.name !== 'nginx.service') });
  const retired = plan(less, settled);
  expect(retired.steps.map(describeStep)).toEqual([
    'retire nginx.service',
    'reload unit files',
    'note what is managed',
  ]);
  expect(steps(less, carryOut(retired, less, settled, 2000))).toEqual([]);
});

test('missing packages and runtimes are named', () => {
  const bare = { ...bareFacts(manifest), packages: new Map<string, string>(), runtimes: new Set<string>() };
  expect(steps(manifest, bare).slice(0, 2)).toEqual(['install package nginx', 'install runtime node-24']);
});

test('a user that exists only joins the groups that it lacks', () => {
  const users = new Map([...settled.users, ['app', ['app']]]);
  expect(steps(manifest, { ...settled, users })).toEqual(['add user app to www-data']);
});

describe('laws', () => {
  const names = ['a', 'b', 'c', 'd'];
  const manifests = fc
    .record({
      files: fc.uniqueArray(
        fc.record({ name: fc.constantFrom(...names), content: fc.string(), mode: fc.constantFrom(0o600, 0o644) }),
        { selector: (one) => one.name },
      ),
      units: fc.uniqueArray(
        fc.record({
          name: fc.constantFrom(...names),
          order: fc.integer({ min: 0, max: 90 }),
          oneshot: fc.boolean(),
          restart: fc.subarray([...names, 'release:app']),
          reload: fc.subarray(names),
        }),
        { selector: (one) => one.name },
      ),
      release: fc.constantFrom('one', 'two', undefined),
      users: fc.subarray(names),
    })
    .map(({ files, units, release, users }): HostManifest => {
      const path = (name: string) => (name.includes(':') ? name : `/etc/smartx/${name}`);
      return sampleManifest({
        users: users.map((name) => ({ name, groups: [] })),
        files: files.map(({ name, content, mode }) => file(path(name), content, { mode })),
        releases: release === undefined ? [] : [{ name: 'app', id: release, root: '/srv/app' }],
        units: units.map(({ name, order, oneshot, restart, reload }) => ({
          ...({ name: `${name}.service`, kind: oneshot ? 'oneshot' : 'service', order } as const),
          ...{
            restartOn: restart.map(path).sort(),
            reloadOn: reload.map(path).sort(),
            restartDisruption: 'restart' as const,
          },
        })),
      });
    });

  test('carrying out a plan leaves nothing to do, whatever was there before', () => {
    fc.assert(
      fc.property(manifests, manifests, (before, after) => {
        const bare = bareFacts(before);
        const first = carryOut(plan(before, bare), before, bare, 1000);
        expect(steps(before, first)).toEqual([]);
        const second = carryOut(plan(after, first), after, first, 2000);
        expect(steps(after, second)).toEqual([]);
      }),
    );
  });

  test('the same manifest and facts give the same plan', () => {
    fc.assert(
      fc.property(manifests, (one) => void expect(plan(one, settled)).toEqual(plan(structuredClone(one), settled))),
    );
  });
});

describe('drift', () => {
  const drifted = (facts: HostFacts, of: HostManifest = manifest) =>
    plan(of, facts).steps.flatMap((step) => (step.drift ? [describeStep(step)] : []));
  const conf = '/etc/nginx/nginx.conf';

  test('a settled host has none, and a changed declaration is none', () => {
    expect(drifted(settled)).toEqual([]);
    expect(drifted(settled, withFile(conf, 'events { }\n'))).toEqual([]);
  });

  test.each<[string, Partial<PathFacts>]>([
    ['edited', { sha256: sha256('by hand') }],
    ['made readable for others', { mode: 0o666 }],
    ['given away', { owner: 'app' }],
  ])('a file that was %s', (_, more) => {
    expect(drifted(withPath(settled, conf, more))).toEqual([`change ${conf}`]);
  });

  test('a file that was removed', () => {
    const paths = new Map([...settled.paths].filter(([path]) => path !== conf));
    expect(drifted({ ...settled, paths })).toEqual([`create ${conf}`]);
  });

  test('a file that was edited, and is declared differently now', () => {
    const edited = withPath(settled, conf, { sha256: sha256('by hand') });
    expect(drifted(edited, withFile(conf, 'events { }\n'))).toEqual([`change ${conf}`]);
  });

  test('a unit that was stopped, and one that was disabled', () => {
    const stopped = withUnit(settled, 'nginx.service', { activeState: 'inactive' });
    expect(drifted(stopped)).toEqual(['start nginx.service']);
    const enabled = new Set([...settled.enabled].filter((unit) => unit !== 'nginx.service'));
    expect(drifted({ ...settled, enabled })).toEqual(['enable nginx.service']);
  });

  test('a host that no run has touched has none', () => {
    expect(drifted(bareFacts(manifest))).toEqual([]);
  });

  test('what a run notes is read back as it was', () => {
    const lines = appliedLines(manifest, sha256);
    expect([...parseApplied([...lines, 'nonsense', ''])].map(([path, state]) => `${state} ${path}`)).toEqual(lines);
  });
});
