import { describe, expect, it } from 'vitest';
import { killMachine } from '../../../src/lab/lab.ts';
import { eventually, must } from '../cli.ts';
import { curl, lab, lookAround, smartx, sql } from './ten-machines.ts';
import { healthIn, isUp, watchStatus } from './watching.ts';

/** A machine without power; that of a load balancer is a drill's. */
export function testDeaths(): void {
  describe('when the machine of the primary dies', () => {
    it('the application follows the new one, and up brings the machine back', async () => {
      const primary = await sql(
        'db-1',
        "SELECT member_host FROM performance_schema.replication_group_members WHERE member_role = 'PRIMARY'",
      );
      const watching = watchStatus();
      await watching.see('the primary', (look) => isUp(look, primary));
      await killMachine(lab, primary);
      await eventually('a write through the new primary', 60_000, async () => {
        const account = ['-H', 'content-type: application/json', '-d', '{"name":"After the failover"}'];
        return (await curl('/api/accounts', '-f', ...account)).exitCode === 0 ? true : undefined;
      });
      const look = await watching.see('it is down', (seen) => healthIn(seen, primary) === 'down');
      expect(look).toMatchObject({ overview: { health: 'warning' } });
      await watching.see('another primary', (seen) => {
        const named = seen.source === 'monitoring' ? seen.overview.primary : undefined;
        return named !== undefined && named !== primary;
      });
      expect(await watching.stop()).toBe(0);
      await must(smartx('up', '--yes'));
      await lookAround();
      await eventually('three members online again', 180_000, async () => {
        const states = await sql(primary, 'SELECT member_state FROM performance_schema.replication_group_members');
        return states.match(/ONLINE/g)?.length === 3 ? true : undefined;
      });
    });
  });
}
