import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab } from '../obstacles.ts';
import { must, operatorOf, type StatusDocument } from './cli.ts';
import { startRequestLoad } from './request-load.ts';
import { tracesOf } from './traces.ts';

// A site in Node, an API in Flask at a name of its own, and a part of the site that has an application for itself: each is
// deployed, goes back and fails alone.

const lab = 'test-t';
const project = mkdtempSync(join(tmpdir(), 'smartx-two-'));
const checkout = join(import.meta.dirname, '../..');
const { smartx, onHost, status, asClient } = operatorOf(project, lab);
const sites = { www: 'www.two.example', api: 'api.two.example' };

/** Says what it was asked for. */
const echo = `import { createServer } from 'node:http';
createServer((request, response) => response.end(request.url)).listen(process.env.PORT, process.env.HOST);
`;

const declaration = `import { definePlatform, flask, lab, node } from 'smartx';

export default definePlatform({
  domain: 'two.example',
  apps: {
    www: node({ directory: 'www', migrate: 'node src/migrate.ts', contract: 'ledger' }),
    api: flask({
      directory: 'api',
      hostname: 'api',
      start: 'gunicorn',
      migrate: 'python3 -m ledger.migrate',
      packages: ['python3-cryptography', 'python3-sqlalchemy'],
      workers: 1,
      contract: 'ledger',
    }),
    echo: node({ directory: 'echo', start: 'node main.mjs', path: '/echo/' }),
  },
  loadBalancer: { rateLimit: false },
  database: { members: 1 },
  environments: { '${lab}': lab({ dns: 1, loadBalancers: 1, web: 2, monitoring: 0, redundancy: false }) },
});
`;

describeLab('several applications', () => {
  let platform: StatusDocument;

  beforeAll(async () => {
    const ofTests = (source: string) => !/\/examples\/\w+\/(?:node_modules|tests)(?:\/|$)/.test(source);
    cpSync(join(checkout, 'examples/node'), join(project, 'www'), { recursive: true, filter: ofTests });
    cpSync(join(checkout, 'examples/flask'), join(project, 'api'), { recursive: true, filter: ofTests });
    mkdirSync(join(project, 'echo'));
    writeFileSync(join(project, 'echo/main.mjs'), echo);
    writeFileSync(join(project, 'smartx.config.ts'), declaration);
    await must(smartx('down', '--yes'));
    await must(smartx('up', '--yes'));
    platform = await status();
  });

  afterAll(async () => {
    await smartx('down');
    rmSync(project, { recursive: true, force: true });
    expect(await tracesOf(lab)).toEqual([]);
  });

  const ask = async (url: string, ...options: string[]) => {
    const names = Object.values(sites).flatMap((name) => ['--resolve', `${name}:443:${platform.virtualAddress}`]);
    const curl = ['curl', '-sS', '--max-time', '5', '--cacert', platform.caFile, ...names, ...options, url];
    return (await must(asClient(...curl))).stdout;
  };
  /** Main processes of one application, by host. */
  const processesOf = async (app: string) => {
    const ask = (host: string) => must(onHost(host, `systemctl show -P MainPID app-${app}`));
    return (await Promise.all(['web-1', 'web-2'].map(ask))).map(({ stdout }) => stdout.trim());
  };
  /** What was done, and every answer that users of both got meanwhile. */
  const underLoad = async <T>(work: () => Promise<T>) => {
    const loads = Object.values(sites).map((name) => startRequestLoad(lab, platform, name, '/api/accounts'));
    const result = await work().finally(() => undefined);
    return { result, answers: await Promise.all(loads.map((load) => load.stop())) };
  };
  const expectNoFailure = (answers: readonly Readonly<Record<string, number>>[]) => {
    for (const one of answers) {
      expect(Object.keys(one)).toEqual(['200']);
      expect(one['200']).toBeGreaterThan(50);
    }
  };
  const current = async (app: string): Promise<string> =>
    JSON.parse((await must(smartx('releases', '--app', app, '--json'))).stdout).releases[0].ids.app;

  it('each is found at its place, and a part of the site gets whole paths', async () => {
    expect(await ask(`https://${sites.www}/readyz`)).toContain('"status":"ready"');
    expect(await ask(`https://${sites.api}/readyz`)).toContain('"status":"ready"');
    expect(await ask(`https://${sites.www}/echo/a%2Fb?c=d`)).toBe('/echo/a%2Fb?c=d');
    expect(await ask(`https://${sites.www}/echo`, '-o', '/dev/null', '-w', '%{http_code} %{redirect_url}')).toBe(
      `301 https://${sites.www}/echo/`,
    );
    expect(await ask(`https://${sites.api}/echo/`, '-o', '/dev/null', '-w', '%{http_code}')).toBe('404');
  });

  it('what one writes is in its own schema, which the account of the other does not see', async () => {
    const account = JSON.stringify({ name: 'Of the API', openingBalanceCents: 100 });
    const json = ['-H', 'content-type: application/json', '-H', 'idempotency-key: two-1'];
    await ask(`https://${sites.api}/api/accounts`, '--fail', ...json, '--data', account);
    const counts = "select 'api', count(*) from api.accounts where name = 'Of the API'";
    const others = "select 'www', count(*) from www.accounts where name = 'Of the API'";
    const { stdout } = await must(onHost('db-1', `mysql -N -e "${counts}; ${others}"`));
    expect(stdout.trim().split('\n')).toEqual(['api\t1', 'www\t0']);
    const grants = 'select distinct table_schema from information_schema.schema_privileges';
    const ofApi = await must(onHost('db-1', `mysql -N -e "${grants} where grantee like '\\'api%'"`));
    expect(ofApi.stdout.trim()).toBe('api');
  });

  it('one is deployed under load: no request of either fails, and the other does not restart', async () => {
    const before = { api: await processesOf('api'), www: await processesOf('www'), release: await current('api') };
    appendFileSync(join(project, 'www/src/main.ts'), '// a change\n');
    // Not asked for, so that they stay where they are.
    appendFileSync(join(project, 'api/ledger/__init__.py'), '# a change\n');
    const { result, answers } = await underLoad(() => must(smartx('deploy', '--app', 'www', '--json')));
    expectNoFailure(answers);
    const deployed = JSON.parse(result.stdout);
    expect(deployed).toMatchObject({ applications: [{ name: 'www' }], changedHosts: ['web-1', 'web-2'] });
    expect(await current('www')).toBe(deployed.release.app);
    expect(await current('api')).toBe(before.release);
    expect(await processesOf('api')).toEqual(before.api);
    expect(await processesOf('www')).not.toEqual(before.www);
  });

  it('one goes back under load, and the other stays', async () => {
    const before = { api: await processesOf('api'), www: await current('www') };
    expect((await smartx('rollback')).stderr).toContain('There are several applications');
    const { answers } = await underLoad(() => must(smartx('rollback', '--app', 'www')));
    expectNoFailure(answers);
    expect(await current('www')).not.toBe(before.www);
    expect(await processesOf('api')).toEqual(before.api);
  });

  it('one that fails on a host leaves the other there in service', async () => {
    await must(onHost('web-1', 'systemctl kill --signal=STOP app-api'));
    try {
      // Longer than two checks, a second apart and of two seconds at most.
      await new Promise((resolve) => setTimeout(resolve, 8_000));
      const state = "echo 'show stat -1 4 -1' | socat - UNIX-CONNECT:/run/haproxy/admin.sock | cut -d, -f1,2,18";
      const { stdout } = await must(onHost('lb-1', state));
      expect(stdout.split('\n').filter((line) => line.includes('DOWN'))).toEqual(['web_api,web-1,DOWN']);
    } finally {
      await must(onHost('web-1', 'systemctl kill --signal=CONT app-api'));
    }
  });

  it('keeps its promises, for each of them', async () => {
    await must(smartx('up', '--yes'));
    const { stdout } = await must(smartx('verify', '--json'));
    const promises: { readonly id: string; readonly outcome: string }[] = JSON.parse(stdout).promises;
    const kept = promises.filter(({ outcome }) => outcome === 'kept').map(({ id }) => id);
    for (const app of ['api', 'www']) {
      expect(kept).toEqual(
        expect.arrayContaining([`app.health:${app}`, `app.sandbox:${app}`, `app.write-read:${app}`]),
      );
    }
    expect(promises.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
  });
});
