import { beforeAll, expect, test } from 'vitest';
import { rulesPath } from '../../src/services/prometheus/contribute.ts';
import { describeLab } from '../obstacles.ts';
import { imagesTimeoutMs, type MonitoringHost, monitoringHostOf, tryRules } from './monitoring-host.ts';
import { type RecordingCase, recordingCases, renderRecordingTests } from './recording-cases.ts';

// promtool computes each recording rule from series whose outcome is known.

describeLab('recorded series', () => {
  let mon: MonitoringHost;
  beforeAll(async () => {
    mon = await monitoringHostOf('001-minimal');
  }, imagesTimeoutMs);

  test('every one has a case', () => {
    const rules = mon.manifest.files.find(({ path }) => path === rulesPath('recording'))!.content;
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

  function judge(cases: readonly RecordingCase[]) {
    return tryRules(mon, [renderRecordingTests(rulesPath('recording'), cases)]);
  }
});
