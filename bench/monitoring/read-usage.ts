import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { groupsOf, readCgroupHost } from '../../src/lab/cgroups.ts';
import { machineNames } from '../../src/lab/names.ts';
import type { HostUsage, Usage } from './compare.ts';

/** Read from outside, from each machine's own control groups and the ends of its cables: what reads costs no host anything. */
export async function readUsage(lab: string, hosts: readonly string[]): Promise<Usage> {
  const host = await readCgroupHost();
  const atSeconds = performance.now() / 1_000;
  const read = async (name: string): Promise<[string, HostUsage]> => {
    const groups = groupsOf(host, lab, name);
    const { privateLink, publicLink } = machineNames(lab, name);
    const links = [privateLink, publicLink].map((link) => `/sys/class/net/${link}/statistics/rx_bytes`);
    const sent = await Promise.all(links.filter(existsSync).map(readNumber));
    return [name, { ...(await readGroups([groups.unified, ...groups.legacy])), sentBytes: sum(sent) }];
  };
  return { atSeconds, hosts: Object.fromEntries(await Promise.all(hosts.map(read))) };
}

/** cgroup v2 has cpu.stat and memory.stat in one group; v1 has them in a group of each controller. */
async function readGroups(directories: readonly string[]): Promise<Omit<HostUsage, 'sentBytes'>> {
  const find = (name: string) => directories.map((directory) => `${directory}/${name}`).find(existsSync);
  const [legacyCpu, memory] = [find('cpuacct.usage'), find('memory.stat')];
  const cpu = find('cpu.stat');
  if (memory === undefined) throw new Error(`no memory.stat in ${directories.join(', ')}`);
  const memoryBytes = await readField(memory, ['total_rss', 'anon']);
  if (legacyCpu !== undefined) return { cpuSeconds: (await readNumber(legacyCpu)) / 1e9, memoryBytes };
  if (cpu === undefined) throw new Error(`no cpu.stat in ${directories.join(', ')}`);
  return { cpuSeconds: (await readField(cpu, ['usage_usec'])) / 1e6, memoryBytes };
}

async function readField(file: string, names: readonly string[]): Promise<number> {
  const fields = new Map((await readFile(file, 'utf8')).split('\n').map((line) => line.split(' ') as [string, string]));
  const value = names.map((name) => fields.get(name)).find((found) => found !== undefined);
  if (value === undefined) throw new Error(`${file} has none of ${names.join(', ')}`);
  return Number(value);
}

async function readNumber(file: string): Promise<number> {
  return Number(await readFile(file, 'utf8'));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
