import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { labPaths } from '../lab/lab.ts';
import type { Scale } from '../platform/scalable-counts.ts';
import { readIfThere } from './read-if-there.ts';
import { writeWhole } from './write-whole.ts';

/** The scale of a lab; empty where it is as declared. It goes with the lab. */
export async function readScale(environment: string): Promise<Scale> {
  const text = await readIfThere(fileOf(environment));
  return text === undefined ? {} : (JSON.parse(text) as Scale);
}

export async function writeScale(environment: string, scale: Scale): Promise<void> {
  const file = fileOf(environment);
  if (Object.keys(scale).length === 0) return rm(file, { force: true });
  await mkdir(dirname(file), { recursive: true });
  await writeWhole(file, `${JSON.stringify(scale)}\n`, 0o644);
}

function fileOf(environment: string): string {
  return join(labPaths(environment).directory, 'scale.json');
}
