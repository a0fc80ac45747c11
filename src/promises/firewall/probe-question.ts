import type { Question } from '../promise.ts';
import type { Source } from './flow-for.ts';
import { ANSWER_WAIT_SECONDS, probeProgram, SECOND_WAIT_SECONDS, SOCKETS_MAX } from './probe-program.ts';
import { nameOfSource, type Probe } from './probes.ts';

/**
 * One question that tries many connections from one place: a program for the perl that every Debian has (perl-base),
 * with the list behind it. It prints a line for each: `tcp 10.214.0.91 3306 open`.
 */
export function probeQuestion(
  source: Source,
  domain: string,
  probes: readonly Probe[],
  neighbours: readonly string[],
): Question {
  const lines = [
    ...probes.map((probe) => [
      probe.protocol,
      probe.address,
      probe.port,
      probe.flow === undefined ? 'refused' : 'wanted',
    ]),
    ...neighbours.flatMap((address) => linkLocalPorts.map((port) => ['tcp6', address, port, 'refused'])),
  ].map((words) => `${words.join(' ')}\n`);
  return {
    from: source.kind === 'host' ? { kind: 'host', host: source.host.name } : { kind: 'outside' },
    label: `${nameOfSource(source)}: ${lines.length} connections`,
    argv: ['perl', '-'],
    input: probeProgram(domain) + lines.join(''),
    timeoutMs: timeoutMs(lines.length),
  };
}

/**
 * Tried at the IPv6 address that every interface gives itself. sshd listens there; where nobody does, the kernel's
 * refusal shows as well that the firewall let somebody pass.
 */
export const linkLocalPorts = [22, 443, 3306] as const;

/** Of SSH, perl and a busy host. */
const OVERHEAD_MS = 15_000;

function timeoutMs(count: number): number {
  // Datagrams, connections and IPv6 each have batches of their own, of which the last is not full.
  const batches = Math.ceil(count / SOCKETS_MAX) + 2;
  return OVERHEAD_MS + 1_000 * batches * (ANSWER_WAIT_SECONDS + SECOND_WAIT_SECONDS);
}
