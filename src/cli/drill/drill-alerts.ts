import { alertsDrill } from '../../drills/alerts-drill.ts';
import type { AlertsReport, RehearsalEvent } from '../../operations/alerts/rehearse-alerts.ts';
import { Failure } from '../../problems/failure.ts';
import { readCredentials } from '../credentials.ts';
import { exitCodes } from '../exit-codes.ts';
import { untilInterrupted } from '../interrupt.ts';
import { type Invocation, type Output, sameCommand } from '../invocation.ts';
import { atEnvironment } from '../lab-access.ts';
import type { LoadedDeclaration } from '../load-declaration.ts';

/** Makes every alerting rule fire and clear, and says which ones did not. */
export async function drillAlerts(invocation: Invocation, loaded: LoadedDeclaration): Promise<number> {
  const { out, err, json } = invocation;
  const { platform } = loaded;
  const reason = alertsDrill.unfit(platform);
  if (reason !== undefined) throw notHere(reason);
  const [{ rehearseAlerts }, { readEnvironment }, { pathsOf }, { newRunId, whoRuns }] = await Promise.all([
    import('../../operations/alerts/rehearse-alerts.ts'),
    import('../../operations/read-environment.ts'),
    import('../../operations/environment-paths.ts'),
    import('../run-id.ts'),
  ]);
  const command = ['drill', alertsDrill.name];
  const next = `${sameCommand(invocation, ...command)} does it from the beginning.`;
  const report = await atEnvironment(invocation, loaded, command, async () => {
    const credentials = await readCredentials(invocation);
    const { transport } = await readEnvironment(platform, 'rehearse the alerts', credentials);
    const { journalDirectory } = pathsOf(platform);
    const about = { run: newRunId(new Date()), who: whoRuns(), now: () => new Date() };
    const onEvent = (event: RehearsalEvent) => err.print(sayEvent(event, err));
    const request = { platform, transport, journalDirectory, ...about, onEvent };
    return untilInterrupted(err, next, (signal) => rehearseAlerts({ ...request, signal }), stopping);
  });
  out.print(json ? JSON.stringify(report, null, 2) : renderAlertsReport(report, out));
  return report.passed ? exitCodes.ok : exitCodes.failure;
}

const stopping = {
  first: 'Stopping; the alerts of the drill are taken back first.',
  further: 'Still taking them back; it takes seconds.',
};

function sayEvent(event: RehearsalEvent, { paint }: Pick<Output, 'paint'>): string {
  if (event.kind === 'host') return `${paint('bold', event.host)}  ${event.rules} rules, about ${event.seconds} s`;
  return event.state === 'fires'
    ? `  ${paint('yellow', '!')} ${event.alert} fires`
    : `  ${paint('green', '✓')} ${event.alert} is over`;
}

/** A line for each host, and one for everything that is wrong. */
export function renderAlertsReport({ hosts, elapsedMs }: AlertsReport, { paint }: Pick<Output, 'paint'>): string {
  return hosts
    .flatMap(({ host, rules }) => {
      const bad = rules.filter(({ faults }) => faults.length > 0);
      const seconds = Math.round(elapsedMs / 1_000);
      return bad.length === 0
        ? [`${paint(['bold', 'green'], '✓')} ${host}: all ${rules.length} alerts fired and cleared, in ${seconds} s.`]
        : [
            `${paint(['bold', 'red'], '✗')} ${host}: ${bad.length} of ${rules.length} alerts did not do what they should:`,
            ...bad.flatMap(({ faults }) => faults.map((fault) => `  ${fault}`)),
          ];
    })
    .join('\n');
}

function notHere(reason: string): Failure {
  return new Failure({
    step: 'rehearse the alerts',
    reason: reason.replace(/\.$/, ''),
    changed: 'Nothing was changed.',
    next: 'declare one: lab({ monitoring: 1 }), or a server with that role.',
  });
}
