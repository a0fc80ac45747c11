import { describe, expect, it } from 'vitest';
import { eventually, must } from '../cli.ts';
import { onHost, platform } from './ten-machines.ts';

/** What Prometheus sees. */
export function testMonitoring(): void {
  describe('monitoring', () => {
    it('sees every target up', async () => {
      const expected = ['app', 'blackbox', 'haproxy', 'mysql', 'nginx', 'node', 'prometheus'];
      const targets = await eventually('all targets up', 90_000, async () => {
        const url = 'http://127.0.0.1:9090/api/v1/targets?state=active';
        const { stdout } = await must(onHost('mon-1', `curl -sS --max-time 5 '${url}'`));
        const active = JSON.parse(stdout).data.activeTargets as { health: string; scrapePool: string }[];
        return active.every(({ health }) => health === 'up') ? active : undefined;
      });
      const jobs = new Set(targets.map(({ scrapePool }) => scrapePool.replace(/-.*/, '')));
      expect([...jobs].sort()).toEqual(expect.arrayContaining(expected));
      const nodes = targets.filter(({ scrapePool }) => scrapePool === 'node');
      expect(nodes).toHaveLength(platform.hosts.length);
    });
  });
}
