import { compile } from '../../../src/compile.ts';
import { placeholderMaterials } from '../../../src/operations/placeholder-materials.ts';
import type { Platform } from '../../../src/platform/platform.ts';
import { type ConnectionTry, connectionTries } from '../../../src/promises/firewall/connections.ts';
import { linkLocalPorts } from '../../../src/promises/firewall/probe-question.ts';
import type { Answer, Subject } from '../../../src/promises/promise.ts';
import { samplePlatform } from '../../platform/sample.ts';

export function compiledSubject(platform: Platform = samplePlatform()): Subject {
  const manifests = compile(platform, placeholderMaterials(platform)).hosts;
  return { platform, manifests, observations: new Map(), authorityFile: '/etc/authority.crt' };
}

export const subject = compiledSubject();
export const tries = connectionTries(subject);

/**
 * What the program prints on a platform that is well, but for the lines in `wrong`: `web-1: tcp 10.214.0.91 3306` ->
 * `rejected`.
 */
export function answersWith(wrong: Readonly<Record<string, string>>): readonly Answer[] {
  const unused = new Set(Object.keys(wrong));
  const answers = tries.map((one) => {
    const lines = [...linesOf(one)].map(([key, result]) => {
      const from = one.source.kind === 'host' ? one.source.host.name : 'outside';
      unused.delete(`${from}: ${key}`);
      return `${key} ${wrong[`${from}: ${key}`] ?? result}\n`;
    });
    return { kind: 'answered', exitCode: 0, stdout: lines.join(''), stderr: '' } as const;
  });
  if (unused.size > 0) throw new Error(`nobody tries ${[...unused].join(', ')}`);
  return answers;
}

function* linesOf({ probes, neighbours }: ConnectionTry): Iterable<readonly [string, string]> {
  for (const { protocol, address, port, flow } of probes) {
    yield [`${protocol} ${address} ${port}`, flow === undefined ? 'silent' : 'open'];
  }
  for (const address of neighbours) for (const port of linkLocalPorts) yield [`tcp6 ${address} ${port}`, 'rejected'];
}
