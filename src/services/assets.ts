import type { App } from '../platform/platform.ts';

/** Where web hosts have those parts of an application that Nginx serves by itself, and the release that brings them. */
export function assetsOf({ name }: Pick<App, 'name'>): { readonly name: string; readonly root: string } {
  const release = name === undefined ? 'assets' : `assets-${name}`;
  return { name: release, root: `/srv/${release}` };
}
