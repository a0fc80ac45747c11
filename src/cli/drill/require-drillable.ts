import type { Drill } from '../../drills/drill.ts';
import { drilledApp } from '../../platform/chosen-apps.ts';
import type { Platform } from '../../platform/platform.ts';
import { UsageError } from '../report/report-thrown.ts';

/**
 * Drills break things on purpose, so the declaration must allow them; and their load must know what to ask for.
 * @throws UsageError that names the field of the declaration.
 */
export function requireDrillable(platform: Platform, chosen: readonly Drill[]): void {
  const { environment, drills } = platform;
  if (!drills) {
    throw new UsageError(
      `Drills break things on purpose, and the environment '${environment}' does not allow them.`,
      `If that is what you want, write environments.${environment}.drills: true in the declaration.`,
    );
  }
  if (drilledApp(platform).contract === undefined && chosen.length > 0) {
    throw new UsageError(
      'The load of a drill makes transfers and looks for them afterwards, and the declaration does not say that the application can.',
      "If it speaks the API of the sample application, write app.contract: 'ledger'.",
    );
  }
}
