import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { VerifyReport } from '../../operations/verify/report.ts';

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
