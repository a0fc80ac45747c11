import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DrillDocument } from '../../../src/drills/report.ts';
import { environmentPaths } from '../../../src/operations/environment-paths.ts';
import { type Answer, eventually, must } from '../cli.ts';
import { configFile, lab, onHost, smartx } from './ten-machines.ts';

const record = join(environmentPaths(lab).stateDirectory, 'faults.json');
const healed = async () =>
  expect(JSON.parse((await must(smartx('drill', '--heal', '--json'))).stdout).healed).toBeNull();

/** Runs a drill whose objectives of speed may be missed; everything else may not. */
async function drill(name: string): Promise<DrillDocument['drills'][number]> {
  const { exitCode, stdout, stderr }: Answer = await smartx('drill', name, '--rate', '20', '--duration', '3', '--json');
  if (exitCode !== 0 && exitCode !== 1) throw new Error(`exit code ${exitCode}: ${stderr}`);
  const [report] = (JSON.parse(stdout) as Partial<DrillDocument>).drills ?? [];
  if (report === undefined) throw new Error(`no report of ${name}: ${stdout} ${stderr}`);
  return report;
}

/**
 * Short drills. What is asserted is what must hold on a machine of any speed: nothing lost, every fault healed and seen to
 * be gone. Speed belongs to the bench.
 */
export function testDrills(): void {
  describe('drills', () => {
    it.each([
      ['lb-crash', 'loses its power'],
      ['app-hang', 'hangs (SIGSTOP)'],
      ['disk-full', 'is full at /var/lib/app'],
      ['restore', 'is made and restored on trial'],
      ['drop-table', 'app.transfers is dropped on'],
    ])(
      '%s is made, healed, and nothing acknowledged is lost',
      async (name, fault) => {
        const { faults, measurement, troubles } = await drill(name);
        expect(faults[0]).toContain(fault);
        expect(troubles).toEqual([]);
        expect(measurement.writes.acknowledged).toBeGreaterThan(0);
        expect(measurement.writes).toMatchObject({ lost: 0, duplicates: 0, balanced: true });
        expect(measurement.redundantAfterMs).not.toBeNull();
        await healed();
      },
      300_000,
    );

    describe('a drill that is cut off', () => {
      const start = () =>
        spawn(
          process.execPath,
          [
            join(import.meta.dirname, '../../../src/cli/main.js'),
            ...['drill', 'packet-loss', '--duration', '120', '--env', lab, '--config', configFile],
          ],
          { stdio: 'ignore' },
        );
      const lossyHosts = async () => {
        const tables = ['lb-1', 'lb-2'].map(async (host) => (await must(onHost(host, 'nft list tables'))).stdout);
        return (await Promise.all(tables)).filter((text) => text.includes('smartx_drill')).length;
      };
      const broken = () =>
        eventually('packets are lost', 90_000, async () => ((await lossyHosts()) === 1 ? true : undefined));
      const endOf = (child: ReturnType<typeof start>) =>
        new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));

      it('by ctrl-C heals first', async () => {
        const child = start();
        const end = endOf(child);
        await broken();
        expect(existsSync(record)).toBe(true);
        child.kill('SIGINT');
        child.kill('SIGINT');
        expect(await end).toBe(130);
        expect(await lossyHosts()).toBe(0);
        expect(existsSync(record)).toBe(false);
      });

      it('by kill -9 is refused to go on and healed later, as often as one likes', async () => {
        const child = start();
        const end = endOf(child);
        await broken();
        child.kill('SIGKILL');
        await end;
        expect(await lossyHosts()).toBe(1);
        const refused = await smartx('drill', 'web-drain');
        expect(refused.exitCode).toBe(1);
        expect(refused.stderr).toContain('drill --heal');
        const { healed: what } = JSON.parse((await must(smartx('drill', '--heal', '--json'))).stdout);
        expect(what.drill).toBe('packet-loss');
        expect(await lossyHosts()).toBe(0);
        await healed();
      });
    });
  });
}
