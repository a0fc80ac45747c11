import type { Command } from 'commander';
import type { Platform, Role } from '../platform/platform.ts';
import { type ScalableCount, type Scale, scalableCounts } from '../platform/scalable-counts.ts';
import { didYouMeanHint } from '../problems/suggest.ts';
import { renderExamples } from './examples.ts';
import { action, type Invocation, sameCommand } from './invocation.ts';
import { refuseLabOfAnother } from './lab-access.ts';
import { loadDeclaration } from './load-declaration.ts';
import { UsageError } from './report/report-thrown.ts';
import { bringUpAndReport } from './up.ts';

export function addScale(program: Command): void {
  program
    .command('scale')
    .argument('<count...>', `one or more of ${scalableCounts.join(', ')}, each with its number: web=4`)
    .summary('a lab: more hosts of a kind, or fewer')
    .description(
      'Gives a lab more hosts of a kind, or fewer, without a failed request: new ones get requests when they are ready for them, and those that leave are drained first. It holds until the lab is scaled again or taken down; the declaration stays as it is.',
    )
    .addHelpText('after', examples)
    .action(action(runScale));
}

const examples = renderExamples([
  ['sudo smartx scale web=4', 'four web hosts'],
  ['sudo smartx scale web=2 app=2', 'and hosts of its own for the application'],
]);

async function runScale(invocation: Invocation, _options: object, words: readonly string[]): Promise<number> {
  const { environment, err } = invocation;
  const wanted = parseCounts(words);
  const declared = await loadDeclaration(invocation, {});
  requireCounts(declared.platform, wanted, environment);
  refuseWithoutRoot(invocation, words);
  await refuseLabOfAnother(environment, declared.directory);
  const [{ refuseLabThatIsDown }, { readScale, writeScale }] = await Promise.all([
    import('../operations/read-environment.ts'),
    import('../operations/scale.ts'),
  ]);
  await refuseLabThatIsDown(declared.platform, `scale '${environment}'`);
  const before = await readScale(environment);
  const scale = differing({ ...before, ...wanted }, declared.platform);
  const loaded = await loadDeclaration(invocation, scale);
  await writeScale(environment, scale);
  err.print(`${environment}: ${describeScale(scale)}`);
  return bringUpAndReport(invocation, loaded, undefined);
}

function parseCounts(words: readonly string[]): Scale {
  const pairs = words.map((word): [ScalableCount, number] => {
    const [, name = word, number = ''] = /^([A-Za-z]+)=(\d{1,5})$/.exec(word) ?? [];
    const key = scalableCounts.find((one) => one === name);
    if (key !== undefined && number !== '') return [key, Number(number)];
    const hint = key === undefined ? didYouMeanHint(name, scalableCounts) : '';
    throw new UsageError(
      `'${word}' is no count.${hint}`,
      `Write one of ${scalableCounts.join(', ')} and a number: web=4.`,
    );
  });
  return Object.fromEntries(pairs);
}

const rolesOf: Readonly<Record<ScalableCount, Role>> = {
  dns: 'dns',
  loadBalancers: 'loadBalancer',
  web: 'web',
  app: 'app',
  monitoring: 'monitoring',
};

/** @throws UsageError where hosts are named one by one: then the declaration must name more of them. */
function requireCounts(platform: Platform, wanted: Scale, environment: string): void {
  if (platform.provider === 'lab') return;
  const missing = scalableCounts.flatMap((key) => {
    const count = wanted[key];
    const named = platform.hosts.filter(({ roles }) => roles.includes(rolesOf[key])).map(({ name }) => name);
    if (count === undefined || count === named.length) return [];
    return [`${key}=${count}: the declaration names ${named.length} (${named.join(', ')})`];
  });
  throw new UsageError(
    `'${environment}' is made of servers, which are named one by one. ${missing.join('; ')}`,
    'Add them to environments in smartx.config.ts, or take some out, then: smartx apply.',
  );
}

/** What is as declared needs no remembering. */
function differing(scale: Scale, { hosts }: Platform): Scale {
  const colocated = hosts.every(({ roles }) => !roles.includes('web') || roles.includes('app'));
  const declared = (key: ScalableCount) =>
    key === 'app' && colocated ? 0 : hosts.filter(({ roles }) => roles.includes(rolesOf[key])).length;
  return Object.fromEntries(Object.entries(scale).filter(([key, count]) => declared(key as ScalableCount) !== count));
}

function describeScale(scale: Scale): string {
  const counts = Object.entries(scale).map(([key, count]) => `${key}=${count}`);
  return counts.length === 0 ? 'as declared' : `${counts.join(', ')}, the rest as declared`;
}

function refuseWithoutRoot(invocation: Invocation, words: readonly string[]): void {
  if (process.getuid?.() === 0) return;
  throw new UsageError('Changing a lab needs root.', `sudo ${sameCommand(invocation, 'scale', ...words)}`);
}
