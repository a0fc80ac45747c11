import { describe, expect, it } from 'vitest';
import type { AlertsReport } from '../../../src/operations/alerts/rehearse-alerts.ts';
import { must } from '../cli.ts';
import { onHost, smartx } from './ten-machines.ts';

/** Every alerting rule fires and clears; until then it is a broken promise. */
export function testAlerts(): void {
  describe('alerts', () => {
    const verify = async () => {
      const { stdout } = await smartx('verify', '--json', '--only', 'monitoring.alerts-seen');
      return (JSON.parse(stdout) as { promises: readonly { outcome: string; faults: readonly string[] }[] }).promises;
    };

    it('are not believed before anything made them fire', async () => {
      const [seen] = await verify();
      expect(seen?.outcome).toBe('broken');
      expect(seen?.faults.join()).toContain('HostDown');
      expect(seen?.faults.join()).toContain('smartx drill alerts');
    });

    it('all fire and clear in their drill, and nothing is left of it', async () => {
      const { stdout } = await smartx('drill', 'alerts', '--json');
      const { hosts, passed } = JSON.parse(stdout) as AlertsReport;
      expect(hosts.flatMap(({ rules }) => rules.flatMap(({ faults }) => faults))).toEqual([]);
      expect(passed).toBe(true);
      await must(onHost('mon-1', '! systemctl is-active smartx-rehearsal.service && test ! -e /run/smartx-rehearsal'));
    });

    it('are believed now', async () => {
      expect((await verify()).map(({ outcome }) => outcome)).toEqual(['kept']);
    });
  });
}
