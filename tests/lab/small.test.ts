import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeLab } from '../obstacles.ts';
import { must, operatorOf, run, type StatusDocument } from './cli.ts';
import { tracesOf } from './traces.ts';

// The other shape of the platform, beside a lab of another name: a dedicated application tier, one of everything,
// one database server without a group.

const lab = 'test-b';
const { smartx, onHost, status } = operatorOf('small', lab);
const neighbour = operatorOf('neighbour', 'test-c');

describeLab('one machine per tier', () => {
  let platform: StatusDocument;

  beforeAll(async () => {
    await must(smartx('down', '--yes'));
    await must(neighbour.smartx('down', '--yes'));
    await must(smartx('up', '--yes'));
    platform = await status();
  });

  afterAll(async () => {
    await smartx('down');
    await neighbour.smartx('down');
  });

  const curl = (path: string, of: StatusDocument, name: string, ...options: string[]) =>
    run('curl', [
      ...['-sS', '--max-time', '10', '--cacert', of.caFile, '--resolve', `${name}:443:${of.virtualAddress}`],
      ...[...options, `https://${name}${path}`],
    ]);

  describe('a dedicated application tier and a single database', () => {
    it('answers from the application host, with rows of the database', async () => {
      const { stdout } = await must(curl('/api/accounts', platform, 'www.small.example', '-i'));
      expect(stdout).toMatch(/^HTTP\/2 200/);
      expect(stdout).toMatch(/x-served-by: app-1/i);
    });

    it('runs no group replication', async () => {
      const plugins = await must(
        onHost(
          'db-1',
          `mysql -NBe "SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE member_state = 'ONLINE'"`,
        ),
      );
      expect(plugins.stdout.trim()).toBe('0');
    });

    it('tells its state, and that there is nobody to switch over to', async () => {
      const { stdout } = await must(smartx('db', 'status'));
      expect(stdout).toMatch(/^db-1 +primary +SINGLE /m);
      expect(stdout).toContain('is a single server: there is no other.');
      const refused = await smartx('db', 'switchover', '--yes');
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain('there is a single database server');
    });

    it('lets the web host reach the application, and only the application host reach MySQL', async () => {
      const address = (name: string) => platform.hosts.find((host) => host.name === name)!.privateAddress;
      const reaches = async (from: string, to: string, port: number) =>
        (await onHost(from, `timeout 2 bash -c '</dev/tcp/${address(to)}/${port}'`)).exitCode === 0;
      expect(await reaches('web-1', 'app-1', 8000)).toBe(true);
      expect(await reaches('lb-1', 'app-1', 8000)).toBe(false);
      expect(await reaches('app-1', 'db-1', 3306)).toBe(true);
      expect(await reaches('web-1', 'db-1', 3306)).toBe(false);
    });
  });

  describe('two labs side by side', () => {
    it('answer at once, each with its own data, and one goes without the other noticing', async () => {
      await must(neighbour.smartx('up', '--yes'));
      const other = await neighbour.status();
      await must(
        curl(
          '/api/accounts',
          platform,
          'www.small.example',
          '-f',
          '-H',
          'content-type: application/json',
          '-d',
          '{"name":"Only here"}',
        ),
      );
      expect((await must(curl('/api/accounts', platform, 'www.small.example'))).stdout).toContain('Only here');
      expect((await must(curl('/api/accounts', other, 'www.small.example'))).stdout).not.toContain('Only here');

      await must(neighbour.smartx('down'));
      expect(await tracesOf('test-c')).toEqual([]);
      expect((await curl('/api/accounts', platform, 'www.small.example', '-f')).exitCode).toBe(0);
    });
  });

  describe('down', () => {
    it('leaves nothing, and has nothing to do the second time', async () => {
      await must(smartx('down'));
      expect(await tracesOf(lab)).toEqual([]);
      await must(smartx('down'));
    });
  });
});
