// Smartx and Ansible, doing the same work on the same machines: `npm run bench -- ansible [ROUNDS [LAB...]]`, with Ansible at its
// fastest honest settings (ansible/settings.ts, ansible/playbook.yml). Prints min / median / max, and ratios pair by pair.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contest, timeAnsible, timeSmartx } from './ansible/contestants.ts';
import { installPython } from './ansible/install-python.ts';
import { measure, type Rounds, type Samples } from './ansible/measure.ts';
import { renderPlaybook } from './ansible/render-playbook.ts';
import { read, time } from './command.ts';
import { sshOf } from './connections.ts';
import { renderSpread, spreadOf } from './spread.ts';

const smartx = join(import.meta.dirname, '../smartx');
const configs = {
  declared: join(import.meta.dirname, 'ansible/smartx.config.ts'),
  changed: join(import.meta.dirname, 'ansible/changed.config.ts'),
};
const rounds = Number(process.argv[2] ?? 5);
/** A run of Ansible takes up to a minute with ten hosts and minutes with forty: it takes part in the first rounds only. */
const labs: Readonly<Record<string, Rounds>> = {
  bench10: { smartx: rounds, tuned: Math.min(rounds, 3), plain: Math.min(rounds, 2) },
  bench40: { smartx: rounds, tuned: Math.min(rounds, 2), plain: 0 },
};
const chosen = process.argv.length > 3 ? process.argv.slice(3) : Object.keys(labs);

const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupt.abort());
const { signal } = interrupt;

console.log((await read(['ansible-playbook', '--version'])).stdout.split('\n')[0]);
console.log(
  `${availableParallelism()} cores here run both sides, and the hosts as well; every run makes its own connections`,
);
try {
  for (const lab of chosen) await contest(lab, labs[lab]);
} catch (error) {
  if (!signal.aborted) throw error;
  console.error('Stopped, and nothing is left of the lab.');
  process.exitCode = 130;
}

async function contest(lab: string, rounds: Rounds | undefined): Promise<void> {
  if (rounds === undefined) throw new Error(`there is no ${lab}, only ${Object.keys(labs).join(' and ')}`);
  const directory = await mkdtemp(join(tmpdir(), 'smartx-bench-'));
  try {
    const contest = await prepare(lab, rounds, directory);
    report(contest.reached.hosts.length, await measure(contest, rounds));
  } finally {
    await time([smartx, 'down', '--yes', '--config', configs.declared, '--env', lab]);
    await rm(directory, { recursive: true, force: true });
  }
}

/** A lab that is as declared for both of them, each having said so. */
async function prepare(lab: string, rounds: Rounds, directory: string): Promise<Contest> {
  await bringUp(lab);
  const playbook = (variant: keyof typeof configs) =>
    renderPlaybook({ smartx, lab, config: configs[variant], directory: join(directory, variant), signal });
  const settings = { declared: await playbook('declared'), changed: await playbook('changed') };
  const { stdout } = await read([smartx, 'status', '--json', '--config', configs.declared, '--env', lab], { signal });
  const hosts = (JSON.parse(stdout) as { hosts: { name: string }[] }).hosts.map(({ name }) => name);
  const contest = { smartx, lab, reached: { ssh: sshOf(lab), hosts }, configs, settings, signal };
  await installPython(contest.reached, signal);
  // Python compiles its modules on every host once, which is nobody's business here.
  for (const playbook of ['plain', 'tuned'] as const) {
    if (rounds[playbook] > 0) await timeAnsible(contest, playbook, 'declared', 'nothing');
  }
  await timeSmartx(contest, 'declared', 'nothing');
  return contest;
}

/** Forty machines that boot at once on two cores may be too slow for a limit of Smartx; another `up` goes on then. */
async function bringUp(lab: string, attemptsLeft = 2): Promise<void> {
  try {
    await time([smartx, 'up', '--yes', '--config', configs.declared, '--env', lab], { signal });
  } catch (error) {
    if (signal.aborted || attemptsLeft === 1) throw error;
    console.log(`once more: ${(error as Error).message}`);
    await bringUp(lab, attemptsLeft - 1);
  }
}

function report(hosts: number, { ssh, smartx, plain, tuned }: Samples): void {
  console.log(`${hosts} hosts`);
  tell('ssh HOST true, all hosts in parallel', ssh);
  for (const [what, kind] of [
    ['nothing to do', 'idle'],
    ['one changed file on every host', 'change'],
  ] as const) {
    console.log(`  ${what}`);
    tell('  smartx up', smartx[kind]);
    tell('  ansible-playbook', plain[kind]);
    tell('  ansible-playbook, tuned', tuned[kind]);
    tell('  ansible-playbook / smartx up', ratios(plain[kind], smartx[kind]), 'x');
    tell('  ansible-playbook, tuned / smartx up', ratios(tuned[kind], smartx[kind]), 'x');
    if (kind === 'idle') tell('  smartx up / ssh HOST true', ratios(smartx.idle, ssh), 'x');
  }
}

function tell(what: string, values: readonly number[], unit = 's'): void {
  if (values.length === 0) return;
  console.log(`  ${what.padEnd(42)} ${renderSpread(spreadOf(values), unit, 2)}   (${values.length} runs)`);
}

/** Of those measured in the same round. */
function ratios(above: readonly number[], below: readonly number[]): readonly number[] {
  return above.map((value, index) => value / (below[index] ?? Number.NaN));
}
