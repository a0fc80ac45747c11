import type { AptSource } from '../../platform/platform.ts';
import { writtenBySmartx } from '../file.ts';

/** What apt gives to sources that nobody has pinned, apt_preferences(5). */
export const usualPriority = 500;

/** sources.list(5), deb822 style. */
export function renderSource({ uri, suite, components }: AptSource, keyring: string): string {
  return `# ${writtenBySmartx}
Types: deb
URIs: ${uri}
Suites: ${suite}
Components: ${components.join(' ')}
Signed-By: ${keyring}
`;
}

/** apt_preferences(5): below 500 a version from there is taken only where it is asked for. */
export function renderPreferences({ suite, priority }: AptSource): string {
  return `# ${writtenBySmartx}
Package: *
Pin: release n=${suite}
Pin-Priority: ${priority}
`;
}
