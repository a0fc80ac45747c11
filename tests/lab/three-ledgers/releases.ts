import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { must } from '../cli.ts';
import { startRequestLoad, workUnderLoad } from '../request-load.ts';
import { type Ledger, ledgers, sites, type ThreeLedgers } from './three-ledgers.ts';

/** How often, a second, each of two users of each application asks: two cores serve six of them, and deploy. */
const REQUESTS_PER_SECOND = 10;

/** Releases of one application come and go, and the others neither fail nor restart. */
export function testReleases(lab: () => ThreeLedgers): void {
  describe('releases', () => {
    /** Main processes of one application, by host. */
    const processesOf = async (ledger: Ledger) => {
      const { appHosts, onHost } = lab();
      const asked = appHosts.map((host) => must(onHost(host, `systemctl show -P MainPID app-${ledger}`)));
      return (await Promise.all(asked)).map(({ stdout }) => stdout.trim());
    };
    const processes = async () => {
      const asked = ledgers.map(async (ledger) => [ledger, await processesOf(ledger)] as const);
      return Object.fromEntries(await Promise.all(asked)) as Record<Ledger, string[]>;
    };
    /** What was done, and every answer that users of all three got meanwhile. */
    const underLoad = <T>(work: () => Promise<T>) => {
      const { lab: name, platform } = lab();
      const loads = Object.values(sites).map((site) =>
        startRequestLoad(name, platform, site, '/api/accounts', REQUESTS_PER_SECOND),
      );
      return workUnderLoad({ stop: () => Promise.all(loads.map((load) => load.stop())) }, work);
    };
    const expectNoFailure = (answers: readonly Readonly<Record<string, number>>[]) => {
      for (const one of answers) {
        expect(Object.keys(one)).toEqual(['200']);
        expect(one['200']).toBeGreaterThan(20);
      }
    };
    const current = async (ledger: Ledger): Promise<string> =>
      JSON.parse((await must(lab().smartx('releases', '--app', ledger, '--json'))).stdout).releases[0].ids.app;

    it('of one are deployed under load: no request of any fails, and the others do not restart', async () => {
      const { project, smartx, appHosts } = lab();
      const before = { ...(await processes()), release: await current('api') };
      appendFileSync(join(project, 'www/src/main.ts'), '// a change\n');
      // Not asked for, so that they stay where they are.
      appendFileSync(join(project, 'api/ledger/__init__.py'), '# a change\n');
      const { result, answers } = await underLoad(() => must(smartx('deploy', '--app', 'www', '--json')));
      expectNoFailure(answers);
      const deployed = JSON.parse(result.stdout);
      expect(deployed).toMatchObject({ applications: [{ name: 'www' }], changedHosts: appHosts });
      expect(await current('www')).toBe(deployed.release.app);
      expect(await current('api')).toBe(before.release);
      const after = await processes();
      expect({ api: after.api, bank: after.bank }).toEqual({ api: before.api, bank: before.bank });
      expect(after.www).not.toEqual(before.www);
    });

    it('of all three are deployed under load: no request of any fails', async () => {
      const { smartx, appHosts } = lab();
      const before = await current('api');
      appendFileSync(join(lab().project, 'bank/ledger/__init__.py'), '# a change\n');
      const { result, answers } = await underLoad(() => must(smartx('deploy', '--json')));
      expectNoFailure(answers);
      expect(JSON.parse(result.stdout)).toMatchObject({ changedHosts: appHosts });
      expect(await current('api')).not.toBe(before);
    }, 300_000);

    it('of one go back under load, and the others stay', async () => {
      const { smartx } = lab();
      const before = { ...(await processes()), release: await current('www') };
      expect((await smartx('rollback')).stderr).toContain('There are several applications');
      const { answers } = await underLoad(() => must(smartx('rollback', '--app', 'www')));
      expectNoFailure(answers);
      expect(await current('www')).not.toBe(before.release);
      const after = await processes();
      expect({ api: after.api, bank: after.bank }).toEqual({ api: before.api, bank: before.bank });
    });
  });
}
