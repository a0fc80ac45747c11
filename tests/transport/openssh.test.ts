import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { shellWords } from '../../src/plan/shell-words.ts';
import { openSsh, sshCommand } from '../../src/transport/openssh.ts';
import { TransportFailure } from '../../src/transport/transport-failure.ts';

describe('quoting', () => {
  test('plain words stay as they are', () => {
    expect(shellWords(['systemctl', 'is-active', 'app@1.service'])).toBe('systemctl is-active app@1.service');
  });

  test('a shell reads back every word as it was', () => {
    const word = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${shellWords(words)}`], { encoding: 'utf8' });
        expect(stdout.split('\0').slice(0, -1)).toEqual(words);
      }),
      { numRuns: 50 },
    );
  });

  test('a NUL has no place in a command', () => {
    expect(() => shellWords(['a\0b'])).toThrow('NUL');
  });
});

describe('the ssh command', () => {
  const route = { options: ['-F', '/lab/ssh/config'], destination: 'web-1' };
  const command = sshCommand(route, { argv: ['echo', 'a b'] });

  test('ends with the host and one quoted word', () => {
    expect(command.slice(-3)).toEqual(['--', 'web-1', "echo 'a b'"]);
    expect(command).toContain('BatchMode=yes');
  });

  test('shares a connection unless it must not', () => {
    expect(command.join(' ')).not.toContain('ControlPath');
    const own = sshCommand(route, { argv: ['true'], newConnection: true });
    expect(own).toContain('ControlPath=none');
  });
});

describe('a run', () => {
  const directory = mkdtempSync(join(tmpdir(), 'smartx-ssh-'));
  const path = process.env.PATH;
  const transport = openSsh({ configFile: '/dev/null' });
  /** In place of ssh: runs the last argument here, as sshd would there. */
  const here = '#!/bin/sh\nfor last; do :; done\nexec sh -c "$last"\n';
  const install = (script: string) => {
    writeFileSync(join(directory, 'ssh'), script);
    chmodSync(join(directory, 'ssh'), 0o755);
  };
  beforeAll(() => {
    process.env.PATH = `${directory}:${path}`;
  });
  afterEach(() => install(here));
  afterAll(() => {
    process.env.PATH = path;
    rmSync(directory, { recursive: true });
  });
  install(here);

  test('brings back exit code, stdout and stderr', async () => {
    const result = await transport.run('web-1', {
      argv: ['sh', '-c', 'echo out; echo err >&2; exit 3'],
      timeoutMs: 5000,
    });
    expect(result).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  test('sends text and streams', async () => {
    const text = await transport.run('web-1', { argv: ['cat'], input: 'hello', timeoutMs: 5000 });
    expect(text.stdout).toBe('hello');
    async function* stream() {
      for (const part of ['one ', 'two']) yield Buffer.from(part);
    }
    const streamed = await transport.run('web-1', { argv: ['cat'], input: stream(), timeoutMs: 5000 });
    expect(streamed.stdout).toBe('one two');
  });

  test('a command that does not read its input is no failure', async () => {
    async function* endless() {
      for (let part = 0; part < 200; part += 1) yield Buffer.alloc(65_536);
    }
    const result = await transport.run('web-1', { argv: ['sh', '-c', 'exit 74'], input: endless(), timeoutMs: 5000 });
    expect(result.exitCode).toBe(74);
  });

  test('an input that breaks is the failure of whoever gave it', async () => {
    async function* broken() {
      yield Buffer.from('x');
      throw new Error('the file went away');
    }
    await expect(transport.run('web-1', { argv: ['cat'], input: broken(), timeoutMs: 5000 })).rejects.toThrow(
      'the file went away',
    );
  });

  test('hands on each line, the last one without a line end too', async () => {
    const lines: string[] = [];
    await transport.run('web-1', {
      argv: ['printf', 'a\\nb\\nc'],
      timeoutMs: 5000,
      onLine: (line) => lines.push(line),
    });
    expect(lines).toEqual(['a', 'b', 'c']);
  });

  test('a connection that cannot be made is a TransportFailure with the end of stderr', async () => {
    install('#!/bin/sh\necho "ssh: connect to host web-1: Connection refused" >&2\nexit 255\n');
    const error = await transport
      .run('web-1', { argv: ['true'], timeoutMs: 5000 })
      .catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(TransportFailure);
    expect(error).toMatchObject({
      host: 'web-1',
      kind: 'unreachable',
      exitCode: 255,
      stderrTail: 'ssh: connect to host web-1: Connection refused',
    });
  });

  test('a command that hangs is ended', async () => {
    const error = await transport
      .run('web-1', { argv: ['sleep', '30'], timeoutMs: 200 })
      .catch((failure: unknown) => failure);
    expect(error).toMatchObject({ kind: 'timeout', message: 'web-1: no answer within 0.2 s' });
  });

  test('an abort rejects with its reason', async () => {
    const abort = new AbortController();
    const running = transport.run('web-1', { argv: ['sleep', '30'], timeoutMs: 60_000, signal: abort.signal });
    setTimeout(() => abort.abort(new Error('interrupted')), 100);
    await expect(running).rejects.toThrow('interrupted');
  });
});
