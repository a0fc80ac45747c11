import type { Platform } from '../platform/platform.ts';
import type { HostManifest } from '../services/manifest.ts';
import type { HostObservation } from './observation.ts';

/** In the order in which they are shown. */
export const tiers = ['dns', 'loadBalancer', 'firewall', 'web', 'app', 'database', 'monitoring', 'host'] as const;
export type Tier = (typeof tiers)[number];

/**
 * One claim about the platform and how it is put to the test: a value. Asking is the work of operations; what to ask
 * and what the answers mean is decided here, without effects.
 */
export interface PlatformPromise {
  /** Permanent, unique: `dns.recursion-refused`. Begins with the tier. */
  readonly id: string;
  readonly tier: Tier;
  /** What is promised, one sentence: `Strangers get no recursion.` */
  readonly claim: string;
  /** How it is checked, one sentence. */
  readonly method: string;
  /** What a kept promise does not prove, one sentence. */
  readonly limits: string;
  /** Asked all at once; none of them changes anything that lasts. */
  readonly questions: readonly Question[];
  /** Pure. Answers come in the order of the questions. */
  readonly judge: (answers: readonly Answer[]) => Verdict;
}

export interface Question {
  readonly from: Vantage;
  /** Short, for evidence and errors: `ns-1: SOA of foobar.com`. */
  readonly label: string;
  readonly argv: readonly string[];
  /** What the command reads on its stdin. */
  readonly input?: string | undefined;
  readonly timeoutMs: number;
}

/** Who asks: a host of the platform (as root), or a user outside who has a leg in the public network only. */
export type Vantage = { readonly kind: 'host'; readonly host: string } | { readonly kind: 'outside' };

export type Answer =
  | { readonly kind: 'answered'; readonly exitCode: number; readonly stdout: string; readonly stderr: string }
  /** The host could not be reached, or the command did not end in time. */
  | { readonly kind: 'silent'; readonly reason: string };

export type Verdict =
  | { readonly outcome: 'kept'; readonly evidence: string }
  /** Each fault is one sentence that names the host, what was expected and what was seen. Never empty. */
  | { readonly outcome: 'broken'; readonly faults: readonly string[]; readonly evidence: string }
  /** Cannot be known here, which is said and never counts as kept. */
  | { readonly outcome: 'unchecked'; readonly reason: string };

/** What promises are derived from: the declaration, what was compiled of it, and what the hosts look like now. */
export interface Subject {
  readonly platform: Platform;
  readonly manifests: readonly HostManifest[];
  /** What was seen on each host before the questions; a host that did not answer is not in it. */
  readonly observations: ReadonlyMap<string, HostObservation>;
  /** Path, on the machine that asks from outside, of the authority that signed the site's certificate. */
  readonly authorityFile: string;
}

/** What one tier promises. Pure and deterministic; promises sorted by id. */
export type DerivePromises = (subject: Subject) => readonly PlatformPromise[];
