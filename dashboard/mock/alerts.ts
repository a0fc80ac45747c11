import type { MockAlert, World } from './world.ts';

/** What fires, as Prometheus says it. */
export function prometheusAlerts(world: World, now: number) {
  return firing(world, now).map((alert) => ({
    labels: labelsOf(alert),
    annotations: {
      summary: `${alert.host ?? 'The platform'} is not as it should be`,
      runbook: 'docs/runbooks/host-down.md',
    },
    state: 'firing',
  }));
}

/** The same as Alertmanager says it, who also has the alert of a drill. */
export function alertmanagerAlerts(world: World, now: number) {
  const ofDrill = { alertname: 'HostDown', severity: 'critical', host: 'web-1', drill: 'alerts' };
  return [
    ...firing(world, now).map((alert) => ({
      fingerprint: fingerprintOf(alert.name, alert.host),
      labels: { ...labelsOf(alert), environment: world.document.environment },
      status: statusOf(alert),
    })),
    { fingerprint: 'drill', labels: ofDrill, status: { state: 'active', silencedBy: [], inhibitedBy: [] } },
  ];
}

export function alertmanagerSilences(world: World, now: number) {
  return firing(world, now).flatMap(({ name, host, silencedUntilSeconds }) => {
    if (silencedUntilSeconds === undefined) return [];
    const endsAt = new Date(silencedUntilSeconds * 1000).toISOString();
    return [{ id: fingerprintOf(name, host), endsAt, createdBy: 'ann', comment: 'the disk is being exchanged' }];
  });
}

function firing({ state }: World, now: number): readonly MockAlert[] {
  return state.alerts.filter(({ untilSeconds = Infinity }) => untilSeconds > now);
}

function labelsOf({ name, severity, host }: MockAlert): Readonly<Record<string, string>> {
  return { alertname: name, severity, ...(host === undefined ? {} : { host }) };
}

function statusOf({ name, host, silencedUntilSeconds, inhibitedBy }: MockAlert) {
  const silencedBy = silencedUntilSeconds === undefined ? [] : [fingerprintOf(name, host)];
  const inhibitors = inhibitedBy === undefined ? [] : [fingerprintOf(inhibitedBy, host)];
  const isMuted = silencedBy.length + inhibitors.length > 0;
  return { state: isMuted ? 'suppressed' : 'active', silencedBy, inhibitedBy: inhibitors };
}

function fingerprintOf(name: string, host: string | undefined): string {
  return `${name} ${host ?? ''}`;
}
