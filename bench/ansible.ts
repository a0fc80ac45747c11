// Smartx and Ansible, doing the same work on the same machines: `npm run bench -- ansible [ROUNDS]`, with Ansible at its
// fastest honest settings (ansible/settings.ts, ansible/playbook.yml). Prints min / median / max, and ratios pair by pair.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Contest, timeAnsible, timeSmartx } from './ansible/contestants.ts';
import { installPython } from './ansible/install-python.ts';
import { measure, type Samples } from './ansible/measure.ts';
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
const labs = process.argv.length > 3 ? process.argv.slice(3) : ['bench10', 'bench40'];

const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => interrupt.abort());
const { signal } = interrupt;

console.log((await read(['ansible-playbook', '--version'])).stdout.split('\n')[0]);
console.log(
  `${availableParallelism()} cores here run both sides, and the hosts as well; every run makes its own connections`,
);
for (const lab of labs) await contest(lab);

async function contest(lab: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'smartx-bench-'));
  try {
    const contest = await prepare(lab, directory);
    report(contest.reached.hosts.length, await measure(contest, rounds));
  } finally {
    await time([smartx, 'down', '--yes', '--config', configs.declared, '--env', lab]);
    await rm(directory, { recursive: true, force: true });
  }
}

/** A lab that is as declared for both of them, each having said so. */
async function prepare(lab: string, directory: string): Promise<Contest> {
  const up = ['up', '--yes', '--config', configs.declared, '--env', lab];
  await time([smartx, ...up], { signal });
  const playbook = (variant: keyof typeof configs) =>
    renderPlaybook({ smartx, lab, config: configs[variant], directory: join(directory, variant), signal });
  const settings = { declared: await playbook('declared'), changed: await playbook('changed') };
  const { stdout } = await read([smartx, 'status', '--json', '--config', configs.declared, '--env', lab], { signal });
  const hosts = (JSON.parse(stdout) as { hosts: { name: string }[] }).hosts.map(({ name }) => name);
  const contest = { smartx, lab, reached: { ssh: sshOf(lab), hosts }, configs, settings, signal };
  await installPython(contest.reached, signal);
  await timeAnsible(contest, 'declared', 'nothing'); // compiles Python's modules on every host, once
  await timeSmartx(contest, 'declared', 'nothing');
  return contest;
}

function report(hosts: number, { ssh, smartxIdle, ansibleIdle, smartxChange, ansibleChange }: Samples): void {
  console.log(`${hosts} hosts, ${rounds} rounds`);
  tell('ssh HOST true, all hosts in parallel', ssh);
  tell('Smartx, nothing to do', smartxIdle);
  tell('Ansible, nothing to do', ansibleIdle);
  tell('Smartx, one changed file on every host', smartxChange);
  tell('Ansible, one changed file on every host', ansibleChange);
  tell('nothing to do: Ansible / Smartx', ratios(ansibleIdle, smartxIdle), 'x');
  tell('nothing to do: Smartx / ssh HOST true', ratios(smartxIdle, ssh), 'x');
  tell('one changed file: Ansible / Smartx', ratios(ansibleChange, smartxChange), 'x');
}

function tell(what: string, values: readonly number[], unit = 's'): void {
  console.log(`  ${what.padEnd(42)} ${renderSpread(spreadOf(values), unit, 2)}`);
}

function ratios(above: readonly number[], below: readonly number[]): readonly number[] {
  return above.map((value, index) => value / (below[index] ?? Number.NaN));
}
