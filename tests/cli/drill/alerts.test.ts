import { describe, expect, test } from 'vitest';
import { chooseDrills, isAlertsDrill } from '../../../src/cli/drill/choose-drills.ts';
import { renderAlertsReport } from '../../../src/cli/drill/drill-alerts.ts';
import { listDocument } from '../../../src/cli/drill/render-list.ts';
import { UsageError } from '../../../src/cli/report/report-thrown.ts';
import type { RehearsedRule } from '../../../src/operations/alerts/rehearse-alerts.ts';
import { samplePlatform } from '../../platform/sample.ts';

describe('smartx drill alerts', () => {
  test('is done alone', () => {
    expect(isAlertsDrill(['alerts'], {})).toBe(true);
    expect(isAlertsDrill(['lb-crash'], {})).toBe(false);
    expect(() => isAlertsDrill(['alerts', 'lb-crash'], {})).toThrow(UsageError);
    expect(() => isAlertsDrill(['alerts'], { all: true })).toThrow(UsageError);
    expect(() => isAlertsDrill(['alerts'], { rate: 10 })).toThrow(UsageError);
  });

  test('is meant by a name that is nearly its own', () => {
    expect(() => chooseDrills(['alert'], {})).toThrow(/alerts/);
  });

  test('is listed, also where there is nothing to alert', () => {
    const platform = samplePlatform();
    const hosts = platform.hosts.filter(({ roles }) => !roles.includes('monitoring'));
    const [with1] = listDocument([], platform);
    const [without] = listDocument([], { ...platform, hosts });
    expect(with1).toMatchObject({ name: 'alerts', unfit: null });
    expect(without?.unfit).toBe('It has no monitoring host.');
  });

  test('names each rule that did not do what it should', () => {
    const rule: RehearsedRule = { alert: 'HostDown', tier: 'host', fired: true, cleared: true, faults: [] };
    const bad = { ...rule, alert: 'AppDown', fired: false, faults: ['AppDown did not fire when it should.'] };
    const about = { environment: 'lab', startedAt: '2026-11-26T22:00:00Z', elapsedMs: 57_400 };
    const say = (rules: readonly RehearsedRule[]) =>
      renderAlertsReport({ ...about, passed: false, hosts: [{ host: 'mon-1', rules }] }, { paint: (_, text) => text });
    expect(say([rule])).toBe('✓ mon-1: all 1 alerts fired and cleared, in 57 s.');
    expect(say([rule, bad])).toBe(
      '✗ mon-1: 1 of 2 alerts did not do what they should:\n  AppDown did not fire when it should.',
    );
  });
});
