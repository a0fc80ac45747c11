import type { AptSource, Host, Platform } from '../../platform/platform.ts';
import { publicFile } from '../file.ts';
import type { Contribution, Materials } from '../manifest.ts';
import { renderPreferences, renderSource, usualPriority } from './render.ts';

/** The declared source of MySQL's packages, on the hosts that take them from there. */
export function contributeApt(platform: Platform, host: Host, materials: Materials): Contribution {
  const { source } = platform.database;
  if (source === undefined || !host.roles.includes('database')) return {};
  const key = source.key.kind === 'file' ? [publicFile(keyFile, requireKey(materials))] : [];
  const preferences = source.priority === usualPriority ? [] : [publicFile(preferencesFile, renderPreferences(source))];
  const files = [...key, publicFile(sourceFile, renderSource(source, keyringOf(source))), ...preferences];
  return {
    files,
    // apt-get(8): the indextargets are what it would fetch, so it reads all of its sources and fetches nothing.
    checks: [
      { name: 'sources of apt', argv: ['apt-get', '-q', 'indextargets'], covers: files.map(({ path }) => path).sort() },
    ],
  };
}

const sourceFile = '/etc/apt/sources.list.d/smartx-mysql.sources';
const preferencesFile = '/etc/apt/preferences.d/smartx-mysql';
const keyFile = '/etc/apt/keyrings/smartx-mysql.asc';

function keyringOf({ key }: AptSource): string {
  return key.kind === 'file' ? keyFile : key.path;
}

function requireKey({ aptKey }: Materials): string {
  if (aptKey === undefined) throw new Error('the key of the packages was not read');
  return aptKey;
}
