import type { App } from '../platform/platform.ts';
import type { AppPassword } from './manifest.ts';

interface Account {
  readonly user: string;
  /** The secret that is its password. */
  readonly password: AppPassword;
}

/** The accounts that an application has in the database: one to work, and one that may change the schema. */
export function databaseAccountsOf({ name }: Pick<App, 'name'>): { readonly app: Account; readonly migrate: Account } {
  if (name === undefined) {
    return {
      app: { user: 'app', password: 'databaseApp' },
      migrate: { user: 'migrate', password: 'databaseMigrate' },
    };
  }
  return {
    app: { user: name, password: `databaseApp:${name}` },
    migrate: { user: `${name}_migrate`, password: `databaseMigrate:${name}` },
  };
}
