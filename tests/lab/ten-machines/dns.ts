import { describe, expect, it } from 'vitest';
import { must } from '../cli.ts';
import { asClient, hostNamed, platform } from './ten-machines.ts';

/** Both name servers. */
export function testDns(): void {
  const dig = async (server: string, ...question: string[]) =>
    (
      await must(asClient('dig', `@${hostNamed(server).publicAddress}`, '+short', '+time=2', '+tries=2', ...question))
    ).stdout
      .trim()
      .split('\n')
      .sort();

  describe('dns', () => {
    it.each([
      ['www.foobar.com', 'A'],
      ['foobar.com', 'A'],
      ['foobar.com', 'NS'],
      ['foobar.com', 'MX'],
      ['foobar.com', 'TXT'],
      ['foobar.com', 'CAA'],
      ['foobar.com', 'SOA'],
      ['status.foobar.com', 'CNAME'],
    ])('%s %s is the same on both servers', async (name, type) => {
      const [first, second] = await Promise.all([dig('ns-1', name, type), dig('ns-2', name, type)]);
      expect(first).not.toEqual(['']);
      expect(second).toEqual(first);
    });

    it('points the site at the virtual address', async () => {
      expect(await dig('ns-1', 'www.foobar.com', 'A')).toContain(platform.virtualAddress);
      expect(await dig('ns-2', 'foobar.com', 'A')).toEqual([platform.virtualAddress]);
    });

    it('answers authoritatively, without recursion, and hands the zone to nobody', async () => {
      for (const name of ['ns-1', 'ns-2']) {
        const server = `@${hostNamed(name).publicAddress}`;
        const own = await must(asClient('dig', server, 'www.foobar.com', 'A'));
        expect(own.stdout).toMatch(/flags: qr aa rd;/);
        const foreign = await must(asClient('dig', server, 'www.example.org', 'A'));
        expect(foreign.stdout).toMatch(/status: REFUSED/);
        const transfer = await asClient('dig', server, 'foobar.com', 'AXFR');
        expect(transfer.stdout).toMatch(/Transfer failed/);
      }
    });
  });
}
