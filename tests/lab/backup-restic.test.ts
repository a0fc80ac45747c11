import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ports } from '../../src/platform/platform.ts';
import { describeLab } from '../obstacles.ts';
import { askExporter } from './ask-exporter.ts';
import { eventually, must, operatorOf, run } from './cli.ts';
import { tracesOf } from './traces.ts';

const lab = 'test-br';
/** Keys are made anew each time, so the declaration is a copy outside of the checkout. */
const site = mkdtempSync(join(tmpdir(), 'smartx-backup-'));
const keyFile = join(site, 'backup.key');
const knownHostsFile = join(site, 'backup.known_hosts');
const keeper = '10.98.76.31';
const { smartx, onHost } = operatorOf(site, lab);

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

describeLab('backups on another host, in a repository of restic', () => {
  beforeAll(async () => {
    await writeDeclaration();
    await must(smartx('down', '--yes'));
    await must(smartx('up', '--yes'));
    await must(onHost('web-1', receiver(readFileSync(`${keyFile}.pub`, 'utf8').trim())));
  });

  afterAll(async () => {
    await smartx('down', '--yes');
    expect(await tracesOf(lab)).toEqual([]);
    rmSync(site, { recursive: true, force: true });
  });

  it('are not given to a host that shows another key', async () => {
    const { exitCode, stdout, stderr } = await smartx('db', 'backup');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    // The words of ssh reach the message most often; restic may end before it has passed them on. What differs from the
    // next test, in which it works, is the key alone.
    expect(stderr).toContain('unable to start the sftp session');
    const key = (await must(onHost('web-1', 'cat /etc/ssh/ssh_host_ed25519_key.pub'))).stdout;
    writeFileSync(knownHostsFile, `${keeper} ${key.split(' ').slice(0, 2).join(' ')}\n`);
    await must(smartx('up', '--yes'));
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

  it('an empty directory at the other end is no new repository', async () => {
    const empty = 'mv /srv/backups /srv/backups.gone && install -d -o keeper -g keeper -m 0700 /srv/backups';
    await must(onHost('web-1', empty));
    const { exitCode, stdout, stderr } = await smartx('db', 'backup');
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain('is not the target that was used before');
    expect((await startUnit('full')).exitCode).not.toBe(0);
    expect(await metrics()).toContain('smartx_backup_result{kind="full"} 0');
    expect((await must(onHost('web-1', 'ls -A /srv/backups'))).stdout).toBe('');
    await must(onHost('web-1', 'rmdir /srv/backups && mv /srv/backups.gone /srv/backups'));
    await must(startUnit('full'));
  });

  it('are told of by the host itself, to whoever scrapes it', async () => {
    const scraped = await must(onHost('db-1', askExporter(ports.nodeExporter)));
    expect(scraped.stdout).toMatch(/^smartx_backup_result\{kind="check"\} 1$/m);
  });

  it('bring all back where every database host was lost', async () => {
    const [full] = (await list()).backups;
    const insert = (id: number) => `INSERT INTO app.later VALUES (${id})`;
    const marked = `${insert(2)}; SET @known = @@global.gtid_executed; ${insert(3)}; SELECT GTID_SUBTRACT(@@global.gtid_executed, @known)`;
    const transaction = (await must(onHost('db-1', `mysql -NBe "${marked}"`))).stdout.trim();
    await must(startUnit('logs'));
    await must(onHost('db-1', loseDatabase));
    await eventually('the agent made the accounts anew', 60_000, async () =>
      (await onHost('db-1', `mysql -NBe "SELECT User FROM mysql.db WHERE Db = 'app'"`)).stdout.includes('app')
        ? true
        : undefined,
    );
    await must(smartx('db', 'restore', full!.name, '--before-transaction', transaction, '--yes'));
    const rows = await must(onHost('db-1', 'mysql -NBe "SELECT id FROM app.later ORDER BY id"'));
    expect(rows.stdout.split('\n')).toEqual(['1', '2', '']);
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

async function writeDeclaration(): Promise<void> {
  const folder = join(import.meta.dirname, 'backup-restic');
  const declaration = readFileSync(join(folder, 'smartx.config.ts'), 'utf8');
  const application = resolve(folder, '../../../examples/node');
  writeFileSync(join(site, 'smartx.config.ts'), declaration.replace('../../../examples/node', application));
  cpSync(join(folder, 'restic.env'), join(site, 'restic.env'));
  await must(run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile]));
  // The key of another host: that of the pair that was just made.
  const [type, other] = readFileSync(`${keyFile}.pub`, 'utf8').split(' ');
  writeFileSync(knownHostsFile, `${keeper} ${type} ${other}\n`);
}

/** As on a host that was installed anew: an empty database, which knows nothing of the old one. */
const loseDatabase = [
  'systemctl stop mysql',
  'find /var/lib/mysql -mindepth 1 -delete',
  'mysqld --no-defaults --user=mysql --datadir=/var/lib/mysql --initialize-insecure',
  'systemctl start mysql',
].join(' && ');

/** An account that may do nothing but SFTP, as its owner would make it. */
function receiver(publicKey: string): string {
  return [
    'useradd --create-home keeper',
    'install -d -o keeper -g keeper -m 0700 /srv/backups /home/keeper/.ssh',
    `echo 'restrict,command="internal-sftp" ${publicKey}' > /home/keeper/.ssh/authorized_keys`,
  ].join(' && ');
}
