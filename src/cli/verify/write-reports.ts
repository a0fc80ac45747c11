import { stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { VerifyReport } from '../../operations/verify/report.ts';
import { UsageError } from '../report/report-thrown.ts';

/**
 * Makes sure that files can be written before a long run, as far as that can be known.
 * @throws UsageError
 */
export async function refuseUnwritable(here: string, files: readonly (string | undefined)[]): Promise<void> {
  for (const file of files) {
    if (file === undefined) continue;
    const path = resolve(here, file);
    const directory = await stat(dirname(path)).catch(() => undefined);
    if (!directory?.isDirectory()) {
      throw new UsageError(`There is no directory ${dirname(path)}.`, `mkdir -p ${dirname(path)}`);
    }
    if ((await stat(path).catch(() => undefined))?.isDirectory()) {
      throw new UsageError(`${path} is a directory.`, 'Name a file in it.');
    }
  }
}

/** Writes the reports that were asked for, whatever the outcome. */
export async function writeReports(
  here: string,
  report: VerifyReport,
  { junit, html }: { readonly junit?: string | undefined; readonly html?: string | undefined },
): Promise<void> {
  if (junit !== undefined) {
    const { renderJunit } = await import('./render-junit.ts');
    await writeFile(resolve(here, junit), renderJunit(report));
  }
  if (html !== undefined) {
    const [{ renderVerifyPage }, { version }] = await Promise.all([
      import('./render-page.ts'),
      import('../version.ts'),
    ]);
    await writeFile(resolve(here, html), renderVerifyPage(report, version));
  }
}
