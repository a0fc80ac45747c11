import { ports } from '../../platform/platform.ts';
import { hostTls } from '../host-tls.ts';
import type { AppMetrics } from './model.ts';
import { renderOwnUnit } from './render-own-unit.ts';
import { renderSections, type Section } from './render-section.ts';

export const appMetricsConfigurationPath = '/etc/smartx/app-metrics.cfg';
export const appMetricsPemPath = '/etc/smartx/app-metrics.pem';

/** haproxy.cfg of the way to the applications' measurements: TLS, certificates of monitoring hosts, one path of each. */
export function renderAppMetrics(metrics: AppMetrics): string {
  return renderSections([global, defaults, frontend(metrics), ...metrics.apps.map(renderBackend)]);
}

/** The unit starts it as an unprivileged user, so there is nothing to drop and nothing to chroot. */
const global: Section = {
  header: 'global',
  directives: [
    'log stdout format raw daemon notice',
    'maxconn 50',
    'nbthread 1',
    'hard-stop-after 15s',
    'ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets',
  ],
};

const defaults: Section = {
  header: 'defaults',
  directives: [
    'mode http',
    'log global',
    'timeout connect 1s',
    'timeout http-request 5s',
    'timeout client 30s',
    'timeout server 10s',
  ],
};

function frontend({ privateAddress, scrapers, apps }: AppMetrics): Section {
  const listen = `${privateAddress}:${ports.appMetrics}`;
  return {
    header: 'frontend metrics',
    directives: [
      `bind ${listen} ssl crt ${appMetricsPemPath} ca-file ${hostTls.authority} verify required`,
      `http-request return status 403 unless { ssl_c_s_dn(cn) -m str ${scrapers.join(' ')} }`,
      `http-request return status 404 unless { path ${apps.map(({ at }) => at).join(' ')} }`,
      ...apps.map(({ id, at }) => `use_backend ${id} if { path ${at} }`),
    ],
  };
}

function renderBackend({ id, path, hostName, address }: AppMetrics['apps'][number]): Section {
  return {
    header: `backend ${id}`,
    directives: [
      `http-request set-path ${path}`,
      `http-request set-header Host ${hostName}`,
      'http-request set-header X-Forwarded-Proto https',
      `server ${id} ${address}`,
    ],
  };
}

/** An HAProxy of its own, so that nothing about measurements can disturb the way to the database. */
export function renderAppMetricsUnit(): string {
  return renderOwnUnit({
    description: 'the way to the measurements of applications',
    configurationPath: appMetricsConfigurationPath,
    restartAfter: '1',
  });
}
