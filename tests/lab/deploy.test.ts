import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killMachine } from '../../src/lab/lab.ts';
import { describeLab } from '../obstacles.ts';
import { must, operatorOf, run, type StatusDocument } from './cli.ts';
import { startRequestLoad, workUnderLoad } from './request-load.ts';
import { copySample } from './samples.ts';
import { tracesOf } from './traces.ts';

// Releases of an application come and go while users ask: good ones, bad ones, and those whose deploy was cut off.

const lab = 'test-y';
const siteName = 'www.deploy.example';
const project = mkdtempSync(join(tmpdir(), 'smartx-deploy-'));
const checkout = join(import.meta.dirname, '../..');
const { smartx, onHost, status } = operatorOf(project, lab);

interface Releases {
  readonly releases: readonly {
    readonly ids: { readonly app: string };
    readonly what: string;
    readonly hosts: readonly string[];
    readonly current: readonly string[];
  }[];
}

describeLab('deploy', () => {
  let platform: StatusDocument;
  const entry = join(project, 'app/src/main.ts');
  const migrate = join(project, 'app/src/migrate.ts');

  const declare = (app: string, more = '') =>
    writeFileSync(
      join(project, 'smartx.config.ts'),
      `import { definePlatform, lab } from 'smartx';

export default definePlatform({
  domain: 'deploy.example',
  app: { directory: 'app', start: 'node src/main.ts', migrate: 'node src/migrate.ts', contract: 'ledger', workers: 1, ${app} },
  loadBalancer: { rateLimit: false },
  database: { members: 1 },
  ${more}
  environments: { '${lab}': lab({ dns: 1, loadBalancers: 2, web: 2, monitoring: 0, redundancy: false }) },
});
`,
    );

  beforeAll(async () => {
    copySample('node', join(project, 'app'));
    declare('');
    await must(smartx('down', '--yes'));
    await must(smartx('up', '--yes'));
    platform = await status();
  });

  afterAll(async () => {
    await smartx('down');
    rmSync(project, { recursive: true, force: true });
    expect(await tracesOf(lab)).toEqual([]);
  });

  /** What was done, and every answer that users got meanwhile. */
  const underLoad = <T>(work: () => Promise<T>) =>
    workUnderLoad(startRequestLoad(lab, platform, siteName, '/api/accounts'), work);
  const releases = async (): Promise<Releases['releases']> =>
    (JSON.parse((await must(smartx('releases', '--json'))).stdout) as Releases).releases;
  /** Servers that a load balancer has set aside. */
  const aside = async () => {
    const lists = await Promise.all(
      ['lb-1', 'lb-2'].map((host) =>
        must(
          onHost(
            host,
            `echo 'show servers state' | socat - UNIX-CONNECT:/run/haproxy/admin.sock | awk '$7 ~ /^[1-9]/ { print $4 }'`,
          ),
        ),
      ),
    );
    return lists.flatMap(({ stdout }) => stdout.trim().split('\n')).filter((name) => name !== '');
  };
  const migrations = async () =>
    Number(
      (await must(onHost('web-1', 'journalctl -u app-migrate -o cat | grep -c "^Finished\\|^Deactivated" || true')))
        .stdout,
    );

  it('brings the present sources to all hosts without a failed request, migrations once', async () => {
    const before = await migrations();
    appendFileSync(entry, '// a change\n');
    const { result, answers } = await underLoad(() => must(smartx('deploy', '--json')));
    const { release, previous, changedHosts } = JSON.parse(result.stdout);
    expect(Object.keys(answers)).toEqual(['200']);
    expect(answers['200']).toBeGreaterThan(50);
    expect(changedHosts).toEqual(['web-1', 'web-2']);
    const [current, old] = await releases();
    expect(current).toMatchObject({ ids: release, what: 'deploy', current: ['web-1', 'web-2'] });
    expect(old).toMatchObject({ ids: previous, what: 'up', hosts: ['web-1', 'web-2'], current: [] });
    expect(await migrations()).toBeGreaterThan(before);
    expect((await onHost('web-2', 'systemctl cat app-migrate')).exitCode).not.toBe(0);
    expect(await aside()).toEqual([]);
  });

  it('has nothing to do when nothing has changed', async () => {
    expect((await must(smartx('deploy'))).stdout).toMatch(/has release [0-9a-f]{12} already/);
  });

  it('goes back without a failed request and without migrating, and stays there until the next deploy', async () => {
    const before = await migrations();
    const [current, old] = await releases();
    const { answers } = await underLoad(() => must(smartx('rollback')));
    expect(Object.keys(answers)).toEqual(['200']);
    expect((await releases())[0]).toMatchObject({ ids: old!.ids, what: 'rollback', current: ['web-1', 'web-2'] });
    expect(await migrations()).toBe(before);
    expect((await smartx('plan', '--check')).exitCode).toBe(0);
    await must(smartx('up', '--yes'));
    expect((await releases())[0]).toMatchObject({ ids: old!.ids, current: ['web-1', 'web-2'] });
    await must(smartx('deploy'));
    expect((await releases())[0]).toMatchObject({ ids: current!.ids, what: 'deploy', current: ['web-1', 'web-2'] });
  });

  describe('a release that is bad', () => {
    const good = { entry: '', migrate: '' };
    beforeAll(() => {
      good.entry = readFileSync(entry, 'utf8');
      good.migrate = readFileSync(migrate, 'utf8');
    });

    const expectOldOne = async () => {
      const [current] = await releases();
      expect(current).toMatchObject({ what: 'deploy', current: ['web-1', 'web-2'] });
      expect(await aside()).toEqual([]);
    };

    it('and never ready is put back on the first host, with its own answer, and the others are not touched', async () => {
      const bad = `import { createServer } from 'node:http';
createServer((request, response) => {
  response.statusCode = request.url === '/healthz' ? 200 : 503;
  response.end(request.url === '/healthz' ? 'ok' : 'the flux capacitor is missing');
}).listen(Number(process.env.PORT), process.env.HOST);
`;
      writeFileSync(entry, bad);
      const { result, answers } = await underLoad(() => smartx('deploy'));
      writeFileSync(entry, good.entry);
      expect(result.exitCode).toBe(1);
      expect(result.stderr).toContain('the new release (/readyz) did not become well within 30 s');
      expect(result.stderr).toContain('the flux capacitor is missing');
      expect(result.stderr).toContain('The old files are back and their services run again.');
      expect(result.stderr).toContain('Not touched: web-2.');
      expect(Object.keys(answers)).toEqual(['200']);
      await expectOldOne();
    });

    it('and cannot migrate stops before any host is switched', async () => {
      writeFileSync(migrate, 'console.error("the table is in use"); process.exit(3);\n');
      const { result, answers } = await underLoad(() => smartx('deploy'));
      writeFileSync(migrate, good.migrate);
      expect(result.exitCode).toBe(1);
      expect(result.stderr).toContain('Could not run app-migrate.service on web-1');
      expect(result.stderr).toContain('the table is in use');
      expect(Object.keys(answers)).toEqual(['200']);
      await expectOldOne();
    });

    it('and cannot be built changes no host', async () => {
      const lock = join(project, 'app/package-lock.json');
      const text = readFileSync(lock, 'utf8');
      writeFileSync(lock, '{');
      const { exitCode, stderr } = await smartx('deploy');
      writeFileSync(lock, text);
      expect(exitCode).toBe(1);
      expect(stderr).toContain('No host was changed');
      await expectOldOne();
    });
  });

  it('is finished by the next one after its process was killed, and leaves no server aside', async () => {
    // So slow at its start that the load balancers have taken the first host away when its release is ready.
    const slow = 'await new Promise((resolve) => setTimeout(resolve, 4_000));\n';
    writeFileSync(entry, `${slow}${readFileSync(entry, 'utf8')}`);
    const killed = await new Promise<boolean>((resolve) => {
      const argv = ['deploy', '--config', join(project, 'smartx.config.ts'), '--env', lab];
      const child = spawn(join(checkout, 'smartx'), argv, { stdio: ['ignore', 'ignore', 'pipe'] });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        // The first host is being switched: its server is set aside.
        if (/web-1: (?:run app-migrate|restart app)/.test(text)) child.kill('SIGKILL');
      });
      child.on('exit', (_code, signal) => resolve(signal === 'SIGKILL'));
    });
    expect(killed).toBe(true);
    const { result, answers } = await underLoad(() => smartx('deploy'));
    expect(result.stderr).not.toContain('Could not');
    expect(result.exitCode).toBe(0);
    expect(Object.keys(answers)).toEqual(['200']);
    expect((await releases())[0]).toMatchObject({ what: 'deploy', current: ['web-1', 'web-2'] });
    expect(await aside()).toEqual([]);
  });

  describe('built on the hosts', () => {
    const build = join(project, 'app/build.mjs');

    // The hosts of a lab reach no registry of packages: these come along under another name, and the build renames them.
    beforeAll(async () => {
      const app = join(project, 'app');
      await must(run('npm', ['ci', '--omit=dev', '--no-audit', '--no-fund', '--prefix', app]));
      renameSync(join(app, 'node_modules'), join(app, 'vendor'));
      declare("build: 'node build.mjs', buildOn: 'hosts'");
    });

    it('a release is made by a user of its own on each host, and users notice nothing', async () => {
      writeFileSync(
        build,
        `import { renameSync, writeFileSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
renameSync('vendor', 'node_modules');
writeFileSync('built', hostname() + ' ' + (userInfo().uid > 0));
`,
      );
      const { result, answers } = await underLoad(() => smartx('deploy', '--json'));
      expect(result.stderr).not.toContain('Could not');
      expect(result.exitCode).toBe(0);
      expect(Object.keys(answers)).toEqual(['200']);
      for (const host of ['web-1', 'web-2']) {
        const { stdout } = await must(onHost(host, 'cd /srv/app/current && cat built && stat -c " %U %a" built'));
        expect(stdout).toBe(`${host} true root 644\n`);
        expect((await must(onHost(host, 'ls -A /var/lib/private'))).stdout).not.toContain('smartx-build');
      }
    });

    it('a release that does not build there is on no host, and says why', async () => {
      writeFileSync(build, 'console.error("no compiler here"); process.exit(3);\n');
      const [before] = await releases();
      const { exitCode, stderr } = await smartx('deploy');
      expect(exitCode).toBe(1);
      expect(stderr).toContain('the release does not build on this host');
      expect(stderr).toContain('no compiler here');
      expect((await releases())[0]).toEqual(before);
      writeFileSync(build, '');
      rmSync(join(project, 'app/vendor'), { recursive: true });
      declare('');
      await must(smartx('deploy'));
    });
  });

  it("shows another certificate of the operator's own on both load balancers without a failed request", async () => {
    const authority = `/var/lib/smartx/labs/${lab}/state/certificates/authority`;
    const files = { certificateFile: join(project, 'site.crt'), keyFile: join(project, 'site.key') };
    const renew = () =>
      must(
        run('openssl', [
          ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-days', '30'],
          ...['-CA', `${authority}/certificate.pem`, '-CAkey', `${authority}/key.pem`, '-subj', `/CN=${siteName}`],
          ...['-addext', `subjectAltName=DNS:${siteName},DNS:deploy.example`],
          ...['-addext', 'basicConstraints=critical,CA:FALSE'],
          ...['-out', files.certificateFile, '-keyout', files.keyFile],
        ]),
      );
    const shown = async (host: string) => {
      const ask = `openssl s_client -connect 127.0.0.1:443 -servername ${siteName} </dev/null 2>/dev/null`;
      return (await must(onHost(host, `${ask} | openssl x509 -noout -serial`))).stdout.trim();
    };
    const own = async () =>
      (await must(run('openssl', ['x509', '-noout', '-serial', '-in', files.certificateFile]))).stdout.trim();
    const seen = new Set<string>();
    for (const what of ['the first', 'its successor']) {
      await renew();
      declare('', `tls: { certificate: ${JSON.stringify(files)} },`);
      const { answers } = await underLoad(() => must(smartx('up', '--yes')));
      expect({ what, answers: Object.keys(answers) }).toEqual({ what, answers: ['200'] });
      const serial = await own();
      for (const host of ['lb-1', 'lb-2']) expect(await shown(host)).toBe(serial);
      seen.add(serial);
    }
    expect(seen.size).toBe(2);
  });

  it('with a host away waits, but goes back on those that are there', async () => {
    const [current, old] = await releases();
    await killMachine(lab, 'web-2');
    appendFileSync(entry, '// another change\n');
    const refused = await smartx('deploy');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(
      'web-2 does not answer, and web-1 would be restarted with nobody to stand in for it',
    );
    expect(refused.stderr).toContain('Nothing was changed.');
    const back = await smartx('rollback', '--json');
    expect(back.exitCode).toBe(1);
    expect(JSON.parse(back.stdout)).toMatchObject({
      ...{ release: old!.ids, previous: current!.ids, changedHosts: ['web-1'], absent: ['web-2'] },
    });
    await must(smartx('up', '--yes'));
    expect((await releases())[0]).toMatchObject({ ids: old!.ids, current: ['web-1', 'web-2'] });
  });

  it('refuses while the hosts differ in more than the release', async () => {
    await must(onHost('web-2', 'echo "# by hand" >>/etc/nginx/nginx.conf'));
    appendFileSync(entry, '// a third change\n');
    const { exitCode, stderr } = await smartx('deploy');
    expect(exitCode).toBe(1);
    expect(stderr).toContain('the host differs in more than the release: change /etc/nginx/nginx.conf');
    expect(stderr).toContain('Nothing was changed.');
    await must(smartx('up', '--yes'));
  });
});
