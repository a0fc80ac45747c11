import { alertsDrill } from '../../drills/alerts-drill.ts';
import type { Drill } from '../../drills/drill.ts';
import type { Objective } from '../../drills/objective.ts';
import { sayDuration } from '../../drills/say-duration.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Output } from '../invocation.ts';
import { wrapWords } from '../wrap-words.ts';

/** What `drill --list` prints: every drill with what it proves, what it does not, and its objectives. */
export function renderList(
  drills: readonly Drill[],
  platform: Platform,
  { paint, columns }: Pick<Output, 'paint' | 'columns'>,
): string {
  return [...drills.map(render), renderAlerts()].join('\n\n');

  function renderAlerts(): string {
    const { name, title, proves, limits, unfit } = alertsDrill;
    const lines = [title, `Proves: ${proves}`, `Does not prove: ${limits}`];
    return [headOf(name, unfit(platform)), ...lines.map((line) => wrapWords(line, columns, '  '))].join('\n');
  }

  function render({ name, title, proves, limits, objectives, faultSeconds, unfit }: Drill): string {
    const reason = unfit(platform);
    const lines = [`${title} For ${faultSeconds} s.`, `Proves: ${proves}`, `Does not prove: ${limits}`];
    return [
      headOf(name, reason),
      ...lines.map((line) => wrapWords(line, columns, '  ')),
      wrapWords(`Objectives: ${objectives.map(sayObjective).join('; ')}.`, columns, '  '),
    ].join('\n');
  }

  function headOf(name: string, reason: string | undefined): string {
    return paint('bold', name) + (reason === undefined ? '' : paint('yellow', `  not for this platform: ${reason}`));
  }
}

/** The same as a document. */
export function listDocument(drills: readonly Drill[], platform: Platform) {
  const underLoad = drills.map(({ name, title, proves, limits, objectives, faultSeconds, unfit }) => {
    return { name, title, proves, limits, faultSeconds, objectives, unfit: unfit(platform) ?? null };
  });
  const { name, title, proves, limits, unfit } = alertsDrill;
  return [
    ...underLoad,
    { name, title, proves, limits, faultSeconds: 0, objectives: [], unfit: unfit(platform) ?? null },
  ];
}

/** In words: `no longer than 500 ms without a successful write`. */
export function sayObjective(objective: Objective): string {
  switch (objective.kind) {
    case 'longestGapMsMax': {
      const what = objective.of === 'all' ? 'request' : objective.of;
      return `no longer than ${sayDuration(objective.limit)} without a successful ${what}`;
    }
    case 'failedMax':
      return `${objective.limit === 0 ? 'no' : `at most ${objective.limit}`} failed ${failedWords[objective.of]}`;
    case 'writesLostMax':
      return 'no acknowledged write lost';
    case 'duplicatesMax':
      return 'no write made twice';
    case 'primariesMax':
      return 'never two members that take writes';
  }
}

const failedWords = {
  all: 'request',
  idempotent: 'request that is safe to repeat',
  read: 'read',
  static: 'static page',
} as const;
