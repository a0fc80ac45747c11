import { describe, expect, it } from 'vitest';
import { must } from '../cli.ts';
import { asClient, hostNamed, onHost, platform } from './ten-machines.ts';

/** Who reaches whom. */
export function testFirewalls(): void {
  describe('the firewalls', () => {
    it('show the outside client 53 on the name servers, 80 and 443 at the virtual address, and nothing else', async () => {
      const ports = '1-1024,3306,3307,8000,8080,8404,8405,9090,9093,9100,9104,9113,9115,9180,9200,10000';
      const open = async (address: string) => {
        const { stdout } = await must(
          asClient('nmap', '-Pn', '-n', '-T5', '--max-retries', '1', '-p', ports, '-oG', '-', address),
        );
        return [...stdout.matchAll(/(\d+)\/open\/tcp/g)].map((match) => Number(match[1]));
      };
      const own = platform.hosts.filter(({ publicAddress }) => publicAddress !== null);
      const [site, ...hosts] = await Promise.all([
        open(platform.virtualAddress),
        ...own.map(async ({ name, publicAddress }) => ({ name, open: await open(publicAddress!) })),
      ]);
      expect(site).toEqual([80, 443]);
      expect(hosts).toEqual([
        { name: 'lb-1', open: [] },
        { name: 'lb-2', open: [] },
        { name: 'ns-1', open: [53] },
        { name: 'ns-2', open: [53] },
      ]);
    });

    it('let the application reach MySQL, and nobody outside application, database and monitoring', async () => {
      const reaches = async (name: string) =>
        (await onHost(name, `timeout 2 bash -c '</dev/tcp/${hostNamed('db-1').privateAddress}/3306'`)).exitCode === 0;
      expect(await reaches('web-1')).toBe(true);
      expect(await reaches('db-2')).toBe(true);
      for (const name of ['lb-1', 'ns-1', 'ns-2']) expect(await reaches(name), name).toBe(false);
    });

    it('drop by default on every host', async () => {
      for (const { name } of platform.hosts) {
        const { stdout } = await must(onHost(name, 'nft list ruleset'));
        expect(stdout, name).toMatch(/type filter hook input priority filter; policy drop;/);
      }
    });
  });
}
