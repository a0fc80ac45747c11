import { describe, expect, it } from 'vitest';
import { loadDeclaration } from '../../../src/cli/load-declaration.ts';
import { prometheusListen } from '../../../src/services/local-endpoints.ts';
import { activeTargetsPath, readActiveTargets } from '../../../src/services/prometheus/active-targets.ts';
import { lowerScrapeJobs } from '../../../src/services/prometheus/lower.ts';
import { eventually, must } from '../cli.ts';
import { configFile, lab, onHost, platform } from './ten-machines.ts';

/** What Prometheus sees. */
export function testMonitoring(): void {
  describe('monitoring', () => {
    it('sees every target up', async () => {
      const declared = await loadDeclaration({ directory: import.meta.dirname, configFile, environment: lab });
      const monitoring = declared.platform.hosts.find(({ name }) => name === 'mon-1')!;
      const expected = lowerScrapeJobs(declared.platform, monitoring).map(({ name }) => name);
      const targets = await eventually('all targets up', 90_000, async () => {
        const url = `http://${prometheusListen}${activeTargetsPath}`;
        const { stdout } = await must(onHost('mon-1', `curl -sS --max-time 5 '${url}'`));
        const active = readActiveTargets(JSON.parse(stdout).data) ?? [];
        return active.every(({ health }) => health === 'up') ? active : undefined;
      });
      expect([...new Set(targets.map(({ scrapePool }) => scrapePool))].sort()).toEqual(expected);
      const nodes = targets.filter(({ scrapePool }) => scrapePool === 'node');
      expect(nodes).toHaveLength(platform.hosts.length);
    });
  });
}
