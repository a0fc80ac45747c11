import { describe, expect, it } from 'vitest';
import type { PlanDocument } from '../../../src/cli/plan/plan-document.ts';
import { must } from '../cli.ts';
import { invocations, lab, onHost, platform, smartx } from './ten-machines.ts';

/** What timers write all the time: measurements, and the page of visits. */
const written = '\\( -path /var/lib/smartx/metrics -o -path /var/lib/smartx/traffic \\) -prune -o';

/** What `plan` sees, and that it only looks. */
export function testPlan(): void {
  describe('plan', () => {
    const plan = async () => JSON.parse((await must(smartx('plan', '--json'))).stdout) as PlanDocument;
    /** Every file of a host that no daemon writes by itself, with its last change of content or attributes. */
    const files = (name: string) =>
      onHost(
        name,
        `find /etc /usr /opt /srv /boot /root /var/lib/smartx -xdev ${written} -printf '%p %i %C@ %s\\n' | sort | sha256sum`,
      );
    const looks = async () => [
      ...(await Promise.all(platform.hosts.map(async ({ name }) => (await must(files(name))).stdout))),
      ...(await invocations()),
    ];

    it('finds nothing to do after up, and changes not a byte and no process', async () => {
      const earlier = await looks();
      expect(await plan()).toMatchObject({ version: 1, environment: lab, changes: false });
      expect((await smartx('plan', '--check')).exitCode).toBe(0);
      expect(await looks()).toEqual(earlier);
    });

    it('names what was changed by hand as drift, with its lines, until up has put it right', async () => {
      await must(onHost('web-1', 'echo "# by hand" >>/etc/nginx/nginx.conf && chmod 0640 /etc/smartx/firewall.nft'));
      await must(onHost('web-2', 'systemctl stop nginx && echo "# by hand" >>/etc/smartx/app.env'));
      try {
        const earlier = await looks();
        const { hosts } = await plan();
        expect(await looks()).toEqual(earlier);
        const drift = hosts.flatMap(({ host, steps }) =>
          steps.filter((step) => step.drift).map(({ what, reason }) => `${host}: ${what}, ${reason}`),
        );
        expect(drift).toEqual([
          'web-1: change /etc/nginx/nginx.conf, its content differs',
          'web-1: change /etc/smartx/firewall.nft, its mode is 0640 instead of 0644',
          'web-2: change /etc/smartx/app.env, its content differs',
          'web-2: start nginx.service, it is not running',
        ]);
        const step = (what: string) => hosts.flatMap(({ steps }) => steps).find((one) => one.what === what);
        expect(step('change /etc/nginx/nginx.conf')?.patch).toContain('\n-# by hand\n');
        // It holds passwords, so that nothing of it is shown.
        expect(step('change /etc/smartx/app.env')?.patch).toBeNull();
        expect((await smartx('plan', '--check')).exitCode).toBe(3);
      } finally {
        // Whatever was seen: later chapters want it as it was.
        await must(smartx('up', '--yes'));
      }
      expect(await plan()).toMatchObject({ changes: false });
    });
  });
}
