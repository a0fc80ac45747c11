import type { App } from '../platform/platform.ts';

/** The id of a promise about an application: `app.health` of the only one, `app.health:api` of one of several. */
export function idAbout(app: Pick<App, 'name'>, id: string): string {
  return app.name === undefined ? id : `${id}:${app.name}`;
}

/** `the application`, `the application api` */
export function theApp({ name }: Pick<App, 'name'>): string {
  return name === undefined ? 'the application' : `the application ${name}`;
}

/** At the end of a sentence, where there are several to tell apart: ` (application api)`. */
export function inApp({ name }: Pick<App, 'name'>): string {
  return name === undefined ? '' : ` (application ${name})`;
}
