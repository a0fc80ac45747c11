import { whyUnknown } from './figure-reasons.ts';
import type { Figures, Health, Site, Uptime } from './overview.ts';
import type { PlatformDocument } from './platform-document.ts';
import type { Samples } from './samples.ts';

/** Whether users are answered, and were. */
export function readSite(document: PlatformDocument, samples: Samples, figures: Figures): Site {
  const answers = samples('site') ?? [];
  const apps = document.apps.map(({ id, name }) => ({ id, health: healthOf(answers, [id, name]) }));
  const healths = apps.map(({ health }) => health);
  const health = (['down', 'unknown', 'well'] as const).find((one) => healths.includes(one)) ?? 'unknown';
  return {
    health,
    reasons: [
      ...apps
        .filter((app) => app.health === 'down')
        .map(({ id }) => `${id} does not answer through the virtual address`),
      ...(health === 'unknown' ? [whyUnknown(figures) ?? 'no probe of the virtual address tells anything'] : []),
    ],
    apps,
    objective: document.objective.availability,
    uptime: windows.map(([window, seconds]) => readUptime(document, samples, window, seconds)),
  };
}

/** Probes name an application by its id or by its name. */
function healthOf(answers: NonNullable<ReturnType<Samples>>, names: readonly (string | undefined)[]): Health {
  const probe = answers.find(({ labels }) => names.includes(labels.app));
  if (probe === undefined) return 'unknown';
  return probe.value === 1 ? 'well' : 'down';
}

const windows = [
  ['24h', 86_400],
  ['7d', 7 * 86_400],
  ['30d', 30 * 86_400],
] as const;

/**
 * Prometheus has an average over the samples that are there, and their number, each of which stands for one interval. What
 * an average of one day says of thirty is not guessed: only seconds that were seen to be lost are taken off the budget.
 */
function readUptime(
  { objective, scrapeIntervalSeconds }: PlatformDocument,
  samples: Samples,
  window: Uptime['window'],
  windowSeconds: number,
): Uptime {
  const known = new Map((samples(`known${window}`) ?? []).map(({ labels, value }) => [labels.app, value]));
  const allowedSeconds = windowSeconds * (1 - objective.availability);
  const apps = (samples(`uptime${window}`) ?? []).map(({ labels, value: ratio }) => {
    const knownSeconds = Math.min(windowSeconds, (known.get(labels.app) ?? 0) * scrapeIntervalSeconds);
    return { ratio, knownSeconds, downSeconds: (1 - ratio) * knownSeconds };
  });
  const [worst] = apps
    .filter(({ knownSeconds }) => knownSeconds > 0)
    .sort((one, other) => other.downSeconds - one.downSeconds || one.knownSeconds - other.knownSeconds);
  if (worst === undefined) {
    const budget = { allowedSeconds, left: undefined };
    return { window, windowSeconds, knownSeconds: 0, ratio: undefined, downSeconds: undefined, budget };
  }
  // An objective of 100 % allows nothing: it is kept, or it is not.
  const left = allowedSeconds > 0 ? 1 - worst.downSeconds / allowedSeconds : worst.downSeconds > 0 ? -1 : 1;
  return { window, windowSeconds, ...worst, budget: { allowedSeconds, left } };
}
