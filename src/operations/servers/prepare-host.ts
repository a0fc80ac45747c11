import type { HostPlan, PackageStep, Step } from '../../plan/plan.ts';
import type { Platform } from '../../platform/platform.ts';
import type { HostManifest } from '../../services/manifest.ts';
import type { Transport } from '../../transport/transport.ts';
import type { OnApplyEvent } from '../events.ts';
import { installPackages } from './install-packages.ts';
import { installRuntime } from './install-runtime.ts';
import { placeAptSource } from './place-apt-source.ts';
import { surveyHost } from './survey-host.ts';

export interface PrepareHost {
  readonly transport: Transport;
  readonly platform: Platform;
  readonly manifest: HostManifest;
  readonly plan: HostPlan;
  readonly who: string;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: OnApplyEvent | undefined;
}

/**
 * Installs what a plan says is missing: packages by apt, interpreters from here. Nothing starts by that.
 * @throws Failure; what was installed stays, and the next run goes on from there.
 */
export async function prepareHost(request: PrepareHost): Promise<void> {
  const { transport, platform, manifest, plan, who, signal, onEvent } = request;
  const { host } = plan;
  const tell = (steps: readonly Step[], state: 'start' | 'ok' | 'failed') => {
    for (const step of steps) {
      onEvent?.({ kind: 'step', host, index: plan.steps.indexOf(step), count: plan.steps.length, step, state });
    }
  };
  const doing = async (steps: readonly Step[], work: () => Promise<void>) => {
    if (steps.length === 0) return;
    tell(steps, 'start');
    try {
      await work();
    } catch (error) {
      tell(steps, 'failed');
      throw error;
    }
    tell(steps, 'ok');
  };
  const packages = plan.steps.filter((step): step is PackageStep & Step => step.kind === 'package');
  const runtimes = plan.steps.filter((step) => step.kind === 'runtime');
  await doing(packages, async () => {
    await placeAptSource({ transport, manifest, signal });
    const mysqlSuite = platform.database.source?.suite;
    const onLine = (line: string) => onEvent?.({ kind: 'note', host, text: line });
    await installPackages({ transport, manifest, steps: packages, mysqlSuite, who, signal, onLine });
  });
  await doing(runtimes, async () => {
    const { machine } = await surveyHost(transport, host, signal);
    for (const { name } of runtimes) await installRuntime({ transport, host, runtime: name, machine, signal });
  });
}
