import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeLab } from '../obstacles.ts';
import { must } from './cli.ts';
import { testAlerts } from './ten-machines/alerts.ts';
import { testCollectedLogs } from './ten-machines/collected-logs.ts';
import { testDashboard } from './ten-machines/dashboard.ts';
import { testDatabase } from './ten-machines/database.ts';
import { testDeaths } from './ten-machines/deaths.ts';
import { testDns } from './ten-machines/dns.ts';
import { testDrills } from './ten-machines/drills.ts';
import { testFirewalls } from './ten-machines/firewalls.ts';
import { testLogs } from './ten-machines/logs.ts';
import { testMonitoring } from './ten-machines/monitoring.ts';
import { testPlan } from './ten-machines/plan.ts';
import { testPromises } from './ten-machines/promises.ts';
import { testRequests } from './ten-machines/requests.ts';
import { lab, lookAround, smartx } from './ten-machines/ten-machines.ts';
import { testUp } from './ten-machines/up.ts';
import { testWatching } from './ten-machines/watching.ts';
import { ownNetwork, tracesOf } from './traces.ts';

// One story on the ten machines, in chapters that each leave the platform as they found it: what is there after `up`,
// every promise broken on purpose, drills, a machine killed, and down without a trace.

describeLab('the default platform, ten machines', () => {
  let before: string;

  beforeAll(async () => {
    await must(smartx('down', '--yes'));
    before = await ownNetwork();
    await must(smartx('up', '--yes'));
    await lookAround();
  });

  afterAll(async () => {
    await smartx('down');
  });

  testUp();
  testPlan();
  testDns();
  testRequests();
  testFirewalls();
  testDatabase();
  testLogs();
  testCollectedLogs();
  testMonitoring();
  testWatching();
  testAlerts();
  testPromises();
  testDrills();
  testDeaths();
  testDashboard();

  describe('down', () => {
    it('leaves nothing', async () => {
      await must(smartx('down'));
      expect(await tracesOf(lab)).toEqual([]);
      expect(await ownNetwork()).toBe(before);
    });
  });
});
