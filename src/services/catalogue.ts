import type { Host, Platform } from '../platform/platform.ts';
import { contributeAlertmanager } from './alertmanager/contribute.ts';
import { contributeApps } from './app/contribute.ts';
import { contributeAssets } from './app/contribute-assets.ts';
import { contributeApt } from './apt/contribute.ts';
import { contributeBackup } from './backup/contribute.ts';
import { contributeBlackbox } from './blackbox/contribute.ts';
import { contributeDashboard } from './dashboard/contribute.ts';
import { contributeGoaccess } from './goaccess/contribute.ts';
import { contributeDatabaseRouter, contributeHaproxy } from './haproxy/contribute.ts';
import { contributeAppMetrics } from './haproxy/contribute-app-metrics.ts';
import { contributeKeepalived } from './keepalived/contribute.ts';
import { contributeKnot } from './knot/contribute.ts';
import { contributeLogrotate } from './logrotate/contribute.ts';
import type { Contribution, Materials } from './manifest.ts';
import { contributeMtail } from './mtail/contribute.ts';
import { contributeMysql } from './mysql/contribute.ts';
import { contributeNftables } from './nftables/contribute.ts';
import { contributeNginx } from './nginx/contribute.ts';
import { contributeNginxExporter } from './nginx-exporter/contribute.ts';
import { contributePrometheus } from './prometheus/contribute.ts';
import { contributeRsyslog } from './rsyslog/contribute.ts';
import { contributeSystem } from './system/contribute.ts';

/** What one service adds to one host; `{}` on a host that does not carry it. */
export type Contribute = (platform: Platform, host: Host, materials: Materials) => Contribution;

/** Every service of the platform. The order has no meaning: what they contribute is sorted. */
export const services: readonly Contribute[] = [
  contributeAppMetrics,
  contributeAlertmanager,
  contributeApps,
  contributeApt,
  contributeAssets,
  contributeBackup,
  contributeBlackbox,
  contributeDashboard,
  contributeDatabaseRouter,
  contributeGoaccess,
  contributeHaproxy,
  contributeKeepalived,
  contributeKnot,
  contributeLogrotate,
  contributeMtail,
  contributeMysql,
  contributeNftables,
  contributeNginx,
  contributeNginxExporter,
  contributePrometheus,
  contributeRsyslog,
  contributeSystem,
];
