import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import type { Overview } from '../../../src/overview/overview.ts';
import { eventually, must } from '../cli.ts';
import { configFile, lab, launcher, onHost, platform, sql } from './ten-machines.ts';

/** A line of `smartx status --watch --json`. */
export type Watched =
  | { readonly source: 'monitoring'; readonly host: string; readonly overview: Overview }
  | { readonly source: 'hosts'; readonly why: string; readonly status: { readonly hosts: readonly unknown[] } };

export interface Watching {
  /** Waits for a look of which this is true. */
  readonly see: (what: string, wanted: (look: Watched) => boolean) => Promise<Watched>;
  /** Ends it as ctrl-C does; its exit code. */
  readonly stop: () => Promise<number | null>;
}

export function watchStatus(): Watching {
  const child = spawn(launcher, ['status', '--watch', '--json', '--config', configFile, '--env', lab]);
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  let newest: Watched | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    newest = JSON.parse(line);
  });
  return {
    see: (what, wanted) =>
      eventually(what, 60_000, async () => (newest !== undefined && wanted(newest) ? newest : undefined)),
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** What one host of an overview is; undefined when the look is not the monitoring's. */
export function healthIn(look: Watched, host: string): string | undefined {
  return look.source === 'monitoring' ? look.overview.hosts.find(({ name }) => name === host)?.health : undefined;
}

/** The disk of a lab's hosts is that of this machine, and may be a worry. */
export function isUp(look: Watched, host: string): boolean {
  const health = healthIn(look, host);
  return health === 'well' || health === 'warning';
}

/** The screen, by what it is drawn from. */
export function testWatching(): void {
  describe('status --watch', () => {
    it('tells what the monitoring knows, and looks at the hosts when it knows nothing', async () => {
      const watching = watchStatus();
      try {
        const whole = await watching.see('every host up', (look) =>
          platform.hosts.every(({ name }) => isUp(look, name)),
        );
        if (whole.source !== 'monitoring') throw new Error(whole.why);
        expect(whole.overview.figures.state).toBe('fresh');
        expect(whole.overview.hosts.map(({ name }) => name)).toEqual(platform.hosts.map(({ name }) => name));
        expect(whole.overview.primary).toBe(
          await sql(
            'db-1',
            "SELECT member_host FROM performance_schema.replication_group_members WHERE member_role = 'PRIMARY'",
          ),
        );
        await must(onHost('mon-1', 'systemctl stop prometheus.service'));
        const direct = await watching.see('each host itself', ({ source }) => source === 'hosts');
        expect(direct).toMatchObject({ why: expect.stringMatching(/^mon-1: /) });
        await must(onHost('mon-1', 'systemctl start prometheus.service'));
        await watching.see('the monitoring again', ({ source }) => source === 'monitoring');
      } finally {
        await must(onHost('mon-1', 'systemctl start prometheus.service'));
        expect(await watching.stop()).toBe(0);
      }
    });
  });
}
