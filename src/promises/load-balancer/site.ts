import { ports } from '../../platform/platform.ts';
import { siteNameOf } from '../../platform/site-name.ts';
import type { Answer, Question, Subject } from '../promise.ts';
import type { Finding } from '../verdict.ts';

/** A user's view of the site: curl(1) asks the virtual address by name, without asking the DNS. */
export interface Site {
  /** The canonical name. */
  readonly name: string;
  readonly names: readonly string[];
  readonly address: string;
  readonly authorityFile: string;
}

export function siteOf({ platform, authorityFile }: Pick<Subject, 'platform' | 'authorityFile'>): Site {
  return { name: siteNameOf(platform), names: platform.siteNames, address: platform.virtualAddress, authorityFile };
}

/** Longest that a user waits for one answer, seconds. */
const answerSeconds = 5;
/** Far more than curl takes, even when nobody answers. */
export const curlTimeoutMs = 30_000;

/**
 * No file of settings and no proxy of whoever asks. The certificate is a promise of its own: when it is wrong, that one
 * is broken and the others still tell what they know.
 */
export const curlOptions: readonly string[] = [
  ...['-q', '-sS', '--insecure', '--noproxy', '*', '--max-time', String(answerSeconds), '-A', 'smartx-verify'],
];

/** Every name of the site, on both ports, is at this address. */
export function resolveOptions(names: readonly string[], address: string): readonly string[] {
  return names.flatMap((name) =>
    [ports.http, ports.https].flatMap((port) => ['--resolve', `${name}:${port}:${address}`]),
  );
}

/** A user outside asks for some pages; what is printed are their heads, in the order of the URLs. */
export function curlQuestion(
  site: Site,
  label: string,
  { urls, options = [] }: { readonly urls: readonly string[]; readonly options?: readonly string[] },
): Question {
  return {
    from: { kind: 'outside' },
    label,
    argv: [
      ...['curl', ...curlOptions, ...resolveOptions(site.names, site.address)],
      ...['-D', '-', ...options, ...urls.flatMap((url) => ['-o', '/dev/null', url])],
    ],
    timeoutMs: curlTimeoutMs,
  };
}

/** The head of an HTTP response. */
export interface Head {
  /** `1.1`, `2` */
  readonly version: string;
  readonly status: number;
  /** Names in lower case; of a header that comes twice, the values are joined with a comma (RFC 9110 section 5.3). */
  readonly headers: ReadonlyMap<string, string>;
}

/** Heads as curl -D prints them. */
export function parseHeads(text: string): readonly Head[] {
  const blocks = text.replaceAll('\r', '').split(/^(?=HTTP\/\d)/m);
  return blocks.flatMap((block) => {
    const start = /^HTTP\/(\S+) (\d{3})/.exec(block);
    if (start === null) return [];
    const headers = new Map<string, string>();
    for (const [, name = '', value = ''] of block.split('\n\n')[0]!.matchAll(/^([^:\s]+):\s*(.*)$/gm)) {
      const before = headers.get(name.toLowerCase());
      headers.set(name.toLowerCase(), before === undefined ? value : `${before}, ${value}`);
    }
    return [{ version: start[1]!, status: Number(start[2]), headers }];
  });
}

/** Judges as many heads as were asked for. That there are fewer is a fault of `who`: `The site`. */
export function judgeHeads(
  who: string,
  count: number,
  answer: Answer,
  judge: (heads: readonly Head[]) => Finding,
): Finding {
  if (answer.kind === 'silent') return { faults: [], unknown: `${who} could not be asked: ${answer.reason}.` };
  const heads = parseHeads(answer.stdout);
  if (heads.length >= count && answer.exitCode === 0) return judge(heads);
  return { faults: [`${who} does not answer: ${whyNoAnswer(answer.stderr, answer.exitCode)}.`] };
}

/** What curl says, without its own name. */
export function whyNoAnswer(stderr: string, exitCode: number): string {
  const [said = ''] = stderr.trim().split('\n');
  return said.replace(/^curl: /, '') || `curl ended with ${exitCode}`;
}
