import { readFileSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ports } from '../../src/platform/platform.ts';
import { describeLab } from '../obstacles.ts';
import { askExporter } from './ask-exporter.ts';
import { eventually, must, operatorOf, run, type StatusDocument } from './cli.ts';
import { startRequestLoad } from './request-load.ts';
import { tracesOf } from './traces.ts';

// What comes and goes while users ask: hosts, certificates, and passwords.

const lab = 'test-x';
const siteName = 'www.scale.example';
const { smartx, onHost, start, status } = operatorOf('scale', lab);

describeLab('under load', () => {
  let platform: StatusDocument;

  beforeAll(async () => {
    await must(smartx('down', '--yes'));
    await must(smartx('up', '--yes'));
    platform = await status();
  });

  afterAll(async () => {
    await smartx('down');
    expect(await tracesOf(lab)).toEqual([]);
  });

  /** Every answer that users got while something was done. */
  const answersDuring = async (work: () => Promise<unknown>) => {
    const load = startRequestLoad(lab, platform, siteName, '/api/accounts');
    try {
      await work();
    } finally {
      platform = await status();
    }
    return load.stop();
  };
  const hosts = () => platform.hosts.map(({ name }) => name);

  describe('scale', () => {
    it('adds web hosts without a failed request, and they get requests', async () => {
      const answers = await answersDuring(() => must(smartx('scale', 'web=4')));
      expect(Object.keys(answers)).toEqual(['200']);
      expect(answers['200']).toBeGreaterThan(50);
      expect(hosts()).toEqual(['db-1', 'lb-1', 'lb-2', 'ns-1', 'web-1', 'web-2', 'web-3', 'web-4']);
      const { stdout } = await must(
        run('ip', [
          ...['netns', 'exec', `smartx_${lab}__client`, 'curl', '-s', '-i', '--http1.1', '-H', 'connection: close'],
          ...['--cacert', platform.caFile, '--resolve', `${siteName}:443:${platform.virtualAddress}`],
          `https://${siteName}/api/accounts#[1-16]`,
        ]),
      );
      const served = new Set([...stdout.matchAll(/^x-served-by: (\S+)/gim)].map(([, host]) => host));
      expect([...served].sort()).toEqual(['web-1', 'web-2', 'web-3', 'web-4']);
    });

    it('is kept by the next up, and told by plan as nothing to do', async () => {
      expect((await smartx('plan', '--check')).exitCode).toBe(0);
      expect(JSON.parse((await must(smartx('up', '--yes', '--json'))).stdout).changedHosts).toEqual([]);
    });

    it('takes web hosts away without a failed request, and nothing of them is left', async () => {
      const answers = await answersDuring(() => must(smartx('scale', 'web=2')));
      expect(Object.keys(answers)).toEqual(['200']);
      expect(hosts()).toEqual(['db-1', 'lb-1', 'lb-2', 'ns-1', 'web-1', 'web-2']);
      expect((await tracesOf(lab)).filter((trace) => /web-[34]/.test(trace))).toEqual([]);
      expect((await smartx('plan', '--check')).exitCode).toBe(0);
    });

    it('refuses what is no count, and a platform that breaks a rule', async () => {
      const wrong = await smartx('scale', 'webb=4');
      expect(wrong.exitCode).toBe(2);
      expect(wrong.stderr).toContain("'webb=4' is no count. (Did you mean web?)");
      expect((await smartx('scale', 'web=0')).exitCode).toBe(2);
      expect(hosts()).toHaveLength(6);
    });
  });

  describe('passwords', () => {
    interface Secrets {
      readonly secrets: Readonly<Record<string, { readonly value: string }>>;
      readonly rotation?: { readonly stage: string; readonly others: Readonly<Record<string, string>> };
    }
    const secrets = (): Secrets => JSON.parse(readFileSync(`/var/lib/smartx/labs/${lab}/state/secrets.json`, 'utf8'));
    /** Whether a password lets somebody in from the private network. */
    const letsIn = async (user: string, password: string) => {
      const { privateAddress } = platform.hosts.find(({ name }) => name === 'db-1')!;
      const client = `mysql --no-defaults --user=${user} --host=${privateAddress} --ssl-mode=REQUIRED`;
      const { exitCode, stderr } = await onHost('db-1', `MYSQL_PWD=${password} ${client} --execute 'select 1'`);
      if (exitCode !== 0 && !stderr.includes('Access denied')) throw new Error(stderr);
      return exitCode === 0;
    };

    it('of the database are rotated without a failed request, also when that is cut off; the old ones are worth nothing', async () => {
      const before = secrets().secrets;
      const answers = await answersDuring(async () => {
        const cut = start('secrets', 'rotate', 'database', '--yes');
        const ended = new Promise((resolve) => cut.on('exit', resolve));
        await eventually('it has begun', 60_000, async () => secrets().rotation);
        cut.kill('SIGKILL');
        await ended;
        const begun = secrets().rotation?.others;
        const { stdout } = await must(smartx('secrets', 'rotate', 'database', '--yes', '--json'));
        expect(JSON.parse(stdout)).toEqual({
          ...{ environment: lab, rotated: true, names: ['databaseApp', 'databaseMigrate', 'databaseMonitor'] },
          changedHosts: ['db-1', 'web-1', 'web-2'],
        });
        // The one that was begun, and not one more.
        expect(secrets().secrets.databaseApp?.value).toBe(begun?.databaseApp);
      });
      expect(Object.keys(answers)).toEqual(['200']);
      expect(answers['200']).toBeGreaterThan(50);
      const after = secrets();
      expect(after.rotation).toBeUndefined();
      for (const [user, name] of [
        ['app', 'databaseApp'],
        ['migrate', 'databaseMigrate'],
      ] as const) {
        expect(await letsIn(user, after.secrets[name]!.value)).toBe(true);
        expect(await letsIn(user, before[name]!.value)).toBe(false);
      }
      expect(after.secrets.databaseMonitor).not.toEqual(before.databaseMonitor);
      expect(after.secrets.zoneTransferKey).toEqual(before.zoneTransferKey);
      expect((await smartx('plan', '--check')).exitCode).toBe(0);
      const { stdout } = await must(onHost('db-1', askExporter(ports.mysqlExporter)));
      expect(stdout).toMatch(/^mysql_up 1$/m);
    });

    it('are never shown, and not in what a plan or a log says', async () => {
      const values = Object.values(secrets().secrets).map(({ value }) => value);
      const said = await Promise.all([
        smartx('secrets', 'list', '--json'),
        smartx('secrets', 'list'),
        smartx('plan', '--json'),
        onHost('db-1', 'journalctl --no-pager; cat /proc/*/cmdline'),
      ]);
      for (const { stdout, stderr } of said) {
        expect(values.filter((value) => (stdout + stderr).includes(value))).toEqual([]);
      }
      expect(JSON.parse(said[0]!.stdout)).toMatchObject({ environment: lab, rotation: null });
    });
  });

  describe('certificates', () => {
    it('are renewed on both load balancers without a failed request', async () => {
      const certificates = async () => {
        // Asked on the hosts themselves: from outside there is one address, and one of them has it.
        const shows = `openssl s_client -connect 127.0.0.1:443 -servername ${siteName} </dev/null 2>/dev/null`;
        const shown = await Promise.all(
          ['lb-1', 'lb-2'].map((host) => must(onHost(host, `${shows} | openssl x509 -noout -serial`))),
        );
        return shown.map(({ stdout }) => stdout.trim());
      };
      const before = await certificates();
      expect(before[0]).toMatch(/^serial=/);
      rmSync(`/var/lib/smartx/labs/${lab}/state/certificates/site`, { recursive: true });
      const answers = await answersDuring(() => must(smartx('up', '--yes')));
      expect(Object.keys(answers)).toEqual(['200']);
      const after = await certificates();
      expect(new Set(after).size).toBe(1);
      expect(after[0]).not.toBe(before[0]);
    });
  });
});
