import { appsNamed } from '../platform/chosen-apps.ts';
import type { App, Platform } from '../platform/platform.ts';
import { UsageError } from './report/report-thrown.ts';

export interface AppOption {
  readonly app?: string | undefined;
}

export const appOption = ['--app <name>', 'of several applications, this one'] as const;

/** Those that an option names; all of them without it. @throws UsageError */
export function chooseApps(platform: Platform, { app }: AppOption): readonly App[] {
  const chosen = appsNamed(platform, app);
  if (chosen !== undefined) return chosen;
  throw new UsageError(`There is no application '${app}'.`, adviceOn(platform));
}

/** The one that a command is about. @throws UsageError */
export function chooseApp(platform: Platform, option: AppOption): App {
  const [only, ...others] = chooseApps(platform, option);
  if (only !== undefined && others.length === 0) return only;
  throw new UsageError('There are several applications, and each has releases of its own.', adviceOn(platform));
}

/** The words of an option, to be typed again. */
export function appWords({ app }: AppOption): readonly string[] {
  return app === undefined ? [] : ['--app', app];
}

function adviceOn({ apps }: Platform): string {
  const names = apps.flatMap(({ name }) => name ?? []);
  if (names.length === 0) return 'The declaration has one application, which needs no name: leave --app out.';
  return `Choose one of: ${names.map((name) => `--app ${name}`).join(', ')}.`;
}
