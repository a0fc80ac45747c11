import type { Platform } from '../../platform/platform.ts';
import { siteNameOf } from '../../platform/site-name.ts';
import { derivePromises } from '../../promises/derive.ts';
import type { DerivePromises, PlatformPromise, Tier } from '../../promises/promise.ts';
import { selectPromises } from '../../promises/select.ts';
import type { Manifest } from '../../services/manifest.ts';
import type { Transport } from '../../transport/transport.ts';
import { type AskPromise, type RunOutside, startAsking } from './ask.ts';
import { observeHosts } from './observe-hosts.ts';
import { countOutcomes, type PromiseResult, promiseResult, type VerifyReport } from './report.ts';

export interface VerifyRequest {
  readonly platform: Platform;
  /** Compiled with the real materials, or every host would seem to differ. */
  readonly manifest: Manifest;
  readonly transport: Transport;
  readonly outside: RunOutside;
  /** Of the authority that signed the site's certificate, on this machine. */
  readonly authorityFile: string;
  /** Tiers, ids or beginnings of ids; empty for all. */
  readonly only: readonly string[];
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: VerifyEvent) => void) | undefined;
  /** What is promised; tests bring their own. */
  readonly derive?: DerivePromises | undefined;
}

export type VerifyEvent =
  | { readonly kind: 'observed'; readonly host: string; readonly state: 'ok' | 'silent' }
  /** Once, before the first question: how many promises each tier has. */
  | { readonly kind: 'derived'; readonly counts: ReadonlyMap<Tier, number> }
  | { readonly kind: 'judged'; readonly result: PromiseResult };

/**
 * Puts every promise of a platform to the test. Reads and asks, and changes nothing that lasts. A host that does not
 * answer is silent in what it is asked, which its promises judge.
 * @throws Error when a promise cannot judge what it was answered, which is a mistake in Smartx.
 */
export async function verify(request: VerifyRequest): Promise<VerifyReport> {
  const { platform, manifest, only, now, onEvent, derive = derivePromises } = request;
  const started = performance.now();
  const onHost = (host: string, state: 'ok' | 'silent') => onEvent?.({ kind: 'observed', host, state });
  const observations = await observeHosts({ ...request, onHost });
  const { authorityFile } = request;
  const all = derive({ platform, manifests: manifest.hosts, observations, authorityFile });
  const selection = selectPromises(all, only);
  if (!selection.ok) throw new Error(`no promise is chosen by ${selection.unknown.join(', ')}`);
  onEvent?.({ kind: 'derived', counts: countTiers(selection.promises) });

  const { ask, asked, stop } = startAsking(request);
  const results = await Promise.all(
    mostGentleFirst(selection.promises).map(async (promise) => {
      const result = await putToTheTest(promise, ask);
      onEvent?.({ kind: 'judged', result });
      return result;
    }),
  ).finally(stop);
  const resultOf = new Map(results.map((result) => [result.id, result]));
  const hosts = manifest.hosts.map(({ host }) => host);
  return {
    environment: platform.environment,
    site: `https://${siteNameOf(platform)}/`,
    startedAt: now.toISOString(),
    elapsedMs: Math.round(performance.now() - started),
    hosts: { count: hosts.length, silent: hosts.filter((host) => !observations.has(host)) },
    questions: asked(),
    totals: countOutcomes(results),
    promises: selection.promises.map(({ id }) => resultOf.get(id)!),
  };
}

/** The thousands of probes of the firewall keep every host busy for seconds: they come when the others have asked. */
function mostGentleFirst(promises: readonly PlatformPromise[]): PlatformPromise[] {
  const isGentle = ({ tier }: PlatformPromise) => tier !== 'firewall';
  return [...promises.filter(isGentle), ...promises.filter((promise) => !isGentle(promise))];
}

async function putToTheTest(promise: PlatformPromise, ask: AskPromise): Promise<PromiseResult> {
  const { answers, elapsedMs } = await ask(promise);
  try {
    return promiseResult(promise, promise.judge(answers), elapsedMs);
  } catch (cause) {
    throw new Error(`${promise.id} cannot judge what it was answered: ${(cause as Error).message}`, { cause });
  }
}

function countTiers(promises: readonly PlatformPromise[]): Map<Tier, number> {
  const counts = new Map<Tier, number>();
  for (const { tier } of promises) counts.set(tier, (counts.get(tier) ?? 0) + 1);
  return counts;
}
