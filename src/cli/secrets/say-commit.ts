import type { LoadedDeclaration } from '../load-declaration.ts';

/** Of servers the file of secrets is in a repository, and another now. */
export function sayCommit({ provider, environment }: LoadedDeclaration['platform']): readonly string[] {
  return provider === 'lab' ? [] : [`  secrets.${environment}.age has changed; commit it.`];
}
