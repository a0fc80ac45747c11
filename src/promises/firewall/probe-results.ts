import type { Answer } from '../promise.ts';

/**
 * How one connection ended. `closed`: it passed the firewall and nobody listened. `rejected` by an ICMP error, `silent`:
 * no answer in time. `own`: the address was the trying host's own. `absent`: no neighbour has such an address.
 */
export type ProbeResult =
  | 'open'
  | 'closed'
  | 'rejected'
  | 'silent'
  | 'no-route'
  | 'own'
  | 'absent'
  | `error: ${string}`;

export interface Tried {
  readonly protocol: 'tcp' | 'tcp6' | 'udp';
  readonly address: string;
  readonly port: number;
}

export type ProbeResults =
  | { readonly ok: true; readonly of: (tried: Tried) => ProbeResult }
  /** Nothing was tried. */
  | { readonly ok: false; readonly reason: string };

/** What the program printed; what it left out is an error, so that a program cut short proves nothing. */
export function readProbeResults(answer: Answer): ProbeResults {
  if (answer.kind === 'silent') return { ok: false, reason: answer.reason };
  if (answer.exitCode !== 0) {
    const lastLine = answer.stderr.trim().split('\n').at(-1) ?? '';
    return { ok: false, reason: `perl ended with exit code ${answer.exitCode}: ${lastLine}` };
  }
  const results = new Map(answer.stdout.split('\n').flatMap(parseLine));
  return { ok: true, of: (tried) => results.get(keyOf(tried)) ?? 'error: it was not tried' };
}

const words = ['open', 'closed', 'rejected', 'silent', 'no-route', 'own', 'absent'];

function parseLine(line: string): readonly (readonly [string, ProbeResult])[] {
  const [, key = '', result = ''] = /^((?:tcp6?|udp) \S+ \d+) (.+)$/.exec(line) ?? [];
  const isKnown = words.includes(result) || result.startsWith('error: ');
  return isKnown ? [[key, result as ProbeResult]] : [];
}

function keyOf({ protocol, address, port }: Tried): string {
  return `${protocol} ${address} ${port}`;
}
