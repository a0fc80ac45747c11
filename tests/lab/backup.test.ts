import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeLab } from '../obstacles.ts';
import { eventually, must, operatorOf } from './cli.ts';
import { tracesOf } from './traces.ts';

const lab = 'test-bk';
const { smartx, onHost, start } = operatorOf('backup', lab);
const directory = '/var/backups/smartx';

interface Listed {
  readonly backups: readonly {
    readonly name: string;
    readonly on: string;
    readonly check?: { readonly good: boolean };
  }[];
  readonly failed: readonly { readonly host: string; readonly kind: string }[];
  readonly worries: readonly string[];
}

/** It ends with code 1 where something is wrong, and lists all the same. */
const list = async (): Promise<Listed> => JSON.parse((await smartx('db', 'backups', '--json')).stdout);
const query = (host: string, sql: string) => onHost(host, `mysql -NBe "${sql}"`);
/** Of alerts of a kind that fire, the hosts and kinds of run that they are about. */
const firing = async (alert: string): Promise<string[]> => {
  const { stdout } = await must(onHost('mon-1', 'curl -fsS http://127.0.0.1:9090/api/v1/alerts'));
  const { alerts } = JSON.parse(stdout).data as { alerts: { state: string; labels: Record<string, string> }[] };
  const found = alerts.filter(({ state, labels }) => state === 'firing' && labels.alertname === alert);
  return found.map(({ labels }) => `${labels.kind} on ${labels.host}`);
};
/** How many of the application's accounts are locked. */
const locked = async (): Promise<string> => {
  const sql = "SELECT COUNT(*) FROM mysql.user WHERE account_locked = 'Y' AND user IN ('app', 'migrate')";
  return (await must(query('db-1', sql))).stdout.trim();
};
/** A transaction of root's that holds the metadata of a table, from when this resolves until it is ended. */
const readForLong = async (host: string, table: string) => {
  const sleep = 'SELECT SLEEP(600)';
  const ended = query(host, `START TRANSACTION; SELECT COUNT(*) FROM ${table}; ${sleep}`);
  const id = await eventually('the transaction has begun', 30_000, async () => {
    const sql = `SELECT ID FROM information_schema.processlist WHERE INFO = '${sleep}'`;
    return (await must(query(host, sql))).stdout.trim() || undefined;
  });
  const end = async () => {
    await must(query(host, `KILL ${id}`));
    await ended;
  };
  return { end };
};
const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

describeLab('backups that were restored', () => {
  beforeAll(async () => {
    await must(smartx('down', '--yes'));
    await must(smartx('up', '--yes'));
  });

  afterAll(async () => {
    await smartx('down', '--yes');
    expect(await tracesOf(lab)).toEqual([]);
  });

  it('are none at first, which is well until the first is due', async () => {
    const { stdout } = await must(smartx('db', 'backups'));
    expect(stdout).toMatch(/^There is no backup yet\. The first one is due at \d{4}-\d\d-\d\dT\d\d:\d\dZ/);
  });

  it('are made by a secondary, and count once they were restored on trial', async () => {
    await must(smartx('db', 'backup'));
    const { backups, failed } = await list();
    expect(failed).toEqual([]);
    const [made] = backups;
    expect(made).toMatchObject({ on: 'db-3' });
    expect(made?.check).toBeUndefined();
    await must(smartx('db', 'restore', '--check'));
    expect((await list()).backups[0]?.check).toMatchObject({ good: true });
    const leftovers = await must(onHost('db-3', 'ls -A /var/lib/mysql-files/smartx-backup; pgrep --count mysqld'));
    expect(leftovers.stdout.trim()).toBe('1');
  });

  it('cannot be read by the hosts that make them', async () => {
    expect((await onHost('db-3', 'grep -rl AGE-SECRET-KEY /etc /var/lib/smartx /var/lib/mysql-files')).stdout).toBe('');
    expect((await must(onHost('db-3', `head -c 21 ${directory}/*.tar.zst.age`))).stdout).toBe('age-encryption.org/v1');
  });

  it('are made by the timers in their sandbox, on one member alone', async () => {
    const before = (await list()).backups.length;
    for (const host of ['db-1', 'db-2', 'db-3']) await must(onHost(host, 'systemctl start smartx-backup-full.service'));
    expect((await list()).backups).toHaveLength(before + 1);
    expect((await must(onHost('db-3', 'cat /var/lib/smartx/metrics/*.prom'))).stdout).toContain(
      'smartx_backup_result{kind="full"} 1',
    );
  });

  it('a corrupt one is refused, on trial and for the platform', async () => {
    const made = (await list()).backups[0]!;
    const file = `${directory}/${made.name}.tar.zst.age`;
    await must(onHost(made.on, `printf X | dd of=${file} bs=1 seek=5000 conv=notrunc status=none`));
    const rows = await must(query(made.on, 'SELECT COUNT(*) FROM app.accounts'));
    expect((await smartx('db', 'restore', '--check', made.name)).exitCode).toBe(1);
    const listed = await smartx('db', 'backups', '--json');
    expect(listed.exitCode).toBe(1);
    const { backups, failed } = JSON.parse(listed.stdout) as Listed;
    expect(backups[0]?.check).toMatchObject({ good: false });
    expect(failed).toContainEqual(expect.objectContaining({ host: made.on, kind: 'check' }));
    const refused = await smartx('db', 'restore', made.name, '--yes');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('This restore touched no live data, and shut nobody out');
    expect((await must(query(made.on, 'SELECT COUNT(*) FROM app.accounts'))).stdout).toBe(rows.stdout);
  });

  it('bring a dropped table back, without the corrupt one, and with nobody there to see the end', async () => {
    await must(
      query(
        'db-1',
        "CREATE TABLE app.precious (id INT PRIMARY KEY, note TEXT); INSERT INTO app.precious VALUES (1, 'one'), (2, 'two')",
      ),
    );
    await pause(2_000);
    const moment = `${new Date().toISOString().slice(0, 19)}Z`;
    await pause(2_000);
    await must(query('db-1', 'DROP TABLE app.precious'));
    // Somebody reads a table on the host that will be the primary: it cannot be dropped until we say so.
    const reader = await readForLong('db-3', 'app.accounts');
    const words = ['db', 'restore', '--to-time', moment, '--yes'];
    const operator = start(...words);
    const left = once(operator, 'exit');
    await eventually('the application is shut out', 120_000, async () => ((await locked()) === '0' ? undefined : true));
    operator.kill('SIGINT');
    expect(await left).toEqual([130, null]);
    const second = await smartx(...words);
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain('another restore is at work on db-3');
    await reader.end();
    const journal = 'journalctl --identifier smartx-restore --output cat --no-pager';
    const told = await eventually('the host tells how it ended', 120_000, async () =>
      (await onHost('db-3', journal)).stdout.split('\n').find((line) => line.startsWith('restored from')),
    );
    expect(await locked()).toBe('0');
    for (const host of ['db-1', 'db-2', 'db-3']) {
      expect((await must(query(host, 'SELECT COUNT(*) FROM app.precious'))).stdout.trim()).toBe('2');
    }
    const [, sound] = (await list()).backups.filter(({ check }) => check !== undefined);
    expect(told).toContain(`restored from ${sound?.name};`);
  });

  describe('bad days', () => {
    it('a mount that is gone leaves no new target: nothing is written there, nor said to be a success', async () => {
      // After the restore the secondary with the highest name is another one than before, whose first backup this is.
      await must(smartx('db', 'backup'));
      expect(await firing('DatabaseBackupFailed')).not.toContain('full on db-2');
      const unmount = `mv ${directory} ${directory}.gone && install -d -m 700 ${directory}`;
      for (const host of ['db-1', 'db-2', 'db-3']) await must(onHost(host, unmount));
      const { exitCode, stdout, stderr } = await smartx('db', 'backup');
      expect(exitCode).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toContain('is not the target that was used before');
      // The one whose turn it is, and one whose turn it was.
      for (const host of ['db-2', 'db-3']) {
        expect((await onHost(host, 'systemctl start smartx-backup-logs.service')).exitCode).not.toBe(0);
        const { stdout: logs } = await must(onHost(host, 'cat /var/lib/smartx/metrics/smartx-backup-logs.prom'));
        expect(logs).toContain('smartx_backup_result{kind="logs"} 0');
        expect((await must(onHost(host, `ls -A ${directory}`))).stdout).toBe('');
      }
      const told = await must(onHost('db-2', 'cat /var/lib/smartx/metrics/smartx-backup-full.prom'));
      expect(told.stdout).toContain('smartx_backup_result{kind="full"} 0');
      const listed = await smartx('db', 'backups', '--json');
      expect(listed.exitCode).toBe(1);
      expect((JSON.parse(listed.stdout) as Listed).failed).toContainEqual(
        expect.objectContaining({ host: 'db-2', kind: 'full' }),
      );
      await eventually('Prometheus tells of it', 60_000, async () =>
        (await firing('DatabaseBackupFailed')).includes('full on db-2') ? true : undefined,
      );
      await must(onHost('db-2', `rmdir ${directory} && mv ${directory}.gone ${directory}`));
      await must(onHost('db-2', 'systemctl start smartx-backup-logs.service'));
    });
  });
});
