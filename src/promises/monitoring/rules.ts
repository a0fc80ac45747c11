import { hostsWithRole } from '../../platform/per-platform.ts';
import type { HostManifest, ManifestFile } from '../../services/manifest.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { judgeEach, withProgram } from '../verdict.ts';
import { readApi, settledQuestions } from './prometheus-api.ts';

const rulesPath = '/api/v1/rules';

/** Recording and alerting rules. */
export function rules({ platform, manifests }: Subject): PlatformPromise {
  const hosts = hostsWithRole(platform, 'monitoring');
  const declared = new Map(hosts.map(({ name }) => [name, compiledRules(manifests.find(({ host }) => host === name))]));
  const about = {
    id: 'monitoring.rules-loaded',
    tier: 'monitoring',
    claim: 'Every recording and alerting rule is loaded and is evaluated without errors, and there are no others.',
    method: 'Each Prometheus is asked for its rules, which are compared with those in the compiled files.',
    limits: 'That a rule fires when it should is for tests of the rule (promtool test rules).',
  } as const;
  if ([...declared.values()].every((names) => names.size === 0)) {
    return {
      ...about,
      questions: [],
      judge: () => ({
        outcome: 'unchecked',
        reason: 'No rule is compiled for this platform, so there is none to load.',
      }),
    };
  }
  return {
    ...about,
    questions: settledQuestions(platform, rulesPath),
    judge: withProgram(
      'curl',
      judgeEach(hosts, (host, answer) => {
        const read = readApi(host, rulesPath, answer);
        if (!read.ok) return read.finding;
        const loaded = loadedRules(read.data);
        const missing = [...declared.get(host.name)!].filter((name) => !loaded.some((rule) => rule.name === name));
        return {
          faults: [
            ...missing.map((name) => `The Prometheus of ${host.name} should have the rule ${name}, and does not.`),
            ...loaded
              .filter(({ name }) => !declared.get(host.name)!.has(name))
              .map(({ name }) => `The Prometheus of ${host.name} has the rule ${name}, which nobody declared.`),
            ...loaded
              .filter(({ health }) => health !== 'ok')
              .map(
                (rule) =>
                  `The Prometheus of ${host.name} should evaluate the rule ${rule.name}, and ${rule.lastError || `its state is ${rule.health}`}.`,
              ),
          ],
          evidence: `${host.name}: ${loaded.length} rules`,
        };
      }),
    ),
  };
}

interface Rule {
  readonly name: string;
  /** `ok`, `err`, or `unknown` before the first evaluation. */
  readonly health: string;
  readonly lastError?: string;
}

function loadedRules(data: unknown): readonly Rule[] {
  const { groups = [] } = data as { groups?: readonly { readonly rules?: readonly Rule[] }[] };
  return groups.flatMap((group) => group.rules ?? []);
}

/** Names of the rules in rule files (prometheus.io/docs, "Recording rules": `groups`, in each `rules`). */
function compiledRules(manifest: HostManifest | undefined): ReadonlySet<string> {
  const files = manifest?.files.filter(isRuleFile) ?? [];
  const names = files.flatMap(({ content }) => [...content.matchAll(/^\s+(?:- )?(?:alert|record): *['"]?([\w:]+)/gm)]);
  return new Set(names.map(([, name = '']) => name));
}

function isRuleFile({ path, content }: ManifestFile): boolean {
  return path.startsWith('/etc/prometheus/') && /^groups:/m.test(content);
}
