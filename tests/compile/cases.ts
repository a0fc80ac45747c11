import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PlatformDeclaration } from '../../src/index.ts';
import { parsePlatforms } from '../../src/platform/parse-platforms.ts';
import type { Platform } from '../../src/platform/platform.ts';
import type { Problem } from '../../src/problems/problem.ts';
import { sampleFiles } from '../platform/sample.ts';

/** One folder of tests/compile: a declaration, and what is expected of it. */
export interface CompileCase {
  readonly name: string;
  readonly expected: string;
  readonly declaration: PlatformDeclaration;
  /** The hosts whose files are kept as goldens; all others are compiled, but not compared. */
  readonly hosts: readonly string[];
}

/** All cases, sorted by their number. */
export async function readCases(): Promise<readonly CompileCase[]> {
  const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && /^\d{3}-/.test(entry.name))
    .map((entry) => entry.name)
    .sort();
  return Promise.all(
    folders.map(async (name) => {
      const folder = join(import.meta.dirname, name);
      const module = await import(join(folder, 'declaration.ts'));
      return { name, expected: join(folder, 'expected'), declaration: module.default, hosts: module.hosts };
    }),
  );
}

const files = new Map([
  ...sampleFiles,
  ['/srv/project/tls/site.crt', 'file'] as const,
  ['/srv/project/tls/site.key', 'file'] as const,
]);

/** The platform of a case's environment `lab`, or the problems of its declaration. */
export function platformOf({ declaration }: CompileCase): Platform | readonly Problem[] {
  const parsed = parsePlatforms(declaration, { directory: '/srv/project', files });
  return parsed.ok ? parsed.value.platforms.get('lab')! : parsed.problems;
}
