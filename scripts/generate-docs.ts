import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referencePages } from './reference-pages.ts';

// Writes the generated pages of docs; tests/docs.test.ts says when they are not current.
const root = fileURLToPath(new URL('..', import.meta.url));
for (const [path, text] of referencePages()) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
