// Times the lab as a whole: `npm run bench -- lab`. Every figure is measured from outside, by the real CLI, and what is
// compared is run in turn. Prints min / median / max.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { time } from './command.ts';
import { endSharedConnections, sshOf, sshTrueEverywhere } from './connections.ts';
import { renderSpread, spreadOf } from './spread.ts';

const root = join(import.meta.dirname, '..');
const smartx = join(root, 'smartx');
const common = ['--config', join(root, 'smartx.config.ts'), '--env', 'lab'];
const runs = Number(process.argv[2] ?? 5);

await time([smartx, 'down', ...common]);
const warm: number[] = [];
const site: number[] = [];
for (let run = 0; run < runs; run++) {
  const started = performance.now();
  const watching = watchSite(started);
  warm.push(await time([smartx, 'up', '--yes', ...common]));
  site.push(await watching);
  if (run < runs - 1) await time([smartx, 'down', ...common]);
}
console.log(
  `warm up, until HTTPS answers with a database read   ${renderSpread(spreadOf(site), 's')}   (${runs} runs)`,
);
console.log(`warm up, until the command ends (group complete)    ${renderSpread(spreadOf(warm), 's')}`);

const idle: number[] = [];
const reference: number[] = [];
const reached = { ssh: sshOf('lab'), hosts: (await status()).hosts.map(({ name }) => name) };
for (let run = 0; run < Math.max(runs, 5); run++) {
  await endSharedConnections(reached);
  reference.push(await sshTrueEverywhere(reached));
  await endSharedConnections(reached);
  idle.push(await time([smartx, 'up', '--yes', ...common]));
}
const ratios = idle.map((value, index) => value / (reference[index] ?? Number.NaN));
console.log(`ssh HOST true, all hosts in parallel                ${renderSpread(spreadOf(reference), 's', 2)}`);
console.log(`up with nothing to do                               ${renderSpread(spreadOf(idle), 's', 2)}`);
console.log(`ratio, pair by pair                                 ${renderSpread(spreadOf(ratios), 'x', 2)}`);
console.log(`memory of the idle lab                              ${(memoryBytes() / 2 ** 30).toFixed(2)} GiB`);
await time([smartx, 'down', ...common]);

/** Seconds until a user gets an answer that needs the database, asked by curl every 100 ms. */
async function watchSite(started: number): Promise<number> {
  const limitMs = 300_000;
  const argv = ['curl', '-sf', '-o', '/dev/null', '--max-time', '1', '--cacert', '/var/lib/smartx/labs/lab/ca.crt'];
  const address = ['--resolve', 'www.foobar.com:443:10.213.0.10', 'https://www.foobar.com/api/accounts'];
  while (performance.now() - started < limitMs) {
    const answered = await time([...argv, ...address]).then(
      () => true,
      () => false,
    );
    if (answered) return (performance.now() - started) / 1000;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  throw new Error(`the site did not answer within ${limitMs / 1000} s`);
}

async function status(): Promise<{ hosts: { name: string }[] }> {
  const child = spawn(smartx, ['status', '--json', ...common], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const chunk of child.stdout) text += chunk;
  return JSON.parse(text);
}

/** Resident memory of all processes in the lab's cgroups: shared pages counted in part (PSS), bytes. */
function memoryBytes(): number {
  let kibibytes = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes('/smartx')) continue;
      kibibytes += Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
    } catch {
      // It ended while we looked.
    }
  }
  return kibibytes * 1024;
}
