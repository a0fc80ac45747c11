import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killMachine } from '../../src/lab/lab.ts';
import { describeLab } from '../obstacles.ts';
import { eventually, must, run } from './cli.ts';
import { copySample } from './samples.ts';
import { startAptMirror } from './servers/apt-mirror.ts';
import { machines, network, virtualAddress, writeDeclaration } from './servers/declaration.ts';
import { footprint } from './servers/footprint.ts';
import { carefulPassword, type PlainMachines, startPlainMachines } from './servers/plain-machines.ts';
import { tracesOf } from './traces.ts';

// The same platform on servers that Smartx did not make: stock Debian 12 and 13, over SSH, as root and by sudo, two of
// them behind a jump host.

const checkout = join(import.meta.dirname, '../..');
const siteName = 'www.servers.example';
/** What a shell or an environment file would mangle. */
const mailKey = `k"$1'\\\` %s`;

describeLab('servers', () => {
  let site: string;
  let plain: PlainMachines;
  let mirror: Server;
  let config: string;

  beforeAll(async () => {
    site = await mkdtemp(join(tmpdir(), 'smartx-servers-'));
    // Where shared connections are, so that those of this test can be told from others.
    process.env.XDG_RUNTIME_DIR = site;
    process.env.SMARTX_AGE_IDENTITY_FILE = join(site, 'identity.txt');
    plain = await startPlainMachines(machines, network);
    mirror = await startAptMirror(network.privateNetwork.gateway, 3142);
    copySample('node', join(site, 'app'));
    config = await writeDeclaration(site, plain.sshConfig);
    await writeFile(join(site, 'password'), `${carefulPassword}\n`, { mode: 0o600 });
    await writeFile(join(site, 'wrong-password'), 'not this one\n', { mode: 0o600 });
  });

  afterAll(async () => {
    endConnections();
    delete process.env.XDG_RUNTIME_DIR;
    delete process.env.SMARTX_AGE_IDENTITY_FILE;
    mirror?.closeAllConnections();
    mirror?.close();
    await plain?.stop();
    rmSync(site, { recursive: true, force: true });
    expect(await tracesOf(network.lab)).toEqual([]);
  });

  const bare = (...args: string[]) =>
    run(join(checkout, 'smartx'), [...args, '--config', config, '--env', 'production']);
  const smartx = (...args: string[]) => bare(...args, '--sudo-password-file', join(site, 'password'));
  const asClient = (...argv: string[]) => run('ip', ['netns', 'exec', `smartx_${network.lab}__client`, ...argv]);
  const ask = (path: string) => [
    ...['curl', '-sS', '--max-time', '5', '--cacert', join(site, '.smartx/production/ca.crt')],
    ...['--resolve', `${siteName}:443:${virtualAddress}`, `https://${siteName}${path}`],
  ];
  const curl = (path: string) => asClient(...ask(path));
  const inside = (machine: string, command: string) => plain.inside(machine, command);
  const hasAddress = async (machine: string) =>
    (await inside(machine, `ip -o address | grep ${virtualAddress}/32`)).exitCode === 0;
  const moveAddressTo = async (machine: 'edge-1' | 'edge-2') => {
    const other = machine === 'edge-1' ? 'edge-2' : 'edge-1';
    if (await hasAddress(other)) await must(inside(other, 'systemctl restart keepalived'));
    await eventually('the address moves', 20_000, async () => ((await hasAddress(machine)) ? true : undefined));
  };

  /** By the directory of their sockets, which is this test's own. */
  const endConnections = () => void spawnSync('pkill', ['-KILL', '-f', `${join(site, 'smartx')}/`]);
  /** Starts an apply, and ends all of its SSH processes, or itself, when it has said so many lines about a host. */
  const applyAndCut = (lines: number, kill?: 'SIGKILL') =>
    new Promise<{ readonly exitCode: number; readonly wasCut: boolean }>((resolve) => {
      const argv = ['apply', '--yes', '--verbose', '--config', config, '--env', 'production'];
      const child = spawn(join(checkout, 'smartx'), [...argv, '--sudo-password-file', join(site, 'password')], {
        env: { ...process.env, NO_COLOR: '1' },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      let seen = 0;
      let wasCut = false;
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        seen += text.split('\n').filter((one) => /\bedge-2:/.test(one)).length;
        if (seen < lines || wasCut) return;
        wasCut = true;
        if (kill === undefined) endConnections();
        else child.kill(kill);
      });
      child.on('exit', (code) => resolve({ exitCode: code ?? -1, wasCut }));
    });

  describe('before the first apply', () => {
    it('refuses a server whose key nobody knows, and one whose key is another', async () => {
      const known = readFileSync(plain.knownHosts, 'utf8');
      try {
        writeFileSync(plain.knownHosts, '');
        const unknown = await smartx('plan', '--host', 'edge-1');
        expect(unknown.exitCode).toBe(1);
        expect(unknown.stderr).toContain('its host key is not in known_hosts');
        const [first = '', second = ''] = known.split('\n');
        const swapped = `${first.split(' ')[0]} ${second.split(' ').slice(1).join(' ')}\n${known.split('\n').slice(1).join('\n')}`;
        writeFileSync(plain.knownHosts, swapped);
        const changed = await smartx('plan');
        expect(changed.stderr).toContain('its host key is another one than known_hosts says');
        expect(changed.stderr).toContain('Nothing was changed.');
      } finally {
        writeFileSync(plain.knownHosts, known);
      }
    });

    it('says what to do where sudo asks for a password, and where it is the wrong one', async () => {
      const without = await bare('plan');
      expect(without.exitCode).toBe(1);
      expect(without.stderr).toMatch(/web-1: sudo asks for a password[\s\S]*--ask-sudo-password/);
      const wrong = await bare('plan', '--sudo-password-file', join(site, 'wrong-password'));
      expect(wrong.exitCode).toBe(1);
      expect(wrong.stderr).toContain('web-1: sudo refuses the password');
      expect(wrong.stderr).not.toContain('not this one');
    });

    it('names what keeps a server from being the declared host', async () => {
      const declared = await readFile(config, 'utf8');
      try {
        await writeFile(
          config,
          declared.replace('redundancy: false,', "redundancy: false, interfaces: { private: 'ens4' },"),
        );
        const { exitCode, stderr } = await smartx('plan');
        expect(exitCode).toBe(1);
        expect(stderr).toContain('its private address 10.214.251.91 is on eth0, not on ens4');
        expect(stderr).toContain("declare interfaces: { private: 'eth0' }");
      } finally {
        await writeFile(config, declared);
      }
    });

    it('plans without changing a byte or a process', async () => {
      const names = machines.map(({ name }) => name);
      const before = await Promise.all(names.map((name) => footprint(plain, name)));
      const { exitCode, stdout } = await smartx('plan', '--check', '--json');
      expect(exitCode).toBe(3);
      const document = JSON.parse(stdout) as { hosts: { host: string; steps: { what: string }[] }[] };
      expect(document.hosts.map(({ host }) => host)).toEqual(['db-1', 'edge-1', 'edge-2', 'web-1']);
      expect(document.hosts[1]!.steps.map(({ what }) => what)).toContain('install package haproxy');
      expect(await Promise.all(names.map((name) => footprint(plain, name)))).toEqual(before);
    });

    it('wants the secrets of the application first, and takes them from standard input', async () => {
      const { exitCode, stderr } = await smartx('apply', '--yes');
      expect(exitCode).toBe(1);
      expect(stderr).toContain('smartx secrets set MAIL_KEY --env production');
      const argv = ['secrets', 'set', 'MAIL_KEY', '--config', config, '--env', 'production'];
      await must(run(join(checkout, 'smartx'), argv, `${mailKey}\n`));
    });

    it('asks before it changes anything', async () => {
      const { exitCode, stderr } = await smartx('apply');
      expect(exitCode).toBe(2);
      expect(stderr).toContain('there is no terminal to ask on');
      expect(stderr).toContain('--yes');
      // Its secrets and certificates are made by now.
      expect(stderr).toContain('secrets.production.age has changed; commit it.');
    });
  });

  describe('an apply', () => {
    it('makes the platform of stock servers', async () => {
      const { stdout } = await must(smartx('apply', '--yes', '--json'));
      expect(JSON.parse(stdout)).toMatchObject({
        applied: true,
        changedHosts: ['db-1', 'edge-1', 'edge-2', 'web-1'],
        url: `https://${siteName}/`,
        virtualAddress,
      });
    }, 600_000);

    it('answers users through every tier', async () => {
      expect((await must(curl('/api/accounts'))).stdout).toContain('"Ada"');
      for (const { publicAddress } of machines.filter((one) => one.publicAddress !== undefined)) {
        const { stdout } = await must(asClient('dig', '+short', `@${publicAddress}`, 'servers.example'));
        expect(stdout.trim()).toBe(virtualAddress);
      }
    });

    it('lets SSH in where it is declared, and nowhere else', async () => {
      const reaches = async (from: string, address: string) =>
        (await inside(from, `timeout 2 bash -c '</dev/tcp/${address}/22'`)).exitCode === 0;
      expect(await reaches('edge-1', '10.214.251.91')).toBe(true);
      expect(await reaches('edge-2', '10.214.251.91')).toBe(false);
      const stranger = await asClient('timeout', '2', 'bash', '-c', '</dev/tcp/10.213.251.21/22');
      expect(stranger.exitCode).not.toBe(0);
    });

    it('keeps what is secret encrypted or for its owner, and the versions for everybody', async () => {
      expect(readdirSync(join(site, '.smartx/production/state'))).not.toContain('secrets.json');
      expect(readFileSync(join(site, 'secrets.production.age'), 'utf8')).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----/);
      expect(readFileSync(join(site, 'secrets.recipients'), 'utf8')).toMatch(/^age1/m);
      expect(statSync(join(site, 'identity.txt')).mode & 0o777).toBe(0o600);
      const { stdout } = await must(
        inside(
          'web-1',
          `stat -c '%a %U' /etc/smartx/app-secrets.env; cat /proc/$(systemctl show -P MainPID app)/environ`,
        ),
      );
      expect(stdout.split('\n')[0]).toBe('600 root');
      expect(stdout.split('\n')[1]?.split('\0')).toContain(`MAIL_KEY=${mailKey}`);
      expect(statSync(join(site, '.smartx/production/state')).mode & 0o777).toBe(0o700);
      expect(readFileSync(join(site, '.smartx/.gitignore'), 'utf8')).toBe('*\n');
      const lock = JSON.parse(readFileSync(join(site, 'smartx.production.lock.json'), 'utf8'));
      expect(Object.keys(lock.packages)).toEqual(['debian 12', 'debian 13']);
      expect(lock.packages['debian 12'].haproxy).toMatch(/^2\.6\./);
      expect(lock.packages['debian 13'].haproxy).toMatch(/^3\.0\./);
    });

    it('starts no daemon that nobody declared', async () => {
      const { stdout } = await inside(
        'web-1',
        'systemctl is-enabled haproxy.service; systemctl is-active haproxy.service',
      );
      expect(stdout.split('\n').slice(0, 2)).toEqual(['disabled', 'inactive']);
      expect((await inside('web-1', 'ls /usr/sbin/policy-rc.d')).exitCode).not.toBe(0);
    });

    it('has nothing left to do, and then changes nothing', async () => {
      expect((await smartx('plan', '--check')).exitCode).toBe(0);
      const runs = async () =>
        (await inside('edge-1', 'cat /var/lib/smartx/last-run; systemctl show -P InvocationID haproxy')).stdout;
      const before = await runs();
      expect(JSON.parse((await must(smartx('apply', '--json'))).stdout)).toMatchObject({ changedHosts: [] });
      expect(await runs()).toBe(before);
    });
  });

  describe('the days after', () => {
    it('names drift: a file, a unit, a package', async () => {
      await must(inside('edge-2', 'echo "# by hand" >>/etc/haproxy/haproxy.cfg; systemctl stop knot'));
      const lockFile = join(site, 'smartx.production.lock.json');
      const lock = readFileSync(lockFile, 'utf8');
      const { curl: version } = JSON.parse(lock).packages['debian 12'];
      writeFileSync(lockFile, lock.replaceAll(`"${version}"`, '"7.88.1-1"'));
      try {
        const { stdout, exitCode } = await smartx('plan', '--check', '--host', 'edge-2');
        expect(exitCode).toBe(3);
        expect(stdout).toMatch(/drift: its content differs\n +@@.*\n(?: .*\n)* +-# by hand/);
        expect(stdout).toMatch(/start knot\.service {2}drift: it is not running/);
        expect(stdout).toMatch(
          /change package curl 7\.88\.1-1 {2}drift: version \S+ is installed, and 7\.88\.1-1 is locked/,
        );

        const refused = await smartx('apply', '--yes', '--host', 'edge-2');
        expect(refused.exitCode).toBe(1);
        expect(refused.stderr).toContain('Nothing of the platform was changed on this host');
        expect(refused.stderr).toContain('apply --upgrade');
      } catch (error) {
        writeFileSync(lockFile, lock);
        throw error;
      }
      // What the sources have is what is installed already, so only the file and the drift are left to be put right.
      expect(JSON.parse((await must(smartx('apply', '--yes', '--upgrade', '--json'))).stdout)).toMatchObject({
        changedHosts: ['edge-2'],
        lockFile,
      });
      expect(readFileSync(lockFile, 'utf8')).toBe(lock);
      expect((await must(inside('edge-2', 'systemctl is-active knot'))).stdout.trim()).toBe('active');
      expect((await smartx('plan', '--check')).exitCode).toBe(0);
    });

    it('carries out a saved plan as it was read, and not when something has moved since', async () => {
      const file = join(site, 'plan.json');
      await must(inside('edge-2', 'echo "# by hand" >>/etc/haproxy/haproxy.cfg'));
      await must(smartx('plan', '--out', file));
      expect(statSync(file).mode & 0o777).toBe(0o600);
      await must(inside('edge-2', 'echo "# and again" >>/etc/haproxy/haproxy.cfg'));
      const stale = await smartx('apply', '--plan', file);
      expect(stale.exitCode).toBe(1);
      expect(stale.stderr).toMatch(/it is stale: since it was made, edge-2 or what is declared of it has changed/);
      expect(stale.stderr).toContain('Nothing was changed.');
      await must(smartx('plan', '--out', file));
      expect(JSON.parse((await must(smartx('apply', '--plan', file, '--json'))).stdout)).toMatchObject({
        changedHosts: ['edge-2'],
      });
    });

    it('gives the database new passwords, which are in the encrypted file', async () => {
      const before = readFileSync(join(site, 'secrets.production.age'), 'utf8');
      const { stdout } = await must(smartx('secrets', 'rotate', 'database', '--yes', '--json'));
      expect(JSON.parse(stdout)).toMatchObject({ rotated: true, changedHosts: ['db-1', 'web-1'] });
      expect(readFileSync(join(site, 'secrets.production.age'), 'utf8')).not.toBe(before);
      expect((await must(curl('/api/accounts'))).stdout).toContain('"Ada"');
      const { stdout: list } = await must(smartx('secrets', 'list', '--json'));
      expect(JSON.parse(list)).toMatchObject({ environment: 'production', rotation: null });
      expect((await smartx('plan', '--check')).exitCode).toBe(0);
    });

    it('shows the state of every host, and how long certificates are good', async () => {
      const { stdout } = await must(smartx('status', '--json'));
      const { hosts, certificates } = JSON.parse(stdout);
      expect(hosts.map(({ name, state }: { name: string; state: string }) => `${name} ${state}`)).toEqual(
        machines.map(({ name }) => `${name} running`).sort(),
      );
      expect(certificates.map(({ daysLeft }: { daysLeft: number }) => daysLeft)).toEqual(Array(5).fill(89));
      expect((await must(smartx('status'))).stdout).toContain("certificates: the site's is good for 89 days");
    });

    it('gives a shell on a server, through its jump host', async () => {
      const argv = ['ssh', '--config', config, '--env', 'production', 'db-1', '--', 'hostname'];
      expect((await must(run(join(checkout, 'smartx'), argv))).stdout.trim()).toBe('db-1');
    });

    it('is operated like a lab: database, logs, releases', async () => {
      const database = JSON.parse((await must(smartx('db', 'status', '--json'))).stdout);
      expect(database).toMatchObject({ whole: true, primary: 'db-1' });
      const { stdout: lines } = await must(smartx('logs', '--since', '1h', '--lines', '2000', '--json'));
      for (const { name } of machines) expect(lines).toContain(name);
      appendFileSync(join(site, 'app/src/main.ts'), '// a change\n');
      const { release, previous, changedHosts } = JSON.parse((await must(smartx('deploy', '--json'))).stdout);
      expect(changedHosts).toEqual(['web-1']);
      expect((await must(curl('/api/accounts'))).stdout).toContain('"Ada"');
      const back = JSON.parse((await must(smartx('rollback', '--json'))).stdout);
      expect(back).toMatchObject({ release: previous, previous: release, changedHosts: ['web-1'] });
      expect((await smartx('plan', '--check')).exitCode).toBe(0);
    });

    // The host ends up old or new, whenever the connection breaks, and the next apply does the rest.
    it('is finished by the next apply wherever the connection was cut', async () => {
      const cutAt = async (line: number): Promise<boolean> => {
        await must(
          inside('edge-2', 'echo "# by hand" >>/etc/haproxy/haproxy.cfg; echo "# too" >>/etc/smartx/firewall.nft'),
        );
        const ended = await applyAndCut(line);
        const last = { stdout: '', stderr: '' };
        await eventually('the host is one or the other', 60_000, async () => {
          const line = 'haproxy -c -f /etc/haproxy/haproxy.cfg >/dev/null; systemctl is-active haproxy knot ssh';
          Object.assign(last, await inside('edge-2', line));
          return last.stdout === 'active\nactive\nactive\n' ? true : undefined;
        }).catch((error: Error) => {
          throw new Error(`cut at line ${line}: ${error.message}: ${last.stdout} ${last.stderr}`);
        });
        if (!ended.wasCut) return false;
        // Cut when the last host was done, it may have ended well.
        expect([0, 1]).toContain(ended.exitCode);
        await must(smartx('apply', '--yes'));
        expect((await smartx('plan', '--check')).exitCode).toBe(0);
        return true;
      };
      let cuts = 0;
      for (let line = 1; line < 60 && (await cutAt(line)); line += 6) cuts += 1;
      expect(cuts).toBeGreaterThan(2);
    }, 600_000);

    it('takes back a firewall that would lock the operator out', async () => {
      const declared = await readFile(config, 'utf8');
      await writeFile(
        config,
        declared.replace(
          `adminNetworks: ['${network.publicNetwork.gateway}/32']`,
          "adminNetworks: ['198.51.100.0/24']",
        ),
      );
      try {
        const { exitCode, stderr } = await smartx('apply', '--yes', '--host', 'edge-2');
        expect(exitCode).toBe(1);
        expect(stderr).toContain('the change would lock you out');
        expect(stderr).toContain('The old files are back and their services run again.');
      } finally {
        await writeFile(config, declared);
      }
      endConnections();
      expect((await smartx('plan', '--check')).exitCode).toBe(0);
    });

    it('changes nothing on a host whose disk is full', async () => {
      await must(
        inside('web-1', 'echo "# by hand" >>/etc/nginx/nginx.conf; mount -t tmpfs -o size=4m smartx-full /srv'),
      );
      try {
        const { exitCode, stderr } = await smartx('apply', '--yes', '--host', 'web-1');
        expect(exitCode).toBe(1);
        expect(stderr).toMatch(/only \d+ MiB are free on \/srv, and \d+ MiB are needed/);
        expect(stderr).toContain('Nothing was changed on this host.');
        expect((await inside('web-1', 'tail -n 1 /etc/nginx/nginx.conf')).stdout).toBe('# by hand\n');
      } finally {
        await must(inside('web-1', 'umount /srv'));
      }
      await must(smartx('apply', '--yes'));
      expect((await curl('/readyz')).exitCode).toBe(0);
    });

    it('keeps the old configuration where a daemon refuses the new one, and shows its words', async () => {
      const declared = await readFile(config, 'utf8');
      await must(
        run('sh', [
          '-c',
          `cd ${site} && openssl req -x509 -newkey rsa:2048 -noenc -subj /CN=other -keyout other.key -out other.pem 2>/dev/null && openssl genrsa -out site.key 2048 2>/dev/null`,
        ]),
      );
      await writeFile(
        config,
        declared.replace(
          'database: { members: 1 },',
          "database: { members: 1 },\n  tls: { certificate: { certificateFile: 'other.pem', keyFile: 'site.key' } },",
        ),
      );
      try {
        const { exitCode, stderr } = await smartx('apply', '--yes', '--host', 'edge-2');
        expect(exitCode).toBe(1);
        expect(stderr).toMatch(/haproxy.* refuses the new configuration/);
        expect(stderr).toMatch(/inconsistencies between (?:private key|certificate) and/);
        expect(stderr).toContain('Nothing was changed on this host.');
      } finally {
        await writeFile(config, declared);
      }
      expect((await smartx('plan', '--check')).exitCode).toBe(0);
    });

    it('is finished by the next apply after its process was killed', async () => {
      await must(inside('edge-2', 'echo "# by hand" >>/etc/haproxy/haproxy.cfg'));
      const killed = await applyAndCut(2, 'SIGKILL');
      expect(killed.wasCut).toBe(true);
      await must(smartx('apply', '--yes'));
      expect((await smartx('plan', '--check')).exitCode).toBe(0);
    });

    // The one that leaves has the address: the worst case. Users are answered all the while.
    it('cleans a server that is no longer declared only when told to, and users go on', async () => {
      await moveAddressTo('edge-2');
      const declared = await readFile(config, 'utf8');
      const without = declared.replace(/ {8}'edge-2': \{[\s\S]*?\n {8}\},\n/, '');
      expect(without).not.toBe(declared);
      await writeFile(config, without);
      expect((await must(smartx('plan'))).stdout).toContain('edge-2 is no longer declared, and is left as it is');
      const refused = await smartx('apply', '--yes');
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toMatch(/edge-2 would go on claiming 10\.213\.251\.10.*\n[\s\S]*Nothing was changed\./);
      expect((await inside('edge-2', 'systemctl is-active haproxy')).stdout.trim()).toBe('active');
      expect((await curl('/readyz')).exitCode).toBe(0);
      const pruned = await must(smartx('apply', '--yes', '--prune', '--json'));
      expect(JSON.parse(pruned.stdout)).toMatchObject({ undeclared: [] });
      expect(JSON.parse(pruned.stdout).changedHosts).toEqual(expect.arrayContaining(['edge-1', 'edge-2']));
      expect((await asClient(...ask('/readyz'), '-w', '%{http_code}')).stdout).toMatch(/200$/);
      const left = await inside(
        'edge-2',
        'systemctl is-active haproxy knot keepalived ssh; nft list tables; ls /etc/smartx/firewall.nft; ls /etc/ssh/sshd_config.d',
      );
      expect(left.stdout.trim().split('\n')).toEqual(['inactive', 'inactive', 'inactive', 'active']);
      await writeFile(config, declared);
      expect(JSON.parse((await must(smartx('apply', '--yes', '--json'))).stdout).changedHosts).toContain('edge-2');
      expect((await smartx('plan', '--check')).exitCode).toBe(0);
    }, 300_000);

    it('tells the second operator who is at work', async () => {
      await must(inside('edge-2', 'echo "# by hand" >>/etc/haproxy/haproxy.cfg'));
      const answers = await Promise.all([smartx('apply', '--yes'), smartx('apply', '--yes')]);
      const codes = answers.map(({ exitCode }) => exitCode).sort();
      expect(codes).toEqual([0, 1]);
      expect(answers.find(({ exitCode }) => exitCode === 1)!.stderr).toMatch(/it is held by "apply by .*"/);
    });

    it('survives the loss of the load balancer that has the address, and says so when asked to apply', async () => {
      // The other one is the way to the hosts without a leg outside, so it had better not be the jump host.
      await moveAddressTo('edge-2');
      await killMachine(network.lab, 'edge-2');
      await eventually('the site answers again', 20_000, async () =>
        (await curl('/readyz')).exitCode === 0 ? true : undefined,
      );
      // A file that needs no more than a reload is changed; what would disturb the last load balancer is not.
      await must(inside('edge-1', 'echo "# by hand" >>/etc/haproxy/haproxy.cfg'));
      const others = await smartx('apply', '--yes', '--json');
      expect(others.exitCode).toBe(1);
      expect(JSON.parse(others.stdout)).toMatchObject({ applied: true, changedHosts: ['edge-1'], absent: ['edge-2'] });
      const lockFile = join(site, 'smartx.production.lock.json');
      const lock = readFileSync(lockFile, 'utf8');
      const { curl: version } = JSON.parse(lock).packages['debian 13'];
      writeFileSync(lockFile, lock.replaceAll(`"${version}"`, '"8.14.1-1"'));
      const refused = await smartx('apply', '--yes');
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain('edge-1 would be disturbed while edge-2 is away');
      expect(refused.stderr).toContain('Nothing was changed.');
    });
  });
});
