import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import type { Platform } from '../../src/platform/platform.ts';
import type { Contribute } from '../../src/services/catalogue.ts';
import type { Contribution, ManifestFile } from '../../src/services/manifest.ts';

/** What one service adds to the host of that name. */
export function contributionTo(platform: Platform, hostName: string, contribute: Contribute): Contribution {
  const host = platform.hosts.find(({ name }) => name === hostName);
  if (host === undefined) throw new Error(`the sample has no host ${hostName}`);
  return contribute(platform, host, placeholderMaterials(platform));
}

export function fileOf(contribution: Contribution, path: string): ManifestFile {
  const file = contribution.files?.find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`no file ${path}`);
  return file;
}

/** The lines between two lines that start so, both left out, without their indentation. */
export function linesBetween(text: string, start: string, end: string): readonly string[] {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.startsWith(start));
  const to = lines.findIndex((line, index) => index > from && line.startsWith(end));
  if (from === -1) throw new Error(`no line starts with ${start}`);
  return lines.slice(from + 1, to === -1 ? undefined : to).map((line) => line.trim());
}
