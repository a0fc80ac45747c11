import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab } from '../obstacles.ts';
import { must, operatorOf } from './cli.ts';
import { tracesOf } from './traces.ts';

const lab = 'test-br';
const { smartx, onHost } = operatorOf('backup-restic', lab);

interface Listed {
  readonly backups: readonly {
    readonly name: string;
    readonly check?: { readonly good: boolean; readonly logs: number };
  }[];
  readonly logs: { readonly count: number };
}

const list = async (): Promise<Listed> => JSON.parse((await must(smartx('db', 'backups', '--json'))).stdout);
const metrics = async () => (await must(onHost('db-1', 'cat /var/lib/smartx/metrics/*.prom'))).stdout;
const startUnit = (name: string) => onHost('db-1', `systemctl start smartx-backup-${name}.service`);

describeLab('backups in a repository of restic', () => {
  beforeAll(async () => {
    await must(smartx('down', '--yes'));
    await must(smartx('up', '--yes'));
  });

  afterAll(async () => {
    await smartx('down', '--yes');
    expect(await tracesOf(lab)).toEqual([]);
  });

  it('are made by the timers, and restored by them', async () => {
    await must(startUnit('full'));
    await must(
      onHost('db-1', 'mysql -e "CREATE TABLE app.later (id INT PRIMARY KEY); INSERT INTO app.later VALUES (1)"'),
    );
    await must(startUnit('logs'));
    const before = await list();
    expect(before.backups).toHaveLength(1);
    expect(before.backups[0]?.check).toBeUndefined();
    expect(before.logs.count).toBeGreaterThan(0);

    await must(startUnit('check'));
    const [checked] = (await list()).backups;
    expect(checked?.check).toMatchObject({ good: true, logs: before.logs.count });
    const told = await metrics();
    for (const kind of ['full', 'logs', 'check']) expect(told).toContain(`smartx_backup_result{kind="${kind}"} 1`);
    expect(told).toMatch(/^smartx_backup_last_verified_timestamp_seconds \d+$/m);
  });

  it('are told of by the host itself, to whoever scrapes it', async () => {
    const address = (await must(onHost('db-1', "ss -Hltn 'sport = :9100' | awk '{print $4}'"))).stdout.trim();
    const scraped = await must(onHost('db-1', `curl -fsS http://${address}/metrics`));
    expect(scraped.stdout).toMatch(/^smartx_backup_result\{kind="check"\} 1$/m);
  });

  it('a repository that does not open is a failure, told of by the unit and the metrics', async () => {
    await must(onHost('db-1', 'sed -i s/=lab/=wrong/ /etc/smartx/database-backup.env'));
    const { exitCode, stdout, stderr } = await smartx('db', 'backup');
    expect(exitCode).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('wrong password');
    expect((await startUnit('full')).exitCode).not.toBe(0);
    expect(await metrics()).toContain('smartx_backup_result{kind="full"} 0');
  });
});
