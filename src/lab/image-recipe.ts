import { createHash } from 'node:crypto';
import { BASE_SCRIPT, LAYER_SCRIPT, RUNTIME_SCRIPT } from './image-scripts.ts';
import type { LabMachine } from './spec.ts';

export const SUITE = 'trixie';

/** What every machine has, whatever its roles: an operating system that boots, SSH, a firewall and a node exporter. */
export const BASE_PACKAGES: readonly string[] = [
  'ca-certificates',
  'curl',
  'dbus',
  'iproute2',
  'iputils-ping',
  'less',
  'netbase',
  'nftables',
  'openssh-server',
  'openssl',
  'procps',
  'prometheus-node-exporter',
  'systemd',
  'systemd-sysv',
  'zstd',
];

/** MySQL is in no stable Debian release: these come from sid, pinned below everything else. */
const SID_PACKAGES = new Set(['mysql-client', 'mysql-router', 'mysql-server']);

/** One image: a directory that is a layer of a machine's overlay file system. */
export type ImageRecipe =
  | { kind: 'base'; key: string; contents: string; packages: string[] }
  | { kind: 'layer'; key: string; contents: string; base: string; packages: string[]; sidPackages: string[] }
  | { kind: 'runtime'; key: string; contents: string; runtime: string; version: string };

/** What the runtimes on this machine are: name (`node-24`) to exact version. */
type RuntimeVersions = ReadonlyMap<string, string>;

/**
 * The images that a machine is stacked from, lowest first. A key is a hash of all that the image is made from, the
 * script included: whoever changes a recipe gets new images, and never a mixture.
 */
export function machineRecipes(
  machine: Pick<LabMachine, 'packages' | 'runtimes'>,
  architecture: string,
  runtimeVersions: RuntimeVersions,
): ImageRecipe[] {
  const base = baseRecipe(architecture);
  const packages = [...new Set(machine.packages)].filter((name) => !BASE_PACKAGES.includes(name)).sort();
  const layer = packages.length === 0 ? [] : [layerRecipe(packages, base.key)];
  const runtimes = [...new Set(machine.runtimes)].sort().map((runtime) => {
    const version = runtimeVersions.get(runtime) ?? 'unknown';
    return runtimeRecipe(runtime, version, architecture);
  });
  return [base, ...runtimes, ...layer];
}

function baseRecipe(architecture: string): ImageRecipe {
  const packages = [...BASE_PACKAGES];
  const key = `base-${SUITE}-${hash(['base', architecture, SUITE, packages, BASE_SCRIPT])}`;
  return { kind: 'base', key, contents: `Debian ${SUITE}`, packages };
}

function layerRecipe(packages: string[], base: string): ImageRecipe {
  const sidPackages = packages.filter((name) => SID_PACKAGES.has(name));
  const key = `layer-${packages[0]}-${hash(['layer', base, packages, sidPackages, LAYER_SCRIPT])}`;
  return {
    kind: 'layer',
    key,
    contents: packages.join(' '),
    base,
    packages: packages.filter((name) => !SID_PACKAGES.has(name)),
    sidPackages,
  };
}

function runtimeRecipe(runtime: string, version: string, architecture: string): ImageRecipe {
  const key = `${runtime}-${hash(['runtime', architecture, runtime, version, RUNTIME_SCRIPT])}`;
  return { kind: 'runtime', key, contents: `${runtime} (${version})`, runtime, version };
}

/** 48 bits of SHA-256: plenty for the handful of images that one machine ever builds. */
function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12);
}
