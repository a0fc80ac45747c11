import type { Drill } from '../../drills/drill.ts';
import type { DrillDocument, DrillReport, SkippedDrill } from '../../drills/report.ts';
import { refuseForeignLab } from '../../lab/lab.ts';
import type { App, Platform } from '../../platform/platform.ts';
import { Failure } from '../../problems/failure.ts';
import { openSsh } from '../../transport/openssh.ts';
import { leaveMark } from '../dashboard/leave-mark.ts';
import { environmentPaths } from '../environment-paths.ts';
import { recordedRun } from '../recorded-run.ts';
import type { OnDrillEvent } from './drill-events.ts';
import { type FaultRecord, faultRecordFile, readFaultRecord, removeFaultRecord } from './fault-record.ts';
import { healFaults } from './heal-faults.ts';
import { reachLab } from './reach.ts';
import { runDrill } from './run-drill.ts';
import { siteOf } from './site.ts';

export interface DrillRequest {
  readonly platform: Platform;
  /** The application that the load goes to: one that speaks a contract. */
  readonly app: App;
  /** Folder of the declaration: a lab belongs to one. */
  readonly owner: string;
  /** In the order in which they are done. */
  readonly drills: readonly Drill[];
  readonly ratePerSecond: number;
  /** How long each fault lasts, seconds; undefined for what each drill says. */
  readonly faultSeconds: number | undefined;
  readonly run: string;
  readonly who: string;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent: OnDrillEvent;
  /** About what is no part of a drill; see leave-mark.ts. */
  readonly onWarning?: ((text: string) => void) | undefined;
}

/**
 * Does the drills, one after the other, each on a platform that was seen to be well. Those that make no sense here are
 * skipped, with the reason.
 * @throws EnvironmentLocked, Failure; the signal's reason when it was aborted, after the healing.
 */
export async function drill(request: DrillRequest): Promise<DrillDocument> {
  const { platform, app, drills, onEvent } = request;
  if (!platform.drills) throw new Error('drills are not allowed in this environment');
  const { environment } = platform;
  const paths = environmentPaths(environment);
  const recordFile = faultRecordFile(paths.stateDirectory);
  const to = app.name === undefined ? [] : ['--app', app.name];
  const what = ['drill', ...drills.map(({ name }) => name), ...to].join(' ');
  const startedAt = request.now();
  return recordedRun({ ...request, environment, what, now: startedAt }, async () => {
    await refuseForeignLab(environment, request.owner);
    refuseBroken(await readFaultRecord(recordFile));
    const transport = openSsh({ configFile: paths.sshConfig });
    const reach = reachLab(platform, transport, request.owner);
    const site = siteOf(platform, app, paths.caFile);
    const skipped = drills.flatMap((one) => skippedOf(one, platform));
    const fit = drills.filter(({ name }) => !skipped.some((other) => other.name === name));
    const reports: DrillReport[] = [];
    for (const [index, one] of fit.entries()) {
      onEvent({ kind: 'drill', drill: one, number: index + 1, count: fit.length });
      const faultSeconds = request.faultSeconds ?? one.faultSeconds;
      const { report, records } = await runDrill({ ...request, drill: one, reach, site, recordFile, faultSeconds });
      onEvent({ kind: 'report', report, records });
      reports.push(report);
      const title = `${report.name}: ${report.faults.join(', ')}; ${report.passed ? 'passed' : 'not passed'}`;
      await leaveMark({ ...request, transport, mark: { at: report.startedAt, kind: 'drill', title } });
    }
    return {
      version: 1,
      environment,
      application: app.name ?? null,
      site: site.name,
      startedAt: startedAt.toISOString(),
      passed: reports.every(({ passed }) => passed),
      drills: reports,
      skipped,
    };
  });
}

export type HealRequest = Pick<DrillRequest, 'platform' | 'owner' | 'run' | 'who' | 'now'>;

/**
 * Heals what a drill left that was killed itself, and returns what that was; undefined when nothing is broken. Safe to
 * repeat.
 * @throws EnvironmentLocked while a drill goes on; Failure naming what is not healed.
 */
export async function healDrill(request: HealRequest): Promise<FaultRecord | undefined> {
  const { platform } = request;
  const { environment } = platform;
  const paths = environmentPaths(environment);
  return recordedRun({ ...request, environment, what: 'drill --heal', now: request.now() }, async () => {
    await refuseForeignLab(environment, request.owner);
    const recordFile = faultRecordFile(paths.stateDirectory);
    const record = await readFaultRecord(recordFile);
    if (record === undefined) return undefined;
    await healFaults(record.faults, reachLab(platform, openSsh({ configFile: paths.sshConfig }), request.owner));
    await removeFaultRecord(recordFile);
    return record;
  });
}

function skippedOf({ name, unfit }: Drill, platform: Platform): SkippedDrill[] {
  const reason = unfit(platform);
  return reason === undefined ? [] : [{ name, reason }];
}

function refuseBroken(record: FaultRecord | undefined): void {
  if (record === undefined) return;
  throw new Failure({
    step: 'begin the drill',
    reason: `the drill ${record.drill} of ${record.since} was cut off and has left something broken`,
    changed: 'Nothing was changed.',
    next: 'smartx drill --heal',
  });
}
