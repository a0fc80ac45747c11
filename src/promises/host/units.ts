import type { HostManifest, ManifestUnit } from '../../services/manifest.ts';
import { readOutput } from '../output.ts';
import type { Answer, PlatformPromise, Subject } from '../promise.ts';
import { answerAt, type Finding, verdictOf } from '../verdict.ts';

/** Daemons run, and nothing else on the host has failed either. */
export function deriveUnitPromise({ manifests }: Subject): PlatformPromise {
  const count = manifests.reduce((sum, { units }) => sum + services(units).length, 0);
  return {
    id: 'host.units-active',
    tier: 'host',
    claim: 'Every service of ours runs, and no unit of the host has failed.',
    method: 'Each host lists its units; those of the manifest must be active, and none may be failed.',
    limits: 'A daemon may run and be of no use: the promises of its tier say whether it does its work.',
    questions: manifests.map(({ host }) => ({
      from: { kind: 'host', host },
      label: `${host}: its units`,
      argv: ['systemctl', 'list-units', '--all', '--full', '--plain', '--no-legend', '--no-pager'],
      timeoutMs: UNITS_TIMEOUT_MS,
    })),
    judge: (answers) =>
      verdictOf([
        ...manifests.map((manifest, index) => judgeHost(manifest, answerAt(answers, index))),
        { faults: [], evidence: `${count} services on ${manifests.length} hosts` },
      ]),
  };
}

const UNITS_TIMEOUT_MS = 15_000;

function judgeHost({ host, units }: HostManifest, answer: Answer): Finding {
  const output = readOutput(`${host}, asked for its units,`, answer);
  if (!output.ok) return output.finding;
  const states = parseUnits(output.stdout);
  const idle = services(units).flatMap(({ name }) => {
    const state = states.get(name);
    // A reload is not an interruption.
    if (state?.active === 'active' || state?.active === 'reloading' || state?.active === 'failed') return [];
    return [
      `${host}: ${name} should be active, but is ${state === undefined ? 'not loaded' : `${state.active} (${state.sub})`}`,
    ];
  });
  const failed = [...states]
    .filter(([, { active }]) => active === 'failed')
    .map(([name]) => `${host}: ${name} has failed`);
  return { faults: [...idle, ...failed] };
}

function services(units: readonly ManifestUnit[]): readonly ManifestUnit[] {
  return units.filter(({ kind }) => kind === 'service');
}

interface UnitState {
  /** systemd's own words: `active`, `inactive`, `failed`, `activating`… */
  readonly active: string;
  readonly sub: string;
}

/** Columns of systemctl(1) list-units: UNIT LOAD ACTIVE SUB DESCRIPTION. */
function parseUnits(text: string): ReadonlyMap<string, UnitState> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const [name = '', , active, sub] = line.trim().split(/\s+/);
      return active === undefined || sub === undefined ? [] : [[name, { active, sub }] as const];
    }),
  );
}
