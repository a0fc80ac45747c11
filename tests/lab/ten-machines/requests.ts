import { describe, expect, it } from 'vitest';
import { must, run } from '../cli.ts';
import { asClient, curl, platform, resolve } from './ten-machines.ts';

/** From the browser to the database and back. */
export function testRequests(): void {
  /** This machine's address in the public network: the first one there; the outside client has the second. */
  const ownAddress = () => platform.virtualAddress.replace(/\.\d+$/, '.1');
  /** The last of the addresses that the outside client has besides its own. */
  const lastUser = () => platform.virtualAddress.replace(/\.\d+$/, '.254');

  describe('the way of a request', () => {
    it('serves the front page as a static file by Nginx', async () => {
      const { stdout } = await must(curl('/', '-i'));
      expect(stdout).toMatch(/^HTTP\/2 200/);
      expect(stdout).toMatch(/content-type: text\/html/i);
      expect(stdout).toMatch(/strict-transport-security: max-age=63072000/i);
      // The application marks each of its answers; a file that Nginx serves by itself carries no such mark.
      expect(stdout).not.toMatch(/x-served-by/i);
    });

    it('lets both web hosts answer, with rows of the database', async () => {
      const served = new Set<string>();
      // Nginx of web-2 was started again above: HAProxy gives such a server one request of 17 at first (slowstart).
      for (let request = 0; request < 34 && served.size < 2; request++) {
        const { stdout } = await must(curl('/api/accounts', '-i'));
        expect(stdout).toMatch(/^HTTP\/2 200/);
        served.add(/x-served-by: (\S+)/i.exec(stdout)?.[1] ?? 'nobody');
      }
      expect([...served].sort()).toEqual(['web-1', 'web-2']);
    });

    it('redirects HTTP to HTTPS', async () => {
      const { stdout } = await must(
        run('curl', [
          '-sSI',
          '--resolve',
          `www.foobar.com:80:${platform.virtualAddress}`,
          'http://www.foobar.com/a?b=1',
        ]),
      );
      expect(stdout).toMatch(/^HTTP\/1.1 30[18]/);
      expect(stdout).toMatch(/location: https:\/\/www\.foobar\.com\/a\?b=1/i);
    });

    it('refuses TLS 1.1', async () => {
      const old = await curl('/', '--tls-max', '1.1', '--ciphers', 'DEFAULT:@SECLEVEL=0');
      expect(old.exitCode).not.toBe(0);
    });

    it('tells the application the real client, whatever the client claims', async () => {
      const claim = ['-H', 'X-Forwarded-For: 192.0.2.66', '-H', 'X-Real-IP: 192.0.2.66'];
      const inside = JSON.parse((await must(curl('/api/whoami', ...claim))).stdout);
      expect(inside).toMatchObject({ clientAddress: ownAddress(), protocol: 'https' });
      const asked = ['-sS', '--cacert', platform.caFile, ...resolve(), ...claim, 'https://www.foobar.com/api/whoami'];
      const outside = JSON.parse((await must(asClient('curl', ...asked))).stdout);
      expect(outside).toMatchObject({ clientAddress: ownAddress().replace(/\.1$/, '.2') });
      const another = JSON.parse((await must(asClient('curl', ...asked, '--interface', lastUser()))).stdout);
      expect(another).toMatchObject({ clientAddress: lastUser() });
    });

    it('moves money once per key and keeps the sum', async () => {
      const accounts = JSON.parse((await must(curl('/api/accounts'))).stdout).accounts as {
        id: number;
        kind: string;
        balanceCents: number;
      }[];
      const rich = accounts.filter(({ kind, balanceCents }) => kind === 'ordinary' && balanceCents >= 100);
      const post = () =>
        curl(
          ...(['/api/transfers', '-w', '\n%{http_code}', '-H', 'content-type: application/json'] as [
            string,
            ...string[],
          ]),
          ...['-H', 'idempotency-key: lab-test-0001', '-d'],
          JSON.stringify({ fromAccountId: rich[0]!.id, toAccountId: rich[1]!.id, amountCents: 100 }),
        );
      expect((await must(post())).stdout).toMatch(/\n201$/);
      expect((await must(post())).stdout).toMatch(/\n200$/);
      const ledger = JSON.parse((await must(curl('/api/ledger?audit=true'))).stdout);
      expect(ledger).toMatchObject({ balanceSumCents: 0, accountsOutOfBalance: 0, accountsOverdrawn: 0 });
    });
  });
}
