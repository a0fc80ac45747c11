import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { explainSshError } from '../../src/transport/explain-ssh-error.ts';
import { openServers, routeTo } from '../../src/transport/servers.ts';
import { TransportFailure } from '../../src/transport/transport-failure.ts';

// In place of ssh and sudo there are scripts that do as these do, on this machine; the real ones are met in
// tests/lab/servers.test.ts.

const directory = mkdtempSync(join(tmpdir(), 'smartx-servers-'));
const path = process.env.PATH;
process.env.PATH = `${directory}:${path}`;
afterAll(() => {
  process.env.PATH = path;
  rmSync(directory, { recursive: true });
});

function program(name: string, script: string): void {
  writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`);
  chmodSync(join(directory, name), 0o755);
}

const calls = join(directory, 'calls');
const routes = new Map([
  ['web-1', { target: 'ops@10.20.0.31', jump: 'root@203.0.113.21' }],
  ['lb-1', { target: 'ssh://root@203.0.113.21:2222', jump: undefined }],
]);
const access = { routes, configFile: undefined, controlDirectory: directory, sudoPassword: undefined };

beforeEach(() => {
  rmSync(calls, { force: true });
  program('ssh', `printf '%s\\n' "$*" >>${calls}; for last; do :; done; exec sh -c "$last"`);
  program('id', 'echo 1000');
  // Takes the password "right", and none where the file says so.
  program(
    'sudo',
    `dir=${directory}
while :; do case $1 in -n) never=1 ;; -S) asks=1 ;; -k) ;; -p) shift ;; --) shift; break ;; *) break ;; esac; shift; done
[ -e "$dir/nopasswd" ] && exec "$@"
[ -n "$never" ] && { echo "sudo: a password is required" >&2; exit 1; }
IFS= read -r line; [ "$line" = right ] || { echo "sudo: 1 incorrect password attempt" >&2; exit 1; }
exec "$@"`,
  );
  rmSync(join(directory, 'nopasswd'), { force: true });
});

describe('the way to a server', () => {
  test('is a destination, over a jump where one is declared', () => {
    expect(routeTo(access, 'web-1')).toMatchObject({ destination: 'ops@10.20.0.31' });
    expect(routeTo(access, 'web-1').options.at(-1)).toMatch(
      /^ProxyCommand=ssh .*-W '\[%h\]:%p' -- root@203\.0\.113\.21$/,
    );
    expect(routeTo(access, 'lb-1').options.join(' ')).not.toContain('ProxyCommand');
  });

  test('always checks the host key, and takes another configuration if told', () => {
    expect(routeTo(access, 'lb-1').options).toContain('StrictHostKeyChecking=yes');
    // -J would leave that of the jump host to the operator's settings.
    expect(routeTo(access, 'web-1').options.at(-1)).toContain('StrictHostKeyChecking=yes');
    expect(routeTo({ ...access, configFile: '/p/ssh' }, 'lb-1').options.slice(0, 2)).toEqual(['-F', '/p/ssh']);
  });
});

describe('becoming root', () => {
  const run = (sudoPassword?: string, input?: string) =>
    openServers({ ...access, sudoPassword }).run('web-1', { argv: ['cat'], input, timeoutMs: 10_000 });

  test('needs no sudo where root logs in', async () => {
    program('id', 'echo 0');
    program('sudo', 'exit 99');
    expect(await run(undefined, 'all of it\n')).toMatchObject({ exitCode: 0, stdout: 'all of it\n' });
    expect(await run('right', 'all of it\n')).toMatchObject({ exitCode: 0, stdout: 'all of it\n' });
  });

  test('by sudo without a password', async () => {
    writeFileSync(join(directory, 'nopasswd'), '');
    expect((await run(undefined, 'a script\n')).stdout).toBe('a script\n');
  });

  test('by sudo with one, which is no part of what the command reads', async () => {
    expect((await run('right', 'a script\n')).stdout).toBe('a script\n');
    expect((await run('right')).stdout).toBe('');
    writeFileSync(join(directory, 'nopasswd'), '');
    expect((await run('right', 'a script\n')).stdout).toBe('a script\n');
  });

  test('the password is in no command line', async () => {
    await run('right', 'a script\n');
    expect(readFileSync(calls, 'utf8')).not.toContain('right');
  });

  test('a wrong password runs nothing, and is tried once', async () => {
    const marker = join(directory, 'ran');
    const transport = openServers({ ...access, sudoPassword: 'wrong' });
    const attempt = () => transport.run('web-1', { argv: ['touch', marker], input: 'right\n', timeoutMs: 10_000 });
    await expect(attempt()).rejects.toMatchObject({ kind: 'refused', reason: 'sudo refuses the password' });
    await expect(attempt()).rejects.toBeInstanceOf(TransportFailure);
    expect(existsSync(marker)).toBe(false);
    expect(readFileSync(calls, 'utf8').match(/sudo -k/g)).toHaveLength(1);
  });

  test('a connection that broke meanwhile is no refusal: the next one is tried', async () => {
    const broken = join(directory, 'broken');
    writeFileSync(broken, '');
    program(
      'ssh',
      `[ -e ${broken} ] && { echo "Connection closed by remote host" >&2; exit 255; }; for last; do :; done; exec sh -c "$last"`,
    );
    const servers = openServers({ ...access, sudoPassword: 'right' });
    const attempt = () => servers.run('lb-1', { argv: ['cat'], input: 'a script\n', timeoutMs: 10_000 });
    await expect(attempt()).rejects.toMatchObject({ kind: 'unreachable' });
    rmSync(broken);
    expect((await attempt()).stdout).toBe('a script\n');
  });

  test('a password that nobody gave', async () => {
    await expect(run()).rejects.toMatchObject({
      reason: 'sudo asks for a password',
      next: expect.stringContaining('--ask-sudo-password'),
    });
  });

  test('a server without sudo', async () => {
    program('sudo', 'echo "smartx: 1: exec: sudo: not found" >&2; exit 127');
    await expect(run()).rejects.toMatchObject({ reason: 'it has no sudo' });
  });

  test('a command that fails by itself is no trouble with sudo', async () => {
    program('id', 'echo 0');
    const transport = openServers(access);
    const answer = await transport.run('web-1', { argv: ['sh', '-c', 'echo no >&2; exit 1'], timeoutMs: 10_000 });
    expect(answer).toEqual({ exitCode: 1, stdout: '', stderr: 'no\n' });
  });
});

describe('the words of ssh', () => {
  test.each([
    [
      '@@@@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\nHost key verification failed.',
      'refused',
      /another one/,
    ],
    [
      'No ED25519 host key is known for 10.0.0.1 and you have requested strict checking.\nHost key verification failed.',
      'refused',
      /not in known_hosts/,
    ],
    ['deploy@10.0.0.1: Permission denied (publickey).', 'refused', /does not take our key/],
    ['ssh: Could not resolve hostname web-9: Name or service not known', 'unreachable', /nobody knows its address/],
    ['/home/me/.ssh/config: line 3: Bad configuration option: hots', 'refused', /does not understand/],
    ['ssh: connect to host 10.0.0.1 port 22: Connection refused', 'unreachable', /could not be made, or broke/],
  ])('%s', (stderr, kind, reason) => {
    expect(explainSshError(stderr)).toMatchObject({ kind, reason: expect.stringMatching(reason) });
  });
});
