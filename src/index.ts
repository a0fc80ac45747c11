import type {
  LabDeclaration,
  LabOptions,
  PlatformDeclaration,
  ServersDeclaration,
  ServersOptions,
} from './declaration/declaration.ts';

export type * from './declaration/declaration.ts';
export {
  command,
  type DjangoDeclaration,
  django,
  type FlaskDeclaration,
  flask,
  type NodeDeclaration,
  node,
} from './declaration/frameworks.ts';

/** The platform, declared. `definePlatform({ domain: 'foobar.com', app: { directory: 'app', start: 'node main.ts' } })` is complete. */
export function definePlatform(declaration: PlatformDeclaration): PlatformDeclaration {
  return declaration;
}

/** An environment whose hosts are machines on one Linux machine. */
export function lab(options: LabOptions = {}): LabDeclaration {
  return { provider: 'lab', ...options };
}

/** An environment whose hosts are servers that you have: Debian 12 or 13, reached by SSH. */
export function servers(options: ServersOptions): ServersDeclaration {
  return { provider: 'servers', ...options };
}
