// Drills the running lab over and over: `npm run bench -- drill`, `npm run bench -- drill 5 lb-crash db-switchover`.
// Prints min / median / max of what users would have felt, and how many runs met every objective.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { drills } from '../src/drills/catalogue.ts';
import type { DrillDocument } from '../src/drills/report.ts';
import { renderSpread, spreadOf } from './spread.ts';

const root = join(import.meta.dirname, '..');
const runs = Number(process.argv[2] ?? 5);
const named = process.argv.slice(3);
const names = named.length > 0 ? named : drills.map(({ name }) => name);

console.log('drill                longest gap, any / write (ms)              failed           met');
for (const name of names) {
  const reports: DrillDocument['drills'][number][] = [];
  for (let run = 0; run < runs; run++) reports.push(await drill(name));
  const measured = reports.map(({ measurement }) => measurement);
  const gap = renderSpread(spreadOf(measured.map(({ longestGap }) => longestGap?.ms ?? Number.NaN)), '', 0);
  const writes = renderSpread(spreadOf(measured.map(({ kinds }) => kinds.write.longestGap?.ms ?? Number.NaN)), '', 0);
  const failed = renderSpread(spreadOf(measured.map((one) => one.failed)), '', 0);
  const met = reports.filter(({ passed }) => passed).length;
  console.log(`${name.padEnd(20)} ${gap.padEnd(20)} ${writes.padEnd(22)} ${failed.padEnd(16)} ${met} of ${runs}`);
}

/** One drill by the real CLI. A drill that misses an objective exits with 1 and has a report all the same. */
async function drill(name: string): Promise<DrillDocument['drills'][number]> {
  const argv = ['drill', name, '--json', '--config', join(root, 'smartx.config.ts'), '--env', 'lab'];
  const child = spawn(join(root, 'smartx'), argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  let document = '';
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  for await (const chunk of child.stdout) document += chunk;
  const [report] = document === '' ? [] : (JSON.parse(document) as DrillDocument).drills;
  if (report === undefined) throw new Error(`${name} has no report: ${said}`);
  return report;
}
