import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { HostManifest, ManifestCheck, ManifestUnit } from '../../src/services/manifest.ts';

/** A host in the manifest.json of `smartx render`: contents are in files beside it, and modes are octal. */
export type RenderedHost = Omit<HostManifest, 'files' | 'directories'> & {
  readonly files: readonly RenderedFile[];
  readonly directories: readonly RenderedFile[];
};

/** Paths of packed releases by id. */
export type Archives = ReadonlyMap<string, string>;

interface RenderedFile {
  readonly path: string;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
}

/**
 * An inventory of Ansible that says what the manifest says, in the words of the modules of playbook.yml. JSON is YAML,
 * and read faster.
 */
export function renderInventory(hosts: readonly RenderedHost[], contents: string, archives: Archives): string {
  const entries = hosts.map((host) => [host.host, hostVariables(host, `${contents}/${host.host}`, archives)]);
  return JSON.stringify({ all: { hosts: Object.fromEntries(entries) } }, null, 1);
}

function hostVariables(host: RenderedHost, contents: string, archives: Archives) {
  return {
    packages: host.packages,
    runtimes: host.runtimes,
    users: host.users.map(({ name, groups }) => ({ name, groups })),
    directories: host.directories.map((directory) => ({ ...directory, state: stateOf(directory, '-') })),
    files: host.files.map((file) => ({
      ...{ path: file.path, source: `${contents}${file.path}` },
      ...{ mode: file.mode, owner: file.owner, group: file.group, ...validation(file, host.checks) },
      state: stateOf(file, checksum(`${contents}${file.path}`)),
    })),
    releases: host.releases.map((release) => ({ ...release, archive: archives.get(release.id) ?? '' })),
    units: host.units.map((unit) => ({ ...unitState(unit, isInstallable(unit, host, contents)), ...changes(unit) })),
  };
}

/** As the module find tells it; see tuned.yml. */
function stateOf({ path, mode, owner, group }: RenderedFile, sha1: string): string {
  return [path, mode, owner, group, sha1].join(' ');
}

function checksum(file: string): string {
  return createHash('sha1').update(readFileSync(file)).digest('hex');
}

/** copy's `validate` is a check whose command names the file. */
function validation({ path }: RenderedFile, checks: readonly ManifestCheck[]) {
  const check = checks.find(({ argv }) => argv.includes(path));
  return check === undefined ? {} : { validate: check.argv.map((word) => (word === path ? '%s' : word)).join(' ') };
}

/**
 * A oneshot has run at some time, which nobody can look up. What its own file does not ask to be enabled, something else
 * starts; the same rule as in plan/diff-units.ts.
 */
function unitState({ name, kind }: ManifestUnit, installable: boolean) {
  const looked_at = kind === 'service' || installable;
  const state = kind === 'service' ? { state: 'started' } : {};
  return { name, looked_at, ...state, ...(installable ? { enabled: true } : {}) };
}

function changes({ restartOn, reloadOn }: ManifestUnit) {
  return { restart_on: restartOn, reload_on: reloadOn };
}

function isInstallable({ name }: ManifestUnit, { files }: RenderedHost, contents: string): boolean {
  const path = `/etc/systemd/system/${name}`;
  if (!files.some((file) => file.path === path)) return true;
  return /^\[Install\]/m.test(readFileSync(`${contents}${path}`, 'utf8'));
}
