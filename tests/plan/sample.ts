import { sha256 } from '../../src/operations/sha256.ts';
import { appliedLines, parseApplied } from '../../src/plan/applied.ts';
import type { HostFacts, PathFacts } from '../../src/plan/facts.ts';
import { hashesOnDisk } from '../../src/plan/loaded.ts';
import type { HostPlan } from '../../src/plan/plan.ts';
import type { HostManifest, ManifestFile } from '../../src/services/manifest.ts';

export function file(path: string, content: string, more: Partial<ManifestFile> = {}): ManifestFile {
  return { path, content, mode: 0o644, owner: 'root', group: 'root', secret: false, ...more };
}

/** A web host with an application, a migration before it, and nginx in front. */
export function sampleManifest(more: Partial<HostManifest> = {}): HostManifest {
  return {
    host: 'web-1',
    packages: ['nginx'],
    runtimes: ['node-24'],
    dataDirectories: [],
    users: [{ name: 'app', groups: ['www-data'] }],
    directories: [{ path: '/etc/smartx', mode: 0o755, owner: 'root', group: 'root' }],
    files: [
      file('/etc/nginx/nginx.conf', 'events {}\n'),
      file('/etc/smartx/app.env', 'KEY=1\n', { mode: 0o600, secret: true }),
      file('/etc/systemd/system/app.service', '[Service]\nExecStart=/bin/app\n[Install]\nWantedBy=multi-user.target\n'),
      file('/etc/systemd/system/app-migrate.service', '[Service]\nType=oneshot\nExecStart=/bin/migrate\n'),
    ],
    releases: [{ name: 'app', id: 'aaa', root: '/srv/app' }],
    units: [
      {
        name: 'nginx.service',
        kind: 'service',
        order: 70,
        restartOn: [],
        reloadOn: ['/etc/nginx/nginx.conf'],
        restartDisruption: 'restart',
      },
      {
        name: 'app.service',
        kind: 'service',
        order: 60,
        restartOn: ['/etc/smartx/app.env', 'release:app'],
        reloadOn: [],
        restartDisruption: 'restart',
      },
      {
        name: 'app-migrate.service',
        kind: 'oneshot',
        order: 55,
        restartOn: ['release:app'],
        reloadOn: [],
        restartDisruption: 'none',
      },
    ],
    listens: [{ protocol: 'tcp', address: 'any', port: 80, process: 'nginx' }],
    checks: [{ name: 'nginx -t', argv: ['nginx', '-t'], covers: ['/etc/nginx/nginx.conf'] }],
    probes: [{ name: 'the site', argv: ['curl', '-f', 'http://127.0.0.1/'], timeoutMs: 5000 }],
    ...more,
  };
}

/** A host as it was installed: the packages and runtimes are there, nothing else. */
export function bareFacts(manifest: HostManifest): HostFacts {
  return {
    os: { id: 'debian', version: '13' },
    packages: new Map(manifest.packages.map((name) => [name, '1.0'])),
    runtimes: new Set(manifest.runtimes),
    users: new Map([['root', ['root']]]),
    paths: new Map(),
    units: new Map(),
    enabled: new Set(),
    loaded: new Map(),
    managed: undefined,
    applied: new Map(),
    lastRun: '',
    unfinished: false,
  };
}

/**
 * What a host's facts are once its plan has been carried out, at the given time. It follows the steps and only the
 * steps: whatever the plan forgets stays as it was.
 */
export function carryOut(plan: HostPlan, manifest: HostManifest, facts: HostFacts, atSeconds: number): HostFacts {
  const paths = new Map(facts.paths);
  const units = new Map(facts.units);
  const enabled = new Set(facts.enabled);
  const loaded = new Map(facts.loaded);
  const users = new Map(facts.users);
  let managed = facts.managed;
  const put = (path: string, more: Partial<PathFacts>) =>
    paths.set(path, {
      type: 'f',
      mode: 0o644,
      owner: 'root',
      group: 'root',
      changedSeconds: atSeconds,
      target: undefined,
      sha256: undefined,
      ...more,
    });
  for (const step of plan.steps) {
    if (step.kind === 'user') users.set(step.name, [...(users.get(step.name) ?? [step.name]), ...step.joinGroups]);
    else if (step.kind === 'directory')
      put(step.path, { ...manifest.directories.find((one) => one.path === step.path), type: 'd' });
    else if (step.kind === 'release') {
      const root = manifest.releases.find((one) => one.name === step.name)?.root;
      if (step.action === 'unpack') put(`${root}/releases/${step.id}`, { type: 'd' });
      else put(`${root}/current`, { type: 'l', target: `releases/${step.id}` });
    } else if (step.kind === 'file' && step.action === 'remove') paths.delete(step.path);
    else if (step.kind === 'file') {
      const { mode, owner, group, content } = manifest.files.find((one) => one.path === step.path) as ManifestFile;
      put(step.path, { mode, owner, group, sha256: sha256(content) });
    } else if (step.kind === 'record') {
      managed = {
        files: manifest.files.map((one) => one.path).sort(),
        units: manifest.units.map((one) => one.name).sort(),
      };
    } else if (step.kind === 'unit' && step.action === 'enable') enabled.add(step.unit);
    else if (step.kind === 'unit' && step.action === 'retire') {
      units.delete(step.unit);
      enabled.delete(step.unit);
    }
    const after = { ...facts, paths };
    if (step.kind !== 'unit' || step.action === 'enable' || step.action === 'retire') continue;
    const unit = manifest.units.find((one) => one.name === step.unit) as HostManifest['units'][number];
    const same = step.action === 'reload' ? units.get(step.unit)?.invocationId : undefined;
    const invocationId = same ?? `${step.unit} at ${atSeconds}`;
    // Not the plan's own hashes: what is on disk at that moment is what a daemon reads.
    const hashes = hashesOnDisk(unit, manifest, after, sha256);
    if (unit.kind === 'oneshot') loaded.set(step.unit, { invocationId: undefined, ...hashes });
    else {
      loaded.set(step.unit, { invocationId, ...hashes });
      const startedSeconds = same === undefined ? atSeconds : units.get(step.unit)?.startedSeconds;
      units.set(step.unit, { activeState: 'active', subState: 'running', invocationId, startedSeconds });
    }
  }
  const applied = parseApplied(appliedLines(manifest, sha256));
  return {
    ...facts,
    paths,
    units,
    enabled,
    loaded,
    users,
    managed,
    applied,
    lastRun: `run at ${atSeconds}`,
    unfinished: false,
  };
}
