import { describe, expect, it } from 'vitest';
import { must, run } from '../cli.ts';
import { tracesOf } from '../traces.ts';
import { invocations, lab, platform, resolve, smartx } from './ten-machines.ts';

/** What stands after `up`, and that the next one has nothing to do. */
export function testUp(): void {
  describe('up', () => {
    it('reports every host as running and every service as active', () => {
      expect(platform.hosts.map(({ name }) => name)).toEqual([
        'db-1',
        'db-2',
        'db-3',
        'lb-1',
        'lb-2',
        'mon-1',
        'ns-1',
        'ns-2',
        'web-1',
        'web-2',
      ]);
      expect(platform.hosts.filter(({ state }) => state !== 'running')).toEqual([]);
      const idle = platform.hosts.flatMap(({ name, services }) =>
        services
          .filter(({ state }) => state !== 'active' && state !== 'finished')
          .map((service) => `${name} ${service.name} ${service.state}`),
      );
      expect(idle).toEqual([]);
    });

    it('is made of links, namespaces, mounts, groups and processes that carry its name', async () => {
      const traces = (await tracesOf(lab)).join('\n');
      for (const kind of [
        'sx-test-a-pub',
        `smartx_${lab}_web-1`,
        `/labs/${lab}/machines/web-1/root overlay`,
        '/sys/fs/cgroup/',
        'systemd-nspawn',
      ]) {
        expect(traces).toContain(kind);
      }
    });

    it('can be reached by users of this machine who are not root, as printed', async () => {
      const asNobody = [
        '--reuid=65534',
        '--regid=65534',
        '--clear-groups',
        'curl',
        '-sSf',
        '--cacert',
        platform.caFile,
      ];
      await must(run('setpriv', [...asNobody, ...resolve(), 'https://www.foobar.com/']));
    });

    it('changes and restarts nothing when there is nothing to do', async () => {
      const earlier = await invocations();
      const again = await must(smartx('up', '--yes', '--json'));
      expect(JSON.parse(again.stdout)).toMatchObject({ changedHosts: [] });
      expect(await invocations()).toEqual(earlier);
    });
  });
}
