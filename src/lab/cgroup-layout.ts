import { unitName } from './names.ts';

/** How this machine has arranged its control groups, as read from /proc/mounts. */
export interface CgroupLayout {
  /** `hybrid`: cgroup v2 without controllers beside v1 hierarchies. `unified`: cgroup v2 alone. */
  kind: 'hybrid' | 'unified';
  /** Where cgroup v2 is mounted. */
  unified: string;
  /** The v1 hierarchies in which a machine gets a group of its own, sorted; empty when unified. */
  legacy: string[];
}

/** Who makes a member's cgroup: we do, or systemd, where it is this machine's PID 1 and owns the tree. */
export type CgroupOwner = 'smartx' | 'systemd';

/** A member's directory in each hierarchy. Whether anything of it runs is asked in the unified one only. */
export interface MemberCgroups {
  unified: string;
  legacy: string[];
}

/** The v1 controllers that account for a machine; `name=systemd` is the hierarchy without a controller. */
const LEGACY_CONTROLLERS = ['cpu', 'cpuacct', 'memory', 'name=systemd', 'pids'];

/** Reads /proc/mounts (proc_pid_mounts(5)); undefined where cgroup v2 is not mounted at all. */
export function parseCgroupLayout(mounts: string): CgroupLayout | undefined {
  const entries = mounts.split('\n').map((line) => line.split(' '));
  const unified = entries.find(([, , type]) => type === 'cgroup2')?.[1];
  if (unified === undefined) return undefined;
  const legacy = entries
    .filter(([, , type, options = '']) => type === 'cgroup' && options.split(',').some(isAccounted))
    .map(([, directory = '']) => directory);
  return { kind: legacy.length === 0 ? 'unified' : 'hybrid', unified, legacy: [...new Set(legacy)].sort() };
}

/** Where a member of a lab (a machine, or the publishing proxy) lives in each hierarchy. */
export function memberCgroups(layout: CgroupLayout, owner: CgroupOwner, lab: string, member: string): MemberCgroups {
  if (owner === 'systemd') return { unified: `${layout.unified}/system.slice/${unitName(lab, member)}`, legacy: [] };
  const group = `smartx/${lab}/${member}`;
  return {
    unified: `${layout.unified}/${group}`,
    legacy: layout.legacy.map((directory) => `${directory}/${group}`),
  };
}

/** The members of a lab, sorted, from the names of the directories in `membersDirectory`. */
export function membersIn(owner: CgroupOwner, lab: string, children: readonly string[]): string[] {
  if (owner === 'smartx') return [...children].sort();
  const [prefix, suffix] = unitName(lab, '*').split('*') as [string, string];
  return children
    .filter((name) => name.startsWith(prefix) && name.endsWith(suffix))
    .map((name) => name.slice(prefix.length, -suffix.length))
    .sort();
}

/** Where to look for a lab's members. */
export function membersDirectory(layout: CgroupLayout, owner: CgroupOwner, lab: string): string {
  return owner === 'systemd' ? `${layout.unified}/system.slice` : `${layout.unified}/smartx/${lab}`;
}

/** The groups above a member that must pass their controllers on, outermost first (cgroups(7), "subtree_control"). */
export function delegationPath(layout: CgroupLayout, owner: CgroupOwner, lab: string): string[] {
  if (owner === 'systemd' || layout.kind === 'hybrid') return [];
  return [layout.unified, `${layout.unified}/smartx`, `${layout.unified}/smartx/${lab}`];
}

function isAccounted(option: string): boolean {
  return LEGACY_CONTROLLERS.includes(option);
}
