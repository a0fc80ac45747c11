import type { Problem } from '../problems/problem.ts';
import { show } from './reading.ts';

/**
 * A name becomes a part of names of units, files, system users and backends, and the whole name of a schema and an
 * account, beside which another one ends with `_migrate` (MySQL allows users of 32 characters, Linux too). Without
 * hyphens, none of these can be read in two ways.
 */
const appName = /^[a-z][a-z0-9]{0,15}$/;

/** Taken by what is called so already. */
const reserved: Readonly<Record<string, string>> = {
  address: 'a probe of the address of the site',
  alive: 'a backend of HAProxy',
  migrate: 'the migration of an application that is the only one',
  monitor: 'an account of the database',
  mysql: 'a schema of the database',
  root: 'an account of the database',
  secrets: 'the secrets of an application that is the only one',
  smartx: 'a schema of the database',
  sys: 'a schema of the database',
};

export function checkAppNames(names: readonly string[]): Problem[] {
  return names.flatMap((name): Problem[] => {
    const path = `apps.${name}`;
    if (!appName.test(name)) {
      const reason = `${show(name)} is not a name for an application.`;
      const fix = 'Write up to 16 lower case letters and digits, a letter first.';
      return [{ code: 'APP_NAME_INVALID', path, reason, fix }];
    }
    if (!Object.hasOwn(reserved, name)) return [];
    const reason = `an application cannot be called ${name}: that is ${reserved[name]}.`;
    return [{ code: 'APP_NAME_RESERVED', path, reason, fix: 'Give it another name.' }];
  });
}
