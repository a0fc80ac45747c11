import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseDatabaseAgentConfig } from '../../agent/config.ts';
import { compile } from '../../src/compile.ts';
import { ensureImages } from '../../src/lab/images.ts';
import { ensureCertificates } from '../../src/operations/certificates.ts';
import { lowerLabSpec } from '../../src/operations/lab-spec.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import type { Platform } from '../../src/platform/platform.ts';
import type { HostManifest, Materials } from '../../src/services/manifest.ts';
import { describeLab } from '../obstacles.ts';
import { platformOf, readCases } from './cases.ts';
import { type Trial, tryOnHost } from './check-host.ts';

/*
 * A golden that no daemon has parsed proves nothing: here each host of each golden is laid over the lab's images, and
 * every check of its manifest must accept it. Certificates are real, from an authority that lives as long as this file.
 */

const imagesTimeoutMs = 600_000;
/** The level at which systemd-analyze(1) no longer says OK is 4.1; it counts in tenths here. */
const exposureMax = '40';

const scratch = mkdtempSync(join(tmpdir(), 'smartx-checkers-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

for (const compileCase of await readCases()) {
  const platform = platformOf(compileCase);
  if ('length' in platform) continue;
  describeLab(compileCase.name, () => {
    let images: ReadonlyMap<string, readonly string[]>;
    let manifests: ReadonlyMap<string, HostManifest>;
    beforeAll(async () => {
      const materials = await checkableMaterials(platform, join(scratch, compileCase.name), compileCase.hosts);
      const manifest = compile(platform, materials);
      manifests = new Map(manifest.hosts.map((host) => [host.host, host]));
      const { machines } = lowerLabSpec(platform, manifest);
      images = await ensureImages(machines.filter(({ name }) => compileCase.hosts.includes(name)));
    }, imagesTimeoutMs);

    test.concurrent.each(compileCase.hosts)('%s: its daemons accept their files', async (name) => {
      const manifest = manifests.get(name)!;
      const trials = [...manifest.checks, ...hardeningTrials(manifest)];
      const results = await tryOnHost(images.get(name)!, hostOf(platform, name), manifest, trials);
      const refused = results.flatMap((result, index) =>
        result.exitCode === 0 ? [] : [`${trials[index]!.name}: ${result.output}`],
      );
      expect(refused).toEqual([]);
    });

    test.concurrent.each(compileCase.hosts)('%s: its daemons refuse their files with a line too many', async (name) => {
      const manifest = manifests.get(name)!;
      const results = await tryOnHost(images.get(name)!, hostOf(platform, name), spoil(manifest), manifest.checks);
      const accepted = manifest.checks.filter((_, index) => results[index]!.exitCode === 0).map((check) => check.name);
      expect(accepted).toEqual([]);
    });

    test('the agents accept their configuration', () => {
      for (const manifest of manifests.values()) {
        const file = manifest.files.find(({ path }) => path === '/etc/smartx/database-agent.json');
        if (file !== undefined) expect(parseDatabaseAgentConfig(file.content).self.name).toBe(manifest.host);
      }
    });
  });
}

/** What runs somebody else's code, or everybody's queries, must also be hardened. */
function hardeningTrials(manifest: HostManifest): readonly Trial[] {
  const own = manifest.files.map(
    ({ path }) =>
      /^\/etc\/systemd\/system\/((?:app|smartx-dashboard|smartx-database)[\w-]*[.]service)$/.exec(path)?.[1],
  );
  return own
    .filter((name) => name !== undefined)
    .map((name) => ({
      name: `systemd-analyze security ${name}`,
      argv: ['systemd-analyze', 'security', '--offline=true', `--threshold=${exposureMax}`, name],
    }));
}

/** Adds nonsense to every file that a check covers, apart from certificates and pages, which are not its grammar. */
function spoil(manifest: HostManifest): HostManifest {
  const covered = new Set(manifest.checks.flatMap((check) => check.covers));
  const isConfiguration = (path: string) => covered.has(path) && !/[.](crt|key|pem|html)$/.test(path);
  const files = manifest.files.map((file) =>
    isConfiguration(file.path) ? { ...file, content: `${file.content}\nnonsense }{ "of no = grammar\n` } : file,
  );
  return { ...manifest, files };
}

function hostOf(platform: Platform, name: string) {
  return platform.hosts.find((host) => host.name === name)!;
}

async function checkableMaterials(platform: Platform, directory: string, hosts: readonly string[]): Promise<Materials> {
  const placeholders = placeholderMaterials(platform);
  const requests = hosts.map((name) => ({
    name,
    dnsNames: [name],
    addresses: [hostOf(platform, name).privateAddress],
  }));
  const site = { name: 'site', dnsNames: platform.siteNames, addresses: [] };
  const made = await ensureCertificates(directory, 'Authority of a test', [...requests, site], new Date());
  const leaf = (name: string) => made.leaves.get(name)!;
  return {
    ...placeholders,
    certificates: {
      authority: made.authority,
      site: leaf('site'),
      hosts: { ...placeholders.certificates.hosts, ...Object.fromEntries(hosts.map((name) => [name, leaf(name)])) },
    },
  };
}
