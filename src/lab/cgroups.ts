import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../problems/failure.ts';
import {
  type CgroupLayout,
  type CgroupOwner,
  delegationPath,
  type MemberCgroups,
  memberCgroups,
  membersDirectory,
  membersIn,
  parseCgroupLayout,
} from './cgroup-layout.ts';

/** cgroup.kill took 18 ms when measured, and over 10 s once, with two labs at work on two cores. */
const EMPTY_WAIT_MS = 30_000;
const POLL_MS = 10;

/** This machine's control groups: read once for each operation. */
export interface CgroupHost {
  layout: CgroupLayout;
  owner: CgroupOwner;
}

/** @throws Failure where cgroup v2 is not mounted: without it a machine could not be stopped reliably. */
export async function readCgroupHost(): Promise<CgroupHost> {
  const layout = parseCgroupLayout(await readFile('/proc/mounts', 'utf8'));
  if (layout === undefined) {
    throw new Failure({
      step: 'find the control groups of this machine',
      reason: 'cgroup v2 is not mounted',
      changed: 'Nothing was changed.',
      next: 'mount it: mount -t cgroup2 none /sys/fs/cgroup (or boot with systemd.unified_cgroup_hierarchy=1).',
    });
  }
  const pid1 = (await readFile('/proc/1/comm', 'utf8')).trim();
  return { layout, owner: pid1 === 'systemd' ? 'systemd' : 'smartx' };
}

export function groupsOf(host: CgroupHost, lab: string, member: string): MemberCgroups {
  return memberCgroups(host.layout, host.owner, lab, member);
}

/** Makes a member's groups, empty ones; returns the files that a process writes its own id to in order to enter. */
export async function createGroups(host: CgroupHost, lab: string, member: string): Promise<string[]> {
  const groups = groupsOf(host, lab, member);
  if (host.owner === 'systemd') return []; // the transient unit brings its group along
  for (const directory of [groups.unified, ...groups.legacy]) await mkdir(directory, { recursive: true });
  for (const directory of delegationPath(host.layout, host.owner, lab)) await passControllersOn(directory);
  return [groups.unified, ...groups.legacy].map((directory) => join(directory, 'cgroup.procs'));
}

/** Names of a lab's members that have a group, whether anything runs in it or not. */
export async function listMembers(host: CgroupHost, lab: string): Promise<string[]> {
  const directory = membersDirectory(host.layout, host.owner, lab);
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const children = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return membersIn(host.owner, lab, children);
}

/** Whether any process of the member lives. The kernel's own word: no pid file can be stale. */
export async function isPopulated(host: CgroupHost, lab: string, member: string): Promise<boolean> {
  const events = await readFile(join(groupsOf(host, lab, member).unified, 'cgroup.events'), 'utf8').catch(() => '');
  return /^populated 1$/m.test(events);
}

/** Kills all processes of a member at once (cgroup.kill, kernel 5.14) and removes its groups. */
export async function killGroups(host: CgroupHost, lab: string, member: string): Promise<void> {
  const groups = groupsOf(host, lab, member);
  await writeFile(join(groups.unified, 'cgroup.kill'), '1').catch(() => undefined);
  if (!(await waitUntilEmpty(host, lab, member, EMPTY_WAIT_MS))) {
    throw new Failure({
      step: 'end the processes',
      host: member,
      reason: `some of them still live ${EMPTY_WAIT_MS / 1000} s after SIGKILL (cgroup ${groups.unified})`,
      changed: 'The machine is half stopped.',
      next: `look at them with: ps -o pid,stat,wchan,args -p $(cat ${groups.unified}/cgroup.procs), then stop the lab again.`,
    });
  }
  await removeGroups(host, lab, member);
}

/** Returns whether the member was empty before the limit ran out. */
export async function waitUntilEmpty(host: CgroupHost, lab: string, member: string, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (await isPopulated(host, lab, member)) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** Process ids of a member, all levels. */
export async function processesOf(host: CgroupHost, lab: string, member: string): Promise<number[]> {
  const directories = await tree(groupsOf(host, lab, member).unified);
  const texts = await Promise.all(
    directories.map((each) => readFile(join(each, 'cgroup.procs'), 'utf8').catch(() => '')),
  );
  return texts.flatMap((text) => text.split('\n').filter(Boolean).map(Number));
}

/** Removes a member's empty groups. Left-over ones make a restarted machine's services die with SIGKILL (measured). */
export async function removeGroups(host: CgroupHost, lab: string, member: string): Promise<void> {
  const groups = groupsOf(host, lab, member);
  for (const top of [groups.unified, ...groups.legacy]) {
    for (const directory of (await tree(top)).reverse()) await removeGroup(directory);
  }
}

/** Removes the groups above a lab's members, once no member is left; systemd removes its own. */
export async function removeLabGroups(host: CgroupHost, lab: string): Promise<void> {
  if (host.owner === 'systemd') return;
  const groups = groupsOf(host, lab, 'none');
  for (const top of [groups.unified, ...groups.legacy]) {
    await rmdir(dirname(top)).catch(() => undefined);
    await rmdir(dirname(dirname(top))).catch(() => undefined); // fails while another lab is there, as it should
  }
}

async function removeGroup(directory: string): Promise<void> {
  const deadline = performance.now() + EMPTY_WAIT_MS;
  for (;;) {
    const error = await rmdir(directory).then(
      () => undefined,
      (reason: NodeJS.ErrnoException) => reason,
    );
    if (error === undefined || error.code === 'ENOENT') return;
    // A killed process leaves its v1 groups only when it is reaped, a moment after the unified one is empty.
    if (error.code !== 'EBUSY' || performance.now() > deadline) throw error;
    await sleep(POLL_MS);
  }
}

async function passControllersOn(directory: string): Promise<void> {
  const available = (await readFile(join(directory, 'cgroup.controllers'), 'utf8')).trim().split(/\s+/);
  const wanted = ['cpu', 'memory', 'pids'].filter((name) => available.includes(name));
  // Fails with EBUSY where processes sit in the same group; machines then run without limits, and still run.
  for (const name of wanted)
    await writeFile(join(directory, 'cgroup.subtree_control'), `+${name}`).catch(() => undefined);
}

/** A group and all groups below it, parents first. */
async function tree(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [];
  const below = entries.filter((entry) => entry.isDirectory()).map((entry) => tree(join(directory, entry.name)));
  return [directory, ...(await Promise.all(below)).flat()];
}
