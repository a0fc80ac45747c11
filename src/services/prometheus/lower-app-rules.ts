import type { Platform } from '../../platform/platform.ts';
import { backendsOf } from '../web-backends.ts';
import { hostOut, noneUp, serversOf } from './lower-web-rules.ts';
import type { AlertingRule } from './model.ts';

/** What must be told about applications: whether they are ready, as the load balancers see it through Nginx. */
export function lowerAppRules(platform: Platform): readonly AlertingRule[] {
  const proxies = platform.apps.map((app) => backendsOf(app).ready);
  const { none, one } = serversOf(platform, proxies);
  if (none.length === 0) return [];
  return [
    {
      ...common,
      alert: 'AppUnavailable',
      expr: noneUp(proxies),
      forSeconds: 30,
      severity: 'critical',
      summary: 'The application is ready on no host',
      description: 'The backend {{ $labels.proxy }} has no server; users get pages without the application at best.',
      rehearsal: { series: none },
    },
    {
      ...common,
      alert: 'AppHostOut',
      expr: hostOut(proxies),
      forSeconds: 120,
      severity: 'warning',
      summary: 'The application is not ready behind {{ $labels.host }}',
      description: 'Its path for readiness does not answer with 200. Others serve its users.',
      rehearsal: { series: one },
    },
  ];
}

const common = { tier: 'app', runbook: 'docs/runbooks/app-not-ready.md' } as const;
