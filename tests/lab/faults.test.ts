import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageDirectory } from '../../src/lab/image-build.ts';
import { ensureImages } from '../../src/lab/lab.ts';
import { IMAGES_DIRECTORY } from '../../src/lab/paths.ts';
import { describeLab } from '../obstacles.ts';
import { eventually, must, operatorOf, run } from './cli.ts';
import { smallMachine } from './small-machine.ts';
import { tracesOf } from './traces.ts';

// What goes wrong on the operator's machine: one clear message, and the machine clean or the work resumable.

const lab = 'test-d';
const { smartx, start, status } = operatorOf('faults', lab);

describeLab("faults of the operator's machine", () => {
  beforeAll(async () => {
    await must(smartx('down', '--yes'));
  });
  afterAll(async () => {
    await smartx('down');
  });

  test('an image build that is killed leaves no mount and no process, and the next one succeeds', async () => {
    const image = (await ensureImages([smallMachine])).get(smallMachine.name)!.at(-1)!;
    rmSync(imageDirectory(image), { recursive: true });
    const building = `${image}.building`;
    const child = spawn(process.execPath, [join(import.meta.dirname, 'build-image.ts')], { stdio: 'ignore' });
    await eventually('the build at work', 60_000, async () =>
      readdirSync(IMAGES_DIRECTORY).includes(building) ? true : undefined,
    );
    const gone = new Promise((settle) => child.once('exit', settle));
    child.kill('SIGKILL');
    await gone;

    await eventually('the end of all that it started', 10_000, async () => {
      const { stdout } = await run('ps', ['-eo', 'args']);
      return stdout.includes(building) ? undefined : true;
    });
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(building);
    expect(readdirSync(IMAGES_DIRECTORY)).not.toContain(image);
    expect((await ensureImages([smallMachine])).get(smallMachine.name)!.at(-1)).toBe(image);
    expect(readdirSync(IMAGES_DIRECTORY)).toContain(image);
    expect(readdirSync(IMAGES_DIRECTORY)).not.toContain(building);
    rmSync(imageDirectory(image), { recursive: true });
  });

  test("somebody else's bridge of the same name is named and left alone", async () => {
    await must(run('ip', ['link', 'add', 'sx-test-d-pub', 'type', 'bridge']));
    await must(run('ip', ['link', 'set', 'sx-test-d-pub', 'alias', 'of somebody else']));
    try {
      const refused = await smartx('up', '--yes');
      expect(refused.exitCode).toBe(1);
      expect(refused.stderr).toContain('sx-test-d-pub');
      expect((await run('ip', ['link', 'show', 'sx-test-d-pub'])).exitCode).toBe(0);
    } finally {
      await run('ip', ['link', 'delete', 'sx-test-d-pub']);
    }
    await must(smartx('down'));
    expect(await tracesOf(lab)).toEqual([]);
  });

  test.each([
    ['kill -9', 'SIGKILL', null],
    ['ctrl-C', 'SIGINT', 130],
  ] as const)('what %s leaves half done is finished by the next up', async (_name, signal, exitCode) => {
    await must(smartx('down'));
    const child = start('up', '--yes');
    const ended = new Promise<number | null>((settle) => child.once('exit', settle));
    await eventually('the first machine', 60_000, async () =>
      (await tracesOf(lab)).some((trace) => trace.includes('systemd-nspawn')) ? true : undefined,
    );
    child.kill(signal);
    expect(await ended).toBe(exitCode);
    await must(smartx('up', '--yes'));
    expect((await status()).hosts.every(({ state }) => state === 'running')).toBe(true);
  });

  test('a taken port for --publish is refused by name, and another one works for a browser', async () => {
    const taken = createServer();
    const port = await new Promise<number>((settle) =>
      taken.listen(0, '127.0.0.1', () => settle((taken.address() as { port: number }).port)),
    );
    const refused = await smartx('up', '--publish', String(port));
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain(String(port));
    await new Promise((settle) => taken.close(settle));

    await must(smartx('up', '--publish', String(port)));
    const { caFile } = await status();
    const page = await must(run('curl', ['-sSf', '--cacert', caFile, `https://localhost:${port}/api/accounts`]));
    expect(page.stdout).toContain('Ada');
  });

  test('down ends the published port too', async () => {
    await must(smartx('down'));
    expect(await tracesOf(lab)).toEqual([]);
  });
});
