import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { makeDirectory, runCli } from './run-cli.ts';

let project: string;
let env: Record<string, string>;

beforeAll(async () => {
  const hosts = `
        'edge-1': { ssh: 'edge-1.invalid', address: '10.20.0.21', roles: ['dns', 'loadBalancer'] },
        'web-1': { ssh: 'web-1.invalid', address: '10.20.0.31', roles: ['web', 'app'] },
        'db-1': { ssh: 'db-1.invalid', address: '10.20.0.91', roles: ['database'] },`;
  project = await makeDirectory({
    'app/': '',
    'smartx.config.ts': `import { definePlatform, servers } from 'smartx';
const common = { network: '10.20.0.0/24', virtualAddress: '10.20.0.10', redundancy: false };
export default definePlatform({
  domain: 'example.test',
  app: { directory: 'app', start: 'node main.js' },
  database: { members: 1 },
  firewall: { adminNetworks: ['198.51.100.0/24'] },
  environments: {
    blind: servers({ ...common, hosts: {${hosts} } }),
    live: servers({ ...common, network: '10.21.0.0/24', virtualAddress: '10.21.0.10', hosts: {${hosts.replaceAll('10.20', '10.21').replaceAll('.invalid', '.live.invalid')}
        'mon-1': { ssh: 'mon-1.invalid', address: '10.21.0.121', roles: ['monitoring'] } } }),
  },
});
`,
  });
  env = { SMARTX_AGE_IDENTITY_FILE: join(await makeDirectory(), 'identity.txt') };
});

const dashboard = (...args: readonly string[]) => runCli(['dashboard', ...args], { cwd: project, env });

test.each([
  [['--env', 'blind'], "'blind' has no monitoring host, and so no dashboard."],
  [['--env', 'live', '--host', 'web-1'], "'web-1' is no monitoring host."],
  [['--env', 'live', 'grafana'], "The dashboard has no page 'grafana'."],
  [['--env', 'live', '--port', '70000'], 'Write a number from 1 to 65535.'],
])('%s is refused', async (args, reason) => {
  const { code, stderr } = await dashboard(...args);
  expect(stderr).toContain(reason);
  expect(code).toBe(2);
});

test('a password that was never made is a failure that says what makes it', async () => {
  const { code, stdout, stderr } = await dashboard('--env', 'live', '--password');
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('smartx apply --env live makes it.');
});
