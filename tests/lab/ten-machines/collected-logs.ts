import { describe, expect, it } from 'vitest';
import { eventually, must } from '../cli.ts';
import { onHost, platform, smartx } from './ten-machines.ts';

/** What arrives at the monitoring host. */
export function testCollectedLogs(): void {
  describe('collected logs', () => {
    const hosts = () => platform.hosts.map(({ name }) => name);
    const mark = `collected-${process.pid}`;

    /** How often each line with the word has arrived, by host. */
    async function arrived(word: string): Promise<Record<string, number>> {
      const { stdout } = await must(
        onHost('mon-1', `grep -o '${mark}-${word}-[a-z0-9-]*' /var/log/smartx/*/system.log; true`),
      );
      const counts: Record<string, number> = {};
      for (const line of stdout.split('\n').filter(Boolean)) {
        const [path = '', text = ''] = line.split(':');
        const key = `${path.split('/').at(-2)} ${text.slice(mark.length + word.length + 2)}`;
        counts[key] = (counts[key] ?? 0) + 1;
      }
      return counts;
    }

    const everywhere = (command: (host: string) => string) =>
      Promise.all(hosts().map((host) => must(onHost(host, command(host)))));

    it('are those of all hosts, and can be read by name', async () => {
      await everywhere((host) => `logger -t trial ${mark}-well-${host}`);
      await eventually('a line of each host', 20_000, async () =>
        Object.keys(await arrived('well')).length === platform.hosts.length ? true : undefined,
      );
      const { stdout } = await must(smartx('logs', '--collected', '--grep', `${mark}-well`, '--json'));
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.map(({ host, message }) => `${host} ${message}`).sort()).toEqual(
        hosts()
          .map((host) => `${host} ${mark}-well-${host}`)
          .sort(),
      );
    });

    it('wait while the monitoring host does not take them, and come all, once', async () => {
      await must(onHost('mon-1', 'systemctl stop smartx-logs'));
      await everywhere((host) => `for n in $(seq 20); do echo ${mark}-away-${host}-n$n; done | logger -t trial`);
      expect(await arrived('away')).toEqual({});
      await must(onHost('mon-1', 'systemctl start smartx-logs'));
      const expected = hosts().flatMap((host) => Array.from({ length: 20 }, (_, at) => `${host} ${host}-n${at + 1}`));
      const counts = await eventually('every line', 30_000, async () => {
        const seen = await arrived('away');
        return Object.keys(seen).length === expected.length ? seen : undefined;
      });
      expect(counts).toEqual(Object.fromEntries(expected.map((line) => [line, 1])));
    });
  });
}
