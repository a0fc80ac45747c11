import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeLab } from '../obstacles.ts';
import { must, operatorOf, run } from './cli.ts';
import { makeBigFile } from './long-requests/big-file.ts';
import { openWebSocket, type Site } from './long-requests/web-socket.ts';
import { tracesOf } from './traces.ts';

// WebSockets, server-sent events, uploads of 1 GiB and long requests, from a user through HAProxy and Nginx to an
// application and back; and what is beyond the declared limits, refused.

const lab = 'test-l';
const { smartx, onHost, status } = operatorOf('long-requests', lab);
const GIB = 1 << 30;
const KIB = 1 << 10;
const versions = ['HTTP/1.1', 'HTTP/2'] as const;
const curlVersion = { 'HTTP/1.1': '--http1.1', 'HTTP/2': '--http2' } as const;
const sizeUnsaid = ['-H', 'Transfer-Encoding: chunked'];
const wait = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

describeLab('long requests', () => {
  let site: Site;
  const files: ReturnType<typeof makeBigFile>[] = [];
  const fileOf = (bytes: number) => {
    const file = makeBigFile(bytes);
    files.push(file);
    return file.path;
  };

  beforeAll(async () => {
    await must(smartx('down', '--yes'));
    await must(smartx('up', '--yes'));
    const { caFile, virtualAddress } = await status();
    site = { address: virtualAddress, name: 'www.long.example', caFile };
  });

  afterAll(async () => {
    for (const file of files) file.remove();
    await smartx('down', '--yes');
    expect(await tracesOf(lab)).toEqual([]);
  });

  const argv = (path: string, ...options: string[]) => [
    ...['-sS', '--max-time', '110', '--cacert', site.caFile, '--resolve', `${site.name}:443:${site.address}`],
    ...[...options, `https://${site.name}${path}`],
  ];
  /** Status, seconds and body of an answer. */
  const ask = async (path: string, ...options: string[]) => {
    const { stdout } = await run('curl', argv(path, '-w', '\n%{http_code} %{time_total}', ...options));
    const [, body = '', code, seconds] = /^(.*)\n(\d+) ([\d.]+)$/s.exec(stdout) ?? [];
    return { status: Number(code), seconds: Number(seconds), body };
  };
  const heard = async () => JSON.parse((await ask('/heard')).body) as string[];

  /** Most that each daemon of the two hosts has had in memory since it began, MiB. */
  const peaks = async () => {
    const script = (names: string) =>
      `for pid in $(pgrep -x '${names}'); do awk '/^Name|^VmHWM/ { printf "%s ", $2 } END { print "" }' /proc/$pid/status; done`;
    const texts = await Promise.all([
      must(onHost('lb-1', script('haproxy'))),
      must(onHost('web-1', script('nginx|node|node-MainThread'))),
    ]);
    return texts.flatMap(({ stdout }) =>
      stdout
        .trim()
        .split('\n')
        .map((line) => ({ name: line.split(' ')[0], mib: Number(line.split(' ')[1]) / 1_024 })),
    );
  };

  describe.concurrent('all at once', () => {
    it('an upload of 1 GiB arrives whole, though the application makes a pause, and lies nowhere in between', async () => {
      const file = fileOf(GIB);
      const [answer, sum] = await Promise.all([
        ask('/upload/big?ms=4000', '--http2', '-X', 'POST', '-T', file),
        must(run('sha256sum', [file])),
      ]);
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toEqual({ bytes: GIB, sha256: sum.stdout.split(' ')[0] });
      const memory = await peaks();
      expect(memory.map(({ name }) => name)).toEqual(expect.arrayContaining(['haproxy', 'nginx']));
      expect(memory.length).toBeGreaterThan(3);
      expect(memory.filter(({ mib }) => mib > 200)).toEqual([]);
      const kept = await onHost('web-1', 'grep /upload/ /var/log/nginx/error.log');
      expect(kept.stdout).not.toContain('buffered to a temporary file');
    });

    it.each(versions)(
      'a WebSocket over %s stays open while nobody speaks, and ends when that lasts too long',
      async (version) => {
        const socket = await openWebSocket(site, version, '/echo');
        socket.send('one');
        await socket.receive('one');
        // Any other request that is silent for 3 s is over; HAProxy waits for 5 s more.
        await wait(9_000);
        socket.send('two');
        await socket.receive('two');
        const spokeAtMs = Date.now();
        const end = await socket.closed(40_000);
        expect(end).toMatchObject({ status: undefined, isClean: true });
        expect(end.atMs - spokeAtMs).toBeGreaterThan(11_000);
      },
    );

    it.each([
      ['events that are asked for as such', '/events', ['-H', 'Accept: text/event-stream']],
      ['a feed that is declared', '/feed/1', []],
    ] as const)('%s come one by one', async (_, path, options) => {
      for (const version of versions) {
        const seen: { sent: number; came: number }[] = [];
        const child = spawn('curl', argv(path, '-N', curlVersion[version], ...options), {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        for await (const line of createInterface({ input: child.stdout })) {
          if (line !== '') seen.push({ sent: Number(line.replace('data: ', '')), came: Date.now() });
        }
        // Each has come before the next one was sent, a second later.
        expect(seen).toHaveLength(4);
        expect(seen.slice(1).filter(({ sent }, index) => seen[index]!.came >= sent)).toEqual([]);
      }
    });

    it.each(versions)('an answer over %s may be late where that is declared, and is 504 elsewhere', async (version) => {
      const option = curlVersion[version];
      expect(await ask('/slow/?ms=6000', option)).toMatchObject({ status: 200, body: 'at last\n' });
      const cut = await ask('/late?ms=6000', option);
      expect(cut).toMatchObject({ status: 504, body: expect.stringContaining('Back in a moment') });
      expect(cut.seconds).toBeGreaterThan(2.5);
      // HAProxy would wait until 8 s.
      expect(cut.seconds).toBeLessThan(7);
      expect(await ask('/slow/?ms=20000', option)).toMatchObject({ status: 504 });
    });

    it.each(versions)('a body over %s passes up to the limit, and one byte more is refused', async (version) => {
      const path = `/form?${version}`;
      const [just, above] = [fileOf(64 * KIB), fileOf(64 * KIB + 1)];
      const send = (file: string, ...options: string[]) =>
        ask(path, curlVersion[version], '-X', 'POST', '-T', file, ...options);
      const passed = await send(just);
      expect(passed.status).toBe(200);
      expect(JSON.parse(passed.body)).toMatchObject({ bytes: 64 * KIB });
      const refused = { status: 413, body: expect.stringContaining('Too large') };
      expect(await send(above)).toMatchObject(refused);
      expect(await send(above, ...sizeUnsaid)).toMatchObject(refused);
      expect((await heard()).filter((url) => url === path)).toHaveLength(1);
    });

    it('a request that stops in the middle is told so', async () => {
      const { address, name, caFile } = site;
      const socket = connect({ host: address, port: 443, servername: name, ca: readFileSync(caFile) });
      socket.write(`POST /form HTTP/1.1\r\nHost: ${name}\r\nContent-Length: 100\r\n\r\nthe first`);
      let text = '';
      // It waits for the rest a while longer, to read what is under way, before it closes.
      for await (const data of socket) {
        text += data;
        if (text.includes('</html>')) break;
      }
      expect(text).toMatch(/^HTTP\/1\.1 408 /);
      expect(text).toContain('Interrupted');
    });
  });

  describe('an upload', () => {
    it.each(versions)('of a byte more over %s is refused before the application hears of it', async (version) => {
      const refused = await ask('/upload/more', curlVersion[version], '-X', 'POST', '-T', fileOf(GIB + 1));
      expect(refused).toMatchObject({ status: 413, body: expect.stringContaining('Too large') });
      expect(await heard()).not.toContain('/upload/more');
    });

    it('whose size is not said breaks off at the limit', async () => {
      const send = (bytes: number) =>
        ask('/upload/small/x', '--http1.1', '-X', 'POST', '-T', fileOf(bytes), ...sizeUnsaid);
      expect(JSON.parse((await send(1_024 * KIB)).body)).toMatchObject({ bytes: 1_024 * KIB });
      expect(await send(1_024 * KIB + 1)).toMatchObject({ status: 413, body: expect.stringContaining('Too large') });
    });

    it('to the path itself is sent nowhere else', async () => {
      expect((await ask('/upload', '-X', 'POST', '-d', 'x')).status).toBe(404);
    });
  });

  it('a WebSocket lives on when HAProxy and Nginx load their configuration anew, and is told when its application stops', async () => {
    const sockets = await Promise.all(versions.map((version) => openWebSocket(site, version, '/echo')));
    await must(onHost('lb-1', 'systemctl reload haproxy'));
    await must(onHost('web-1', 'systemctl reload nginx'));
    await wait(1_000);
    for (const socket of sockets) socket.send('still there');
    await Promise.all(sockets.map((socket) => socket.receive('still there')));
    await must(onHost('web-1', 'systemctl restart app'));
    const ends = await Promise.all(sockets.map((socket) => socket.closed(20_000)));
    expect(ends).toMatchObject([
      { status: 1_001, isClean: true },
      { status: 1_001, isClean: true },
    ]);
  });

  it('verify finds the limits of bodies as they are declared', async () => {
    const { stdout } = await must(smartx('verify', '--only', 'web.body-limit', '--json'));
    expect(stdout).toContain('"kept"');
  });
});
