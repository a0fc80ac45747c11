import { hostsWithRole } from '../../platform/per-platform.ts';
import type { DerivePromises } from '../promise.ts';
import { accounts } from './accounts.ts';
import { durability } from './durability.ts';
import { logins } from './logins.ts';
import { members } from './members.ts';
import { settings } from './settings.ts';

/** What the database servers promise, one by one and together. */
export const deriveDatabasePromises: DerivePromises = (subject) => {
  if (hostsWithRole(subject.platform, 'database').length === 0) return [];
  return [accounts(subject), durability(subject), ...logins(subject), ...members(subject), settings(subject)].sort(
    (one, other) => (one.id < other.id ? -1 : 1),
  );
};
