import { describeStep, type HostPlan } from '../../plan/plan.ts';
import type { HostManifest } from '../../services/manifest.ts';
import type { PlatformPromise, Subject } from '../promise.ts';
import { type Finding, verdictOf } from '../verdict.ts';

/** Nothing was changed behind our back. */
export function deriveConfigurationPromise({ manifests, observations }: Subject): PlatformPromise {
  return {
    id: 'host.configuration-as-compiled',
    tier: 'host',
    claim: 'What is on disk, and what each unit has loaded, is what was compiled.',
    method:
      'Each host is compared with its manifest, as before an apply: packages, users, directories, files, releases, units and what they loaded. Whatever would change is drift.',
    limits: 'Files that Smartx does not write are not looked at, and what a daemon was told at run time is not known.',
    questions: [],
    judge: () => {
      const findings = manifests.map((manifest) => compare(manifest, observations.get(manifest.host)?.plan));
      return verdictOf([...findings, { faults: [], evidence: describeCompared(manifests) }]);
    },
  };
}

function compare({ host }: HostManifest, plan: HostPlan | undefined): Finding {
  if (plan === undefined) return { faults: [`${host} did not answer when it was compared with what was compiled`] };
  return { faults: plan.steps.map((step) => `${host} differs, an apply would ${describeStep(step)}: ${step.reason}`) };
}

function describeCompared(manifests: readonly HostManifest[]): string {
  const count = (of: (manifest: HostManifest) => number) => manifests.reduce((sum, manifest) => sum + of(manifest), 0);
  return `${count(({ files }) => files.length)} files and ${count(({ units }) => units.length)} units of ${manifests.length} hosts compared`;
}
