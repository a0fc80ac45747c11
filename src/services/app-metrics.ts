import type { App, Platform } from '../platform/platform.ts';

/** Applications that tell monitoring of themselves. */
export function appsWithMetrics({ apps }: Pick<Platform, 'apps'>): readonly AppWithMetrics[] {
  return apps.filter((app): app is AppWithMetrics => app.metricsPath !== undefined);
}

type AppWithMetrics = App & { readonly metricsPath: string };

/** Where the HAProxy of an application host has the measurements of one, on the port of all of them. */
export function appMetricsPath({ id }: Pick<App, 'id'>): string {
  return `/${id}`;
}
