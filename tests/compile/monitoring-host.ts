import { compile } from '../../src/compile.ts';
import { ensureImages } from '../../src/lab/images.ts';
import { lowerLabSpec } from '../../src/operations/lab-spec.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import type { Host, Platform } from '../../src/platform/platform.ts';
import type { HostManifest } from '../../src/services/manifest.ts';
import { platformOf, readCases } from './cases.ts';
import { tryOnHost } from './check-host.ts';

export const imagesTimeoutMs = 600_000;

/** What is needed to try programs on the monitoring host of a case. */
export interface MonitoringHost {
  readonly platform: Platform;
  readonly host: Host;
  readonly manifest: HostManifest;
  readonly images: readonly string[];
}

/** Builds its images where they are missing, which takes minutes: `imagesTimeoutMs`. */
export async function monitoringHostOf(caseName: string): Promise<MonitoringHost> {
  const found = (await readCases()).find(({ name }) => name === caseName)!;
  const platform = platformOf(found);
  if ('length' in platform) throw new Error('the declaration has problems');
  const compiled = compile(platform, placeholderMaterials(platform));
  const { machines } = lowerLabSpec(platform, compiled);
  const built = await ensureImages(machines.filter(({ name }) => name === 'mon-1'));
  return {
    platform,
    host: platform.hosts.find(({ name }) => name === 'mon-1')!,
    manifest: compiled.hosts.find(({ host }) => host === 'mon-1')!,
    images: built.get('mon-1')!,
  };
}

/** promtool's own tests of rules, run there: one file for each content (prometheus.io/docs, "Unit testing for rules"). */
export async function tryRules(mon: MonitoringHost, tests: readonly string[]) {
  const files = tests.map((content, index) => ({ path: `/tmp/rules-${index}.yml`, content }));
  const argv = ['promtool', 'test', 'rules', ...files.map(({ path }) => path)];
  const [result] = await tryWith(mon, files, [argv]);
  return result!;
}

/** Programs of the host, run there with further files. */
export function tryWith(
  { host, manifest, images }: MonitoringHost,
  files: readonly { readonly path: string; readonly content: string }[],
  commands: readonly (readonly string[])[],
) {
  const further = files.map((file) => ({ ...file, mode: 0o644, owner: 'root', group: 'root', secret: false }));
  const withFiles = { ...manifest, files: [...manifest.files, ...further] };
  const trials = commands.map((argv) => ({ name: argv[0]!, argv }));
  return tryOnHost(images, host, withFiles, trials);
}
