import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DrillDocument } from '../../drills/report.ts';
import type { RequestRecord } from '../../load/request-record.ts';
import { type Invocation, sameCommand } from '../invocation.ts';

/** What drills gave: the document, and every request of each of its drills. */
export interface Drilled {
  readonly document: DrillDocument;
  readonly records: readonly (readonly RequestRecord[])[];
}

export interface DrilledPage extends Drilled {
  /** That chose the application, to be typed again. */
  readonly words: readonly string[];
}

/** Writes the report as one page, whatever the outcome. */
export async function writePage(
  invocation: Invocation,
  file: string,
  { document, records, words }: DrilledPage,
): Promise<void> {
  const [{ renderDrillPage }, { version }] = await Promise.all([import('./render-page.ts'), import('../version.ts')]);
  const command = sameCommand(invocation, 'drill', ...document.drills.map(({ name }) => name), ...words);
  await writeFile(resolve(invocation.directory, file), renderDrillPage({ document, records, version, command }));
}
