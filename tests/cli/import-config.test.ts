import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importConfig } from '../../src/cli/import-config.ts';
import { makeDirectory } from './run-cli.ts';

test('a file that waits for ever is given up, and the process is as before', async () => {
  const directory = await makeDirectory({ 'smartx.config.ts': 'await new Promise(() => {});\nexport default {};\n' });
  const file = join(directory, 'smartx.config.ts');
  const { exit } = process;
  const listeners = process.listenerCount('uncaughtException');
  const imported = await importConfig(file, 50);
  expect(imported).toMatchObject({
    ok: false,
    problems: [{ code: 'CONFIG_UNSETTLED', path: file, reason: expect.stringContaining('within 0.05 s') }],
  });
  expect(process.exit).toBe(exit);
  expect(process.listenerCount('uncaughtException')).toBe(listeners);
});
