import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readTexts } from '../../src/operations/plan/read-texts.ts';
import { renderPatch } from '../../src/operations/plan/render-patch.ts';
import { run } from '../../src/process/run.ts';
import { recordedTransport } from '../../src/transport/recorded.ts';
import type { Transport } from '../../src/transport/transport.ts';
import { TransportFailure } from '../../src/transport/transport-failure.ts';

describe('a patch', () => {
  const now = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', ''].join('\n');

  test('shows what differs with three lines around it', () => {
    expect(`\n${renderPatch('/etc/x.conf', now, now.replace('seven', 'VII'))}`).toMatchInlineSnapshot(`
      "
      --- a/etc/x.conf
      +++ b/etc/x.conf
      @@ -4,5 +4,5 @@
       four
       five
       six
      -seven
      +VII
       eight
      "
    `);
  });

  test('of a file that is new, and of one that goes', () => {
    expect(renderPatch('/etc/x', undefined, 'a\n')).toBe('--- /dev/null\n+++ b/etc/x\n@@ -0,0 +1,1 @@\n+a\n');
    expect(renderPatch('/etc/x', 'a\n', undefined)).toBe('--- a/etc/x\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n');
  });

  test('of equal texts is empty', () => {
    expect(renderPatch('/etc/x', now, now)).toBe('');
  });
});

describe('texts of a host', () => {
  const directory = mkdtempSync(join(tmpdir(), 'smartx-texts-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  /** The real script in a real shell, on this machine. */
  const here: Transport = {
    run: async (_host, { argv, timeoutMs }) => {
      const { exitCode, stdout, stderr } = await run(argv, { timeoutMs });
      return { exitCode, stdout, stderr };
    },
  };
  const put = (name: string, content: string | Buffer) => {
    writeFileSync(join(directory, name), content);
    return join(directory, name);
  };

  test('come as they are, whatever is in them and whatever they are called', async () => {
    const texts = new Map([
      [put('plain', 'a\nb\n'), 'a\nb\n'],
      [put('empty', ''), ''],
      [put("o'hara $(x) -n", '- \n@end\u0000é'), '- \n@end\u0000é'],
    ]);
    expect(await readTexts({ transport: here, host: 'web-1', paths: [...texts.keys()] })).toEqual(texts);
  });

  test('what is absent, too large, no file or no text is left out', async () => {
    const paths = [
      join(directory, 'absent'),
      put('large', 'x'.repeat(1024 * 1024 + 1)),
      directory,
      put('raw', Buffer.from([0xff])),
    ];
    expect(await readTexts({ transport: here, host: 'web-1', paths })).toEqual(new Map());
  });

  test('nothing is asked when nothing is wanted', async () => {
    const transport = recordedTransport(() => new Error('nobody asks'));
    expect(await readTexts({ transport, host: 'web-1', paths: [] })).toEqual(new Map());
    expect(transport.calls).toEqual([]);
  });

  test.each([
    [
      'a lost host',
      new TransportFailure({
        host: 'web-1',
        kind: 'timeout',
        reason: 'no answer within 30 s',
        command: [],
        stderrTail: '',
      }),
      'no answer within 30 s',
    ],
    ['half an answer', { stdout: 'YQ==\n' }, 'the answer is incomplete'],
  ])('%s is a failure that says that nothing was changed', async (_, answer, reason) => {
    const transport = recordedTransport(() => answer);
    await expect(readTexts({ transport, host: 'web-1', paths: ['/a', '/b'] })).rejects.toMatchObject({
      host: 'web-1',
      reason,
      changed: 'Nothing was changed.',
    });
  });
});
