import { readFile } from 'node:fs/promises';

/** The files of apply-host/, in the order in which they make one script; `main` calls what the others define. */
const parts = [
  'report',
  'begin',
  'contents',
  'rehearse',
  'units',
  'prove',
  'unconfirmed',
  'record',
  'put-back',
  'main',
];

/** The part of the apply script that is the same for every host and plan. */
export async function readApplyProgram(): Promise<string> {
  const texts = await Promise.all(
    parts.map((part) => readFile(new URL(`apply-host/${part}.sh`, import.meta.url), 'utf8')),
  );
  return texts.join('\n');
}
