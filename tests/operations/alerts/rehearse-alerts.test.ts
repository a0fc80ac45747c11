import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { rehearsalDirectory } from '../../../src/operations/alerts/rehearsal-files.ts';
import { rehearseAlerts } from '../../../src/operations/alerts/rehearse-alerts.ts';
import { startScript } from '../../../src/operations/alerts/scripts.ts';
import { Failure } from '../../../src/problems/failure.ts';
import { run } from '../../../src/process/run.ts';
import { lowerAlertingRules } from '../../../src/services/prometheus/lower-rules.ts';
import { type AlertsSeen, definitionsOf } from '../../../src/services/prometheus/seen.ts';
import type { RunRequest, Transport } from '../../../src/transport/transport.ts';
import { samplePlatform } from '../../platform/sample.ts';

const platform = samplePlatform();
const names = lowerAlertingRules(platform).map(({ alert }) => alert);
const journalDirectory = mkdtempSync(join(tmpdir(), 'smartx-rehearsal-'));
afterAll(() => rmSync(journalDirectory, { recursive: true, force: true }));

type Step = 'measured' | 'prepare' | 'start' | 'watch' | 'end' | 'keep';
interface Said {
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly lines?: readonly string[];
}

const hostTime = 1_800_000_000;
const alerts = (which: readonly string[]) =>
  JSON.stringify(
    which.map((alertname) => ({ labels: { alertname, drill: 'alerts' }, endsAt: '2027-01-15T08:01:40.000Z' })),
  );
const allFireAndClear = [
  `${hostTime + 16} []`,
  `${hostTime + 20} ${alerts(names)}`,
  `${hostTime + 30} ${alerts(['Watchdog'])}`,
];

/** A host that answers each step so, and remembers what it was asked and told. */
function hostOf(answers: Partial<Record<Step, Said>>, onStep: (step: Step) => void = () => undefined) {
  const steps: Step[] = [];
  const inputs = new Map<Step, string>();
  const usual: Record<Step, Said> = {
    measured: {},
    prepare: { stdout: `${hostTime}\n` },
    start: { stdout: `${hostTime + 5}\n` },
    watch: { lines: allFireAndClear },
    end: {},
    keep: {},
  };
  const transport: Transport = {
    async run(_host, request) {
      const step = stepOf(request);
      steps.push(step);
      onStep(step);
      request.signal?.throwIfAborted();
      if (typeof request.input === 'string') inputs.set(step, request.input);
      const { exitCode = 0, stdout = '', lines = [] } = answers[step] ?? usual[step];
      for (const line of lines) request.onLine?.(line);
      return { exitCode, stdout, stderr: exitCode === 0 ? '' : 'it broke' };
    },
  };
  return { transport, steps, inputs };
}

function stepOf({ argv }: RunRequest): Step {
  const script = argv.at(-1)!;
  if (script.startsWith('while IFS')) return 'measured';
  if (script.startsWith('while now')) return 'watch';
  if (script.includes('create-blocks-from')) return 'start';
  if (script.includes('alerts-seen.json')) return 'keep';
  return script.includes('--data-binary') ? 'end' : 'prepare';
}

const rehearse = (transport: Transport, signal?: AbortSignal) =>
  rehearseAlerts({ platform, transport, journalDirectory, run: 'r', who: 'root@here', now: () => new Date(), signal });

test('what fired and cleared is noted, with what it was then', async () => {
  const { transport, steps, inputs } = hostOf({});
  const report = await rehearse(transport);
  expect(report.hosts.flatMap(({ rules }) => rules.flatMap(({ faults }) => faults))).toEqual([]);
  expect(report.passed).toBe(true);
  expect(steps).toEqual(['measured', 'prepare', 'start', 'watch', 'end', 'keep']);
  const seen = JSON.parse(inputs.get('keep')!) as AlertsSeen;
  expect(Object.keys(seen)).toEqual(names);
  expect(seen.HostDown?.definition).toBe(definitionsOf(platform).get('HostDown'));
  // What nothing clears is taken back.
  expect(JSON.parse(inputs.get('end')!)).toMatchObject([{ labels: { alertname: 'Watchdog', drill: 'alerts' } }]);
});

test('what did not fire, did not clear, or reads what nothing measures is said, and not noted', async () => {
  const quiet = names.filter((name) => name !== 'HostDown');
  const lines = [`${hostTime + 20} ${alerts(quiet)}`, `${hostTime + 30} ${alerts(['Watchdog', 'ServiceFailed'])}`];
  const { transport, inputs } = hostOf({ watch: { lines }, measured: { stdout: 'mysql_up\n' } });
  const report = await rehearse(transport);
  expect(report.passed).toBe(false);
  expect(report.hosts.flatMap(({ rules }) => rules.flatMap(({ faults }) => faults))).toEqual([
    'HostDown did not fire when it should.',
    'ServiceFailed did not clear when all was well again.',
    'DatabaseDown reads mysql_up, which nothing measures.',
  ]);
  const seen = Object.keys(JSON.parse(inputs.get('keep')!));
  expect(names.filter((name) => !seen.includes(name))).toEqual(['HostDown', 'ServiceFailed', 'DatabaseDown']);
});

test.each(['start', 'watch'] as const)(
  'when the host fails at %s, the rehearsal is ended and nothing noted',
  async (step) => {
    const { transport, steps } = hostOf({ [step]: { exitCode: 1 } });
    await expect(rehearse(transport)).rejects.toThrow(Failure);
    expect(steps.at(-1)).toBe('end');
  },
);

test('what failed first is told, though the end fails as well', async () => {
  const { transport } = hostOf({ start: { exitCode: 1 }, end: { exitCode: 1 } });
  await expect(rehearse(transport)).rejects.toMatchObject({ step: 'start the rehearsal' });
});

test('a rehearsal of somebody else is left alone', async () => {
  const { transport, steps } = hostOf({ prepare: { exitCode: 75 } });
  await expect(rehearse(transport)).rejects.toMatchObject({
    reason: 'another rehearsal is under way there',
    next: expect.stringContaining('smartx ssh mon-1 -- systemctl stop smartx-rehearsal'),
  });
  expect(steps).toEqual(['measured', 'prepare']);
});

test('a start that goes on after the end leaves nothing', async () => {
  const directory = join(journalDirectory, 'rehearsal');
  const promtool = join(journalDirectory, 'promtool');
  mkdirSync(directory);
  // As long as it takes to pack the history, somebody may end the rehearsal.
  writeFileSync(promtool, `#!/bin/sh\nrm -rf ${directory}\nmkdir -p "$6"\n`, { mode: 0o755 });
  const script = startScript.replaceAll(rehearsalDirectory, directory).replace('/usr/bin/promtool', promtool);
  const packed = async function* () {
    yield gzipSync('# EOF\n');
  };
  expect((await run(['sh', '-c', script], { stdin: packed() })).exitCode).not.toBe(0);
  expect(existsSync(directory)).toBe(false);
});

test('a Prometheus that starts after the first fault has seen nothing', async () => {
  const { transport, steps } = hostOf({ start: { stdout: `${hostTime + 40}\n` } });
  await expect(rehearse(transport)).rejects.toThrow(/took 40 s to start/);
  expect(steps.at(-1)).toBe('end');
});

test('ctrl-C takes back what fires', async () => {
  const interrupt = new AbortController();
  const lines = [`${hostTime + 20} ${alerts(['HostDown'])}`];
  const { transport, steps, inputs } = hostOf({ watch: { lines } }, (step) => {
    if (step === 'end') interrupt.abort(new Error('interrupted'));
  });
  await expect(rehearse(transport, interrupt.signal)).rejects.toThrow('interrupted');
  expect(steps.at(-1)).toBe('end');
  expect(JSON.parse(inputs.get('end')!)).toMatchObject([{ labels: { alertname: 'HostDown' } }]);
});
