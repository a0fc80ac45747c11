import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { detect } from '../../../src/cli/init/detect.ts';
import { readProject } from '../../../src/cli/init/read-project.ts';
import { checkout, makeDirectory } from '../run-cli.ts';

test('texts that tell something are read; packages, hidden directories and what links lead to are left alone', async () => {
  const directory = await makeDirectory();
  const files = {
    'package.json': '{}',
    'src/main.ts': 'main()',
    'logo.svg': '<svg/>',
    'big.py': 'x'.repeat(300_000),
    'node_modules/x/index.js': 'x',
    '.git/config': 'x',
    'venv/lib/flask/app.py': 'x',
    'a/b/c/d/e/f.py': 'x',
  };
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
  await symlink('/', join(directory, 'everything'));
  expect([...(await readProject(directory))]).toEqual([
    ['big.py', ''],
    ['logo.svg', ''],
    ['package.json', '{}'],
    ['src/main.ts', 'main()'],
  ]);
});

test.each(['node', 'flask', 'django'])('the sample for %s is found out', async (framework) => {
  const found = detect(await readProject(join(checkout, 'examples', framework)));
  expect(found).toMatchObject([{ framework, directory: '.' }]);
  // It has both paths, so that the usual ones do.
  expect(found[0]!.app).not.toHaveProperty('health');
});
