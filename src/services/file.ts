import type { ManifestFile } from './manifest.ts';

/** Stands in a comment at the top of every file: whoever edits it on the host must learn that the edit does not stay. */
export const writtenBySmartx = 'Written by Smartx. Changes made here are lost with the next apply.';

/** A configuration file that everybody on the host may read: root's, mode 0644. */
export function publicFile(path: string, content: string): ManifestFile {
  return { path, content, mode: 0o644, owner: 'root', group: 'root', secret: false };
}

/** A file with a password or key in it. Without `group` only root reads it; with one, that group does too. */
export function secretFile(path: string, content: string, group?: string): ManifestFile {
  const mode = group === undefined ? 0o600 : 0o640;
  return { path, content, mode, owner: 'root', group: group ?? 'root', secret: true };
}
