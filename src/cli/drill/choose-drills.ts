import { alertsDrill } from '../../drills/alerts-drill.ts';
import { drillNames, drills, findDrill } from '../../drills/catalogue.ts';
import type { Drill } from '../../drills/drill.ts';
import { didYouMeanHint } from '../../problems/suggest.ts';
import type { AppOption } from '../choose-apps.ts';
import { UsageError } from '../report/report-thrown.ts';

export interface DrillChoice extends AppOption {
  readonly all?: boolean;
  readonly list?: boolean;
  readonly heal?: boolean;
}

/**
 * The drills that are meant: those with the names, in their order, or all of them.
 * @throws UsageError for a name that does not exist, and when nothing was chosen.
 */
export function chooseDrills(
  names: readonly string[],
  { all = false, list = false, heal = false, app }: DrillChoice,
): readonly Drill[] {
  if (names.length > 0 && (all || heal)) {
    throw new UsageError(`Names and ${all ? '--all' : '--heal'} exclude each other.`, 'Leave one of them out.');
  }
  if (heal && app !== undefined) {
    throw new UsageError(
      '--app and --heal exclude each other.',
      'Leave --app out: what is broken is healed, whichever application it belongs to.',
    );
  }
  if (heal) return [];
  if (names.length > 0) return [...new Set(names)].map(requireDrill);
  if (all || list) return drills;
  throw new UsageError('No drill was chosen.', 'smartx drill --list shows them; --all does every one.');
}

/** It is done alone, and has neither a load nor a fault. @throws UsageError */
export function isAlertsDrill(names: readonly string[], options: DrillOptionsOfLoad): boolean {
  if (!names.includes(alertsDrill.name)) return false;
  const { all, heal, app, rate, duration, html } = options;
  const others = [all, heal, app, rate, duration, html].some((option) => option !== undefined);
  if (new Set(names).size === 1 && !others) return true;
  throw new UsageError('The drill of alerts is done alone, and has no load.', 'smartx drill alerts');
}

interface DrillOptionsOfLoad extends DrillChoice {
  readonly rate?: number;
  readonly duration?: number;
  readonly html?: string;
}

function requireDrill(name: string): Drill {
  const found = findDrill(name);
  if (found !== undefined) return found;
  throw new UsageError(
    `There is no drill '${name}'.${didYouMeanHint(name, [...drillNames, alertsDrill.name])}`,
    'smartx drill --list shows what there is.',
  );
}
