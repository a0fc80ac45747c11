import type { Drill } from '../../drills/drill.ts';
import type { App, Platform } from '../../platform/platform.ts';
import { appWords } from '../choose-apps.ts';
import { UsageError } from '../report/report-thrown.ts';

/**
 * Drills break things on purpose, so the declaration must allow them; and their load must know what to ask for.
 * @param app to which the load goes
 * @throws UsageError that names each field of the declaration.
 */
export function requireDrillable(platform: Platform, app: App, chosen: readonly Drill[]): void {
  const wrong = [
    ...(platform.drills ? [] : [notAllowed(platform)]),
    ...(app.contract !== undefined || chosen.length === 0 ? [] : [notUnderstood(platform, app)]),
  ];
  if (wrong.length === 0) return;
  throw new UsageError(wrong.map(({ reason }) => reason).join(' '), wrong.map(({ fix }) => fix).join(' '));
}

interface Obstacle {
  readonly reason: string;
  readonly fix: string;
}

function notAllowed({ environment }: Platform): Obstacle {
  return {
    reason: `Drills break things on purpose, and the environment '${environment}' does not allow them.`,
    fix: `If that is what you want, write environments.${environment}.drills: true in the declaration.`,
  };
}

function notUnderstood({ apps }: Platform, { name }: App): Obstacle {
  const field = name === undefined ? 'app' : `apps.${name}`;
  const others = apps
    .filter(({ contract }) => contract !== undefined)
    .map((other) => appWords({ app: other.name }).join(' '));
  const instead = others.length === 0 ? '' : ` Or choose one of: ${others.join(', ')}.`;
  const which = name === undefined ? 'the application' : `the application '${name}'`;
  return {
    reason: `The load of a drill makes transfers and looks for them afterwards, and the declaration does not say that ${which} can.`,
    fix: `If it speaks the API of the sample application, write ${field}.contract: 'ledger'.${instead}`,
  };
}
