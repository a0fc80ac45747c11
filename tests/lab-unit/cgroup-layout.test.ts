import { describe, expect, it } from 'vitest';
import {
  type CgroupLayout,
  delegationPath,
  memberCgroups,
  membersDirectory,
  membersIn,
  parseCgroupLayout,
} from '../../src/lab/cgroup-layout.ts';

const HYBRID = `proc /proc proc rw,relatime 0 0
tmpfs /sys/fs/cgroup tmpfs rw,relatime,mode=755 0 0
cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0
cgroup /sys/fs/cgroup/cpuset cgroup rw,relatime,cpuset 0 0
cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0
cgroup /sys/fs/cgroup/pids cgroup rw,relatime,pids 0 0
cgroup /sys/fs/cgroup/systemd cgroup rw,relatime,name=systemd 0 0
cgroup2 /sys/fs/cgroup/unified cgroup2 rw,relatime 0 0
`;
const UNIFIED = `sysfs /sys sysfs rw 0 0
cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime,nsdelegate,memory_recursiveprot 0 0
`;
const hybrid = parseCgroupLayout(HYBRID) as CgroupLayout;
const unified = parseCgroupLayout(UNIFIED) as CgroupLayout;

describe('parseCgroupLayout', () => {
  it('finds the v1 hierarchies that account for machines beside cgroup v2, controllers mounted together once', () => {
    expect(hybrid).toEqual({
      kind: 'hybrid',
      unified: '/sys/fs/cgroup/unified',
      legacy: ['/sys/fs/cgroup/cpu,cpuacct', '/sys/fs/cgroup/memory', '/sys/fs/cgroup/pids', '/sys/fs/cgroup/systemd'],
    });
  });

  it('finds cgroup v2 alone', () => {
    expect(unified).toEqual({ kind: 'unified', unified: '/sys/fs/cgroup', legacy: [] });
  });

  it('says so when there is no cgroup v2', () => {
    expect(parseCgroupLayout('cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0\n')).toBeUndefined();
    expect(parseCgroupLayout('')).toBeUndefined();
  });
});

describe('memberCgroups', () => {
  it('gives a machine a group in every hierarchy of a hybrid machine', () => {
    expect(memberCgroups(hybrid, 'smartx', 'lab', 'web-1')).toEqual({
      unified: '/sys/fs/cgroup/unified/smartx/lab/web-1',
      legacy: [
        '/sys/fs/cgroup/cpu,cpuacct/smartx/lab/web-1',
        '/sys/fs/cgroup/memory/smartx/lab/web-1',
        '/sys/fs/cgroup/pids/smartx/lab/web-1',
        '/sys/fs/cgroup/systemd/smartx/lab/web-1',
      ],
    });
  });

  it("is the transient unit's group where systemd owns the tree", () => {
    expect(memberCgroups(unified, 'systemd', 'lab', 'web-1')).toEqual({
      unified: '/sys/fs/cgroup/system.slice/smartx_lab_web-1.service',
      legacy: [],
    });
  });
});

describe('membersIn', () => {
  it('finds the members of this lab only', () => {
    expect(membersIn('smartx', 'lab', ['web-1', '_publish'])).toEqual(['_publish', 'web-1']);
    const units = [
      'smartx_lab_web-1.service',
      'smartx_lab-2_web-1.service',
      'ssh.service',
      'smartx_lab__publish.service',
    ];
    expect(membersIn('systemd', 'lab', units)).toEqual(['_publish', 'web-1']);
    expect(membersDirectory(unified, 'systemd', 'lab')).toBe('/sys/fs/cgroup/system.slice');
    expect(membersDirectory(hybrid, 'smartx', 'lab')).toBe('/sys/fs/cgroup/unified/smartx/lab');
  });
});

describe('delegationPath', () => {
  it('is needed only where cgroup v2 has the controllers and nobody else passes them on', () => {
    expect(delegationPath(unified, 'smartx', 'lab')).toEqual([
      '/sys/fs/cgroup',
      '/sys/fs/cgroup/smartx',
      '/sys/fs/cgroup/smartx/lab',
    ]);
    expect(delegationPath(hybrid, 'smartx', 'lab')).toEqual([]);
    expect(delegationPath(unified, 'systemd', 'lab')).toEqual([]);
  });
});
