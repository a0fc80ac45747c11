import { describe, expect, it } from 'vitest';
import { eventually, must, run } from '../cli.ts';
import { configFile, lab, launcher, smartx, sql } from './ten-machines.ts';

/** The group of three, and `db`. */
export function testDatabase(): void {
  describe('the database', () => {
    it('is a group of three with one writable primary', async () => {
      const members = await eventually('three members online', 120_000, async () => {
        const roles = await sql(
          'db-1',
          'SELECT member_state, member_role FROM performance_schema.replication_group_members',
        );
        return roles.match(/ONLINE/g)?.length === 3 ? roles : undefined;
      });
      expect(members.match(/PRIMARY/g)).toHaveLength(1);
      const writable = await Promise.all(['db-1', 'db-2', 'db-3'].map((name) => sql(name, 'SELECT @@super_read_only')));
      expect(writable.sort()).toEqual(['0', '1', '1']);
    });

    it('is MySQL 9, durable, and insists on TLS', async () => {
      expect(await sql('db-1', 'SELECT VERSION()')).toMatch(/^9\./);
      expect(
        await sql(
          'db-1',
          'SELECT @@sync_binlog, @@innodb_flush_log_at_trx_commit, @@require_secure_transport, @@gtid_mode',
        ),
      ).toBe('1\t1\t1\tON');
    });

    it('has no anonymous or passwordless account, and none that reads more than it needs', async () => {
      const loose = await sql(
        'db-1',
        "SELECT user, host FROM mysql.user WHERE (user = '' OR (authentication_string = '' AND plugin <> 'auth_socket')) AND account_locked = 'N'",
      );
      expect(loose).toBe('');
      const grants = await sql(
        'db-1',
        "SELECT privilege_type FROM information_schema.user_privileges WHERE grantee LIKE '\\'app\\'@%'",
      );
      expect(grants).toBe('USAGE');
    });
  });

  describe('db', () => {
    const databaseStatus = async () => JSON.parse((await must(smartx('db', 'status', '--json'))).stdout);

    it('tells of every member what it does, and how many may fail', async () => {
      const { members, ...rest } = await databaseStatus();
      expect(rest).toMatchObject({ version: 1, environment: lab, mode: 'group', whole: true, mayFail: 1 });
      expect(members.map(({ role }: { role: string }) => role).sort()).toEqual(['primary', 'secondary', 'secondary']);
      for (const { server } of members)
        expect(server).toMatchObject({ version: expect.stringMatching(/^9\./), queued: 0 });
    });

    it('hands the primary role to a named member, once', async () => {
      const { primary, members } = await databaseStatus();
      const target = members.find(({ role }: { role: string }) => role === 'secondary').host;
      const { stdout } = await must(smartx('db', 'switchover', target, '--yes'));
      expect(stdout).toContain(`${target} takes writes; one more member may fail.`);
      expect((await must(smartx('db', 'switchover', target, '--yes'))).stdout).toContain('is the primary already');
      await must(smartx('db', 'switchover', primary, '--yes'));
      expect((await databaseStatus()).primary).toBe(primary);
      expect((await smartx('db', 'switchover', 'web-1', '--yes')).stderr).toContain('web-1 is no healthy secondary');
    });

    it('gives a client on the primary', async () => {
      const argv = [
        'db',
        'shell',
        '--config',
        configFile,
        '--env',
        lab,
        '--',
        '--execute',
        'select count(*) from accounts',
      ];
      expect((await must(run(launcher, argv))).stdout).toMatch(/^count\(\*\)\n\d+\n$/);
    });
  });
}
