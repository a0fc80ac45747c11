import { hostsWithRole, perPlatform } from '../../platform/per-platform.ts';
import type { DatabaseRouterConfiguration } from './model.ts';

/** The same on every application host: all members of the database, in the platform's order. */
export const lowerDatabaseRouter = perPlatform(
  (platform): DatabaseRouterConfiguration => ({
    members: hostsWithRole(platform, 'database').map((host) => ({ name: host.name, address: host.privateAddress })),
  }),
);
