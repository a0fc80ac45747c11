import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { eventually, must } from '../cli.ts';
import { configFile, lab, launcher, onHost, smartx } from './ten-machines.ts';

/** `logs` over all hosts. */
export function testLogs(): void {
  describe('logs', () => {
    const mark = `mark-${process.pid}`;

    it('are those of all hosts, in the order of time', async () => {
      for (const [host, word] of [
        ['web-2', 'first'],
        ['db-1', 'second'],
        ['web-1', 'third'],
      ] as const) {
        await must(onHost(host, `logger -t trial ${mark}-${word}; sleep 0.01`));
      }
      const { stdout } = await must(smartx('logs', '--grep', mark, '--json', '--since', '10m'));
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const own = lines.filter(({ message }) => message.startsWith(`${mark}-`));
      expect(own.map(({ host, message }) => `${host} ${message}`)).toEqual([
        `web-2 ${mark}-first`,
        `db-1 ${mark}-second`,
        `web-1 ${mark}-third`,
      ]);
    });

    it('can be followed, and nothing of that stays on the hosts', async () => {
      const following = spawn(launcher, [
        'logs',
        'web-1',
        '--follow',
        '--grep',
        mark,
        '--config',
        configFile,
        '--env',
        lab,
      ]);
      let text = '';
      following.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
      const ended = new Promise<number | null>((resolve) => following.on('exit', resolve));
      await eventually('the past', 20_000, async () => (text.includes(`${mark}-third`) ? true : undefined));
      await must(onHost('web-1', `logger -t trial ${mark}-now`));
      await eventually('what is written now', 20_000, async () => (text.includes(`${mark}-now`) ? true : undefined));
      following.kill('SIGINT');
      expect(await ended).toBe(0);
      await eventually('journalctl ends', 20_000, async () =>
        (await onHost('web-1', 'pgrep -x journalctl')).exitCode === 1 ? true : undefined,
      );
    });
  });
}
