import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Below /run, so that a decision of the operator never outlives a boot of the host. */
const PATH = '/run/smartx-database-agent/given-up';

/** The members that the operator declared lost for good on this host. */
export function readGivenUp(): ReadonlySet<string> {
  try {
    return new Set(readFileSync(PATH, 'utf8').split('\n').filter(Boolean));
  } catch {
    return new Set();
  }
}

/** Declares a member lost for good, until the next bootstrap or boot. */
export function addGivenUp(name: string): void {
  mkdirSync(dirname(PATH), { recursive: true, mode: 0o755 });
  writeFileSync(PATH, [...readGivenUp(), name].map((one) => `${one}\n`).join(''), { mode: 0o644 });
}

/** Forgets all of them, once the group that they were missing from runs again. */
export function clearGivenUp(): void {
  rmSync(PATH, { force: true });
}
