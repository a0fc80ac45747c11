import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLab } from '../obstacles.ts';
import { must } from './cli.ts';
import { testContract } from './three-ledgers/contract.ts';
import { testReleases } from './three-ledgers/releases.ts';
import { downThreeLedgers, ledgers, sites, type ThreeLedgers, upThreeLedgers } from './three-ledgers/three-ledgers.ts';
import { tracesOf } from './traces.ts';

// A site in Node, an API in Flask and a bank in Django at names of their own, and a part of the site that has an
// application for itself, all on the web hosts: they are deployed alone and together, and go back and fail alone.

const name = 'test-t';

/** Says what it was asked for. */
const echo = `import { createServer } from 'node:http';
createServer((request, response) => response.end(request.url)).listen(process.env.PORT, process.env.HOST);
`;

describeLab('several applications on the web hosts', () => {
  let three: ThreeLedgers;

  beforeAll(async () => {
    three = await upThreeLedgers(name, 'dns: 1, loadBalancers: 1, web: 2, monitoring: 0, redundancy: false', {
      fields: 'database: { members: 1, maxConnections: 200 },',
      apps: "echo: node({ directory: 'echo', start: 'node main.mjs', path: '/echo/' }),",
      prepare: (project) => {
        mkdirSync(join(project, 'echo'));
        writeFileSync(join(project, 'echo/main.mjs'), echo);
      },
    });
  });

  afterAll(async () => {
    await downThreeLedgers(three);
    expect(await tracesOf(name)).toEqual([]);
  });

  const ask = async (url: string, ...options: string[]) => {
    const { platform, asClient } = three;
    const names = Object.values(sites).flatMap((site) => ['--resolve', `${site}:443:${platform.virtualAddress}`]);
    const curl = ['curl', '-sS', '--max-time', '5', '--cacert', platform.caFile, ...names, ...options, url];
    return (await must(asClient(...curl))).stdout;
  };

  it('each is found at its place, and a part of the site gets whole paths', async () => {
    for (const site of Object.values(sites)) {
      expect(JSON.parse(await ask(`https://${site}/readyz`))).toMatchObject({ status: 'ready' });
    }
    expect(await ask(`https://${sites.www}/echo/a%2Fb?c=d`)).toBe('/echo/a%2Fb?c=d');
    expect(await ask(`https://${sites.www}/echo`, '-o', '/dev/null', '-w', '%{http_code} %{redirect_url}')).toBe(
      `301 https://${sites.www}/echo/`,
    );
    expect(await ask(`https://${sites.api}/echo/`, '-o', '/dev/null', '-w', '%{http_code}')).toBe('404');
  });

  it('what one writes is in its own schema, which the account of the other does not see', async () => {
    const account = JSON.stringify({ name: 'Of the API', openingBalanceCents: 100 });
    const json = ['-H', 'content-type: application/json', '-H', 'idempotency-key: three-1'];
    await ask(`https://${sites.api}/api/accounts`, '--fail', ...json, '--data', account);
    const counts = "select 'api', count(*) from api.accounts where name = 'Of the API'";
    const others = "select 'www', count(*) from www.accounts where name = 'Of the API'";
    const { stdout } = await must(three.onHost('db-1', `mysql -N -e "${counts}; ${others}"`));
    expect(stdout.trim().split('\n')).toEqual(['api\t1', 'www\t0']);
    const grants = 'select distinct table_schema from information_schema.schema_privileges';
    const ofApi = await must(three.onHost('db-1', `mysql -N -e "${grants} where grantee like '\\'api%'"`));
    expect(ofApi.stdout.trim()).toBe('api');
  });

  testContract(() => three);
  testReleases(() => three);

  it('one that fails on a host leaves the others there in service', async () => {
    await must(three.onHost('web-1', 'systemctl kill --signal=STOP app-api'));
    try {
      // Longer than two checks, a second apart and of two seconds at most.
      await new Promise((resolve) => setTimeout(resolve, 8_000));
      const state = "echo 'show stat -1 4 -1' | socat - UNIX-CONNECT:/run/haproxy/admin.sock | cut -d, -f1,2,18";
      const { stdout } = await must(three.onHost('lb-1', state));
      expect(stdout.split('\n').filter((line) => line.includes('DOWN'))).toEqual(['web_api,web-1,DOWN']);
    } finally {
      await must(three.onHost('web-1', 'systemctl kill --signal=CONT app-api'));
    }
  });

  it('keeps its promises, for each of them', async () => {
    await must(three.smartx('up', '--yes'));
    const { stdout } = await must(three.smartx('verify', '--json'));
    const promises: { readonly id: string; readonly outcome: string }[] = JSON.parse(stdout).promises;
    const kept = promises.filter(({ outcome }) => outcome === 'kept').map(({ id }) => id);
    for (const app of ledgers) {
      expect(kept).toEqual(
        expect.arrayContaining([`app.health:${app}`, `app.sandbox:${app}`, `app.write-read:${app}`]),
      );
    }
    expect(promises.filter(({ outcome }) => outcome === 'broken')).toEqual([]);
  });
});
