import type { Platform } from './platform.ts';

/** The name under which the site is asked for where one has to be chosen: the canonical one. */
export function siteNameOf({ siteNames, domain }: Pick<Platform, 'siteNames' | 'domain'>): string {
  return siteNames[0] ?? domain;
}
