import { beforeAll, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { ensureImages } from '../../src/lab/images.ts';
import { lowerLabSpec } from '../../src/operations/lab-spec.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import type { Platform } from '../../src/platform/platform.ts';
import type { HostManifest } from '../../src/services/manifest.ts';
import { rulesPath } from '../../src/services/prometheus/contribute.ts';
import { describeLab } from '../obstacles.ts';
import { platformOf, readCases } from './cases.ts';
import { tryOnHost } from './check-host.ts';
import { type RecordingCase, recordingCases, renderRecordingTests } from './recording-cases.ts';

// promtool computes each recording rule from series whose outcome is known.

const imagesTimeoutMs = 600_000;

describeLab('recorded series', () => {
  let platform: Platform;
  let manifest: HostManifest;
  let images: readonly string[];
  beforeAll(async () => {
    const found = (await readCases()).find(({ name }) => name === '001-minimal')!;
    const parsed = platformOf(found);
    if ('length' in parsed) throw new Error('the declaration has problems');
    platform = parsed;
    const compiled = compile(platform, placeholderMaterials(platform));
    manifest = compiled.hosts.find(({ host }) => host === 'mon-1')!;
    const { machines } = lowerLabSpec(platform, compiled);
    images = (await ensureImages(machines.filter(({ name }) => name === 'mon-1'))).get('mon-1')!;
  }, imagesTimeoutMs);

  test('every one has a case', () => {
    const rules = manifest.files.find(({ path }) => path === rulesPath('recording'))!.content;
    const records = [...rules.matchAll(/- record: (\S+)/g)].map(([, record]) => record);
    expect(new Set(recordingCases.map(({ record }) => record))).toEqual(new Set(records));
  });

  test('are what they should be', async () => {
    expect(await judge(recordingCases)).toMatchObject({ exitCode: 0 });
  });

  test('a wrong expectation is found out', async () => {
    const [first] = recordingCases;
    expect(await judge([{ ...first!, gives: { 'host="web-1"': 0.25 } }])).toMatchObject({ exitCode: 1 });
  });

  async function judge(cases: readonly RecordingCase[]) {
    const file = {
      ...{ path: '/tmp/recording.yml', content: renderRecordingTests(rulesPath('recording'), cases) },
      ...{ mode: 0o644, owner: 'root', group: 'root', secret: false },
    };
    const host = platform.hosts.find(({ name }) => name === 'mon-1')!;
    const withTest = { ...manifest, files: [...manifest.files, file] };
    const argv = ['promtool', 'test', 'rules', file.path];
    const [result] = await tryOnHost(images, host, withTest, [{ name: 'promtool test rules', argv }]);
    return result!;
  }
});
