import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RenderedHost, renderInventory } from '../../bench/ansible/inventory.ts';
import { parseRecap } from '../../bench/ansible/recap.ts';
import { writeManifest } from '../../src/cli/write-manifest.ts';
import { compile } from '../../src/compile.ts';
import { lab } from '../../src/index.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import { samplePlatform } from '../platform/sample.ts';

const platform = samplePlatform({ environments: { lab: lab() } });
const manifest = compile(platform, placeholderMaterials(platform));

interface Variables {
  readonly files: readonly {
    path: string;
    source: string;
    mode: string;
    owner: string;
    validate?: string;
    state: string;
  }[];
  readonly units: readonly { name: string; looked_at: boolean; state?: string; enabled?: boolean }[];
  readonly releases: readonly { id: string; archive: string }[];
}

describe("Ansible's inventory", () => {
  let directory: string;
  let hosts: Readonly<Record<string, Variables>>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'smartx-test-'));
    await writeManifest(directory, manifest, false);
    const rendered = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')) as { hosts: RenderedHost[] };
    const archives = new Map(manifest.hosts.flatMap(({ releases }) => releases.map(({ id }) => [id, `/${id}.tar.gz`])));
    hosts = JSON.parse(renderInventory(rendered.hosts, directory, archives)).all.hosts;
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test('says the same of every file of every host as the manifest', async () => {
    for (const { host, files } of manifest.hosts) {
      const told = hosts[host]?.files ?? [];
      expect(told.map(({ path, mode, owner }) => [path, Number.parseInt(mode, 8), owner])).toEqual(
        files.map(({ path, mode, owner }) => [path, mode, owner]),
      );
      const contents = await Promise.all(told.map(({ source }) => readFile(source, 'utf8')));
      expect(contents).toEqual(files.map(({ content }) => content));
    }
  });

  test('has the new file checked by the command that names it', () => {
    const firewall = hosts['web-1']?.files.find(({ path }) => path === '/etc/smartx/firewall.nft');
    expect(firewall?.validate).toBe('/usr/bin/unshare --net /usr/sbin/nft -c -f %s');
    expect(hosts['web-1']?.files.find(({ path }) => path === '/etc/hosts')).not.toHaveProperty('validate');
  });

  test('says what the module find must tell of a file that is as declared', () => {
    const { content = '' } = manifest.hosts[0]?.files.find(({ path }) => path === '/etc/hosts') ?? {};
    const sum = createHash('sha1').update(content).digest('hex');
    const file = hosts[manifest.hosts[0]?.host ?? '']?.files.find(({ path }) => path === '/etc/hosts');
    expect(file?.state).toBe(`/etc/hosts 0644 root root ${sum}`);
  });

  test('wants services to run, and units enabled that can be', () => {
    const unit = (name: string) => hosts['web-1']?.units.find((one) => one.name === name);
    expect(unit('nginx.service')).toMatchObject({ looked_at: true, state: 'started', enabled: true });
    expect(unit('app-migrate.service')).toEqual(expect.not.objectContaining({ state: 'started' }));
    expect(hosts['web-1']?.units.map(({ name }) => name)).toEqual(
      manifest.hosts.find(({ host }) => host === 'web-1')?.units.map(({ name }) => name),
    );
  });

  test('knows where each release is packed', () => {
    for (const { id, archive } of Object.values(hosts).flatMap(({ releases }) => releases)) {
      expect(archive).toBe(`/${id}.tar.gz`);
    }
  });
});

describe('the recap of a playbook', () => {
  test('is read by host', () => {
    const output = [
      'ok: [web-1] => (item=PLAY RECAP)',
      '',
      'PLAY RECAP *********************************************************************',
      'lb-1                       : ok=8    changed=2    unreachable=0    failed=0    skipped=3    rescued=0    ignored=0   ',
      'web-1                      : ok=7    changed=0    unreachable=1    failed=4    skipped=2    rescued=0    ignored=0   ',
      '',
    ].join('\n');
    expect([...parseRecap(output)]).toEqual([
      ['lb-1', { ok: 8, changed: 2, unreachable: 0, failed: 0 }],
      ['web-1', { ok: 7, changed: 0, unreachable: 1, failed: 4 }],
    ]);
  });

  test('of a playbook that did not get so far names no host', () => {
    expect(parseRecap('ERROR! the playbook could not be found').size).toBe(0);
  });
});
