import type { HostManifest } from '../services/manifest.ts';
import { guardsAccess } from './guards-access.ts';
import type { HostPlan, Step } from './plan.ts';
import { shellFunction, shellWord, shellWords } from './shell-words.ts';

/** What the script does to units, and how it looks whether the host is well afterwards. */
export function renderActions(manifest: HostManifest, plan: HostPlan): string[] {
  const unitSteps = plan.steps.flatMap((step, index) => (step.kind === 'unit' ? [{ ...step, index }] : []));
  const enabled = unitSteps.filter((step) => step.action === 'enable');
  const retired = unitSteps.filter((step) => step.action === 'retire');
  const acts = unitSteps.filter((step) => step.action !== 'enable' && step.action !== 'retire');
  const [probes, lateProbes] = acts.length === 0 ? [[], []] : probesOf(manifest, acts);
  return [
    shellFunction(
      'run_checks',
      checksFor(manifest, plan).map((check) => `check ${shellWords([check.name, ...check.argv])}`),
    ),
    shellFunction(
      'retire_units',
      retired.map((step) => `retire_unit ${step.index} ${shellWord(step.unit)}`),
    ),
    shellFunction('enable_units', enabled.length === 0 ? [] : [`enable ${indexes(enabled)} ${units(enabled)}`]),
    shellFunction('act_on_units', renderActs(acts, plan)),
    shellFunction('run_probes', probes.map(renderProbe)),
    shellFunction('run_late_probes', lateProbes.map(renderProbe)),
    renderHashes(plan),
  ];
}

/** The checks that cover a file which changes. */
export function checksFor(manifest: HostManifest, plan: HostPlan): HostManifest['checks'] {
  const changing = new Set(plan.steps.flatMap((step) => (step.kind === 'file' ? [step.path] : [])));
  return manifest.checks.filter((check) => check.covers.some((path) => changing.has(path)));
}

type IndexedUnitStep = Extract<Step, { kind: 'unit' }> & { readonly index: number };

type Probes = HostManifest['probes'];

/**
 * At a cold start, what is asked for its health may need what runs meanwhile, such as the tables of a migration: those
 * probes come second. All others need not wait for it.
 */
function probesOf({ probes, units }: HostManifest, acts: readonly IndexedUnitStep[]): readonly [Probes, Probes] {
  const meanwhile = new Set(acts.flatMap((step) => (step.action === 'run' && !step.waits ? [step.unit] : [])));
  const needed = new Set(units.filter(({ name }) => meanwhile.has(name)).flatMap(({ restartOn }) => restartOn));
  const isLate = ({ app }: Probes[number]) => app !== undefined && needed.has(`release:${app}`);
  return [probes.filter((probe) => !isLate(probe)), probes.filter(isLate)];
}

function renderProbe({ name, timeoutMs, argv }: Probes[number]): string {
  return `probe ${shellWords([name, String(timeoutMs), ...argv])}`;
}

/** Steps of the same order and action are one command: systemd starts them at the same time. */
function renderActs(steps: readonly IndexedUnitStep[], plan: HostPlan): string[] {
  const commands: string[] = [];
  const lastGuard = steps.findLastIndex(guardsAccess);
  // Where only a file that guards access changes there is no unit to wait for.
  if (lastGuard === -1 && plan.steps.some(guardsAccess)) commands.push('say @confirm');
  for (let at = 0; at < steps.length; ) {
    const first = steps[at] as IndexedUnitStep;
    const same = steps.slice(at).findIndex((step) => !belongsTogether(first, step));
    const group = steps.slice(at, same === -1 ? undefined : at + same);
    commands.push(renderAct(first, group, plan));
    if (at <= lastGuard && lastGuard < at + group.length) commands.push('say @confirm');
    at += group.length;
  }
  return commands;
}

function belongsTogether(a: IndexedUnitStep, b: IndexedUnitStep): boolean {
  return a.index === b.index || (a.action !== 'run' && a.action === b.action && a.order === b.order);
}

function renderAct(first: IndexedUnitStep, group: readonly IndexedUnitStep[], { basedOn }: HostPlan): string {
  if (first.action !== 'run') return `act ${first.action} ${indexes(group)} ${units(group)}`;
  const unit = `${first.index} ${shellWord(first.unit)}`;
  if (first.waits) return `run_oneshot ${unit}`;
  // On a host that no run has changed yet, all hosts come up at the same time, and so does what it needs of them.
  return `run_oneshot_meanwhile ${unit} ${basedOn === '' ? '"$unit_limit"' : '"$tries"'}`;
}

function renderHashes(plan: HostPlan): string {
  const cases = plan.loads.map((load) => {
    const old = load.before === undefined ? '' : `${load.before.restartHash} ${load.before.reloadHash}`;
    return `    ${shellWord(load.unit)}) hashes='${load.restartHash} ${load.reloadHash}' old_hashes='${old}' ;;`;
  });
  return ['hashes_of() {', '  hashes= old_hashes=', '  case $1 in', ...cases, '    *) ;;', '  esac', '}'].join('\n');
}

function indexes(steps: readonly IndexedUnitStep[]): string {
  return `'${steps.map((step) => step.index).join(' ')}'`;
}

function units(steps: readonly IndexedUnitStep[]): string {
  return shellWords(steps.map((step) => step.unit));
}
