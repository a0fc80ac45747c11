import { mkdir, readdir, readFile, statfs } from 'node:fs/promises';
import { freemem } from 'node:os';
import { run } from '../process/run.ts';
import { parseCgroupLayout } from './cgroup-layout.ts';
import { STATE_DIRECTORY } from './paths.ts';

/** Images take about 1.3 GiB; ten machines with three databases about as much again, and data must have room to grow. */
const FREE_DISK_BYTES_MIN = 6 * 1024 ** 3;
/** Ten idle machines take little; three databases are what needs memory. */
const AVAILABLE_MEMORY_BYTES_MIN = 3 * 1024 ** 3;
const TRIAL_TIMEOUT_MS = 10_000;

/** Something that this machine lacks. `fatal`: no lab at all; otherwise the lab works worse than it could. */
export interface SubstrateProblem {
  /** Permanent, for `smartx explain`. */
  id: string;
  fatal: boolean;
  reason: string;
  fix: string;
}

/** Command and the Debian package that has it. */
const COMMANDS: readonly (readonly [string, string])[] = [
  ['flock', 'util-linux'],
  ['ip', 'iproute2'],
  ['mmdebstrap', 'mmdebstrap'],
  ['nft', 'nftables'],
  ['nsenter', 'util-linux'],
  ['setpriv', 'util-linux'],
  ['ss', 'iproute2'],
  ['ssh', 'openssh-client'],
  ['ssh-keygen', 'openssh-client'],
  ['systemd-nspawn', 'systemd-container'],
  ['unshare', 'util-linux'],
];

/** Tries out what a lab needs of this machine, in namespaces that vanish at once, and returns all that is missing. */
export async function probeSubstrate(): Promise<SubstrateProblem[]> {
  if (process.platform !== 'linux') {
    return [
      fatal(
        'LAB_NOT_LINUX',
        `this is ${process.platform}`,
        'run the lab on a Linux machine, a virtual one for example.',
      ),
    ];
  }
  const found = await Promise.all([missingCommands(), missingMemory(), filteredBridges(), missingKeyring()]);
  if (process.getuid?.() !== 0) {
    return [
      ...found.flat(),
      fatal('LAB_NOT_ROOT', 'machines need namespaces and mounts, and you are not root', 'run it with sudo.'),
    ];
  }
  await mkdir(STATE_DIRECTORY, { recursive: true });
  return [...found, ...(await Promise.all([missingDisk(), brokenCgroups(), ...TRIALS.map(failedTrial)]))].flat();
}

interface Trial {
  id: string;
  script: string;
  what: string;
  fix: string;
}

const IN_A_CONTAINER =
  'load the kernel module, or, in a container, use a virtual machine or a privileged container instead.';

/** Each runs in its own mount and network namespaces: nothing of it is seen outside or stays. */
const TRIALS: readonly Trial[] = [
  { id: 'LAB_NO_NAMESPACES', what: 'network namespaces', script: 'true', fix: IN_A_CONTAINER },
  {
    id: 'LAB_NO_BRIDGE',
    what: 'bridges',
    script: 'ip link add name probe0 type bridge',
    fix: `modprobe bridge; ${IN_A_CONTAINER}`,
  },
  {
    id: 'LAB_NO_VETH',
    what: 'veth pairs',
    script: 'ip link add name probe1 type veth peer name probe2',
    fix: `modprobe veth; ${IN_A_CONTAINER}`,
  },
  {
    id: 'LAB_NO_NFTABLES',
    what: 'nftables',
    script: 'nft add table inet probe',
    fix: `modprobe nf_tables; ${IN_A_CONTAINER}`,
  },
  {
    id: 'LAB_NO_OVERLAY',
    what: `an overlay file system in ${STATE_DIRECTORY}`,
    script: `directory=$(mktemp -d ${STATE_DIRECTORY}/probe.XXXXXX)
mkdir "$directory/l" "$directory/u" "$directory/w" "$directory/m"
mount -t overlay overlay -o "lowerdir=$directory/l,upperdir=$directory/u,workdir=$directory/w" "$directory/m"
code=$?
umount "$directory/m" 2>/dev/null
rm -rf "$directory"
exit $code`,
    fix: `modprobe overlay, and see that ${STATE_DIRECTORY} is on a file system such as ext4 or xfs, not on an overlay itself.`,
  },
];

async function failedTrial({ id, what, script, fix }: Trial): Promise<SubstrateProblem[]> {
  const argv = ['unshare', '--mount', '--net', 'sh', '-c', script];
  const result = await run(argv, { timeoutMs: TRIAL_TIMEOUT_MS }).catch(() => undefined);
  if (result === undefined || result.exitCode === 0) return []; // a missing unshare is told by its own problem
  return [fatal(id, `this machine cannot do ${what}: ${result.stderr.trim()}`, fix)];
}

async function missingCommands(): Promise<SubstrateProblem[]> {
  const missing: (readonly [string, string])[] = [];
  for (const pair of COMMANDS) {
    const { exitCode } = await run(['sh', '-c', 'PATH="$PATH:/usr/sbin:/sbin" command -v "$1"', 'probe', pair[0]]);
    if (exitCode !== 0) missing.push(pair);
  }
  if (missing.length === 0) return [];
  const packages = [...new Set(missing.map(([, name]) => name))].sort();
  const commands = missing.map(([name]) => name).join(', ');
  return [fatal('LAB_COMMAND_MISSING', `not installed: ${commands}`, `apt-get install ${packages.join(' ')}`)];
}

async function missingDisk(): Promise<SubstrateProblem[]> {
  const { bavail, bsize } = await statfs(STATE_DIRECTORY);
  const free = bavail * bsize;
  if (free >= FREE_DISK_BYTES_MIN) return [];
  return [
    fatal(
      'LAB_DISK_SMALL',
      `${gibibytes(free)} are free in ${STATE_DIRECTORY}, ${gibibytes(FREE_DISK_BYTES_MIN)} are needed`,
      'free some space there, or mount a larger disk.',
    ),
  ];
}

async function missingMemory(): Promise<SubstrateProblem[]> {
  const available =
    Number(/^MemAvailable:\s+(\d+) kB/m.exec(await readFile('/proc/meminfo', 'utf8'))?.[1] ?? freemem() / 1024) * 1024;
  if (available >= AVAILABLE_MEMORY_BYTES_MIN) return [];
  const reason = `${gibibytes(available)} of memory are available, the default platform wants ${gibibytes(AVAILABLE_MEMORY_BYTES_MIN)}`;
  return [
    { id: 'LAB_MEMORY_SMALL', fatal: false, reason, fix: 'close other programs, or declare fewer database members.' },
  ];
}

async function brokenCgroups(): Promise<SubstrateProblem[]> {
  const layout = parseCgroupLayout(await readFile('/proc/mounts', 'utf8'));
  if (layout === undefined) {
    return [
      fatal(
        'LAB_NO_CGROUP2',
        'cgroup v2 is not mounted',
        'mount -t cgroup2 none /sys/fs/cgroup, or boot with systemd.unified_cgroup_hierarchy=1.',
      ),
    ];
  }
  const group = `${layout.unified}/smartx-probe-${process.pid}`;
  const result = await run([
    'sh',
    '-c',
    'mkdir "$1" && test -e "$1/cgroup.kill"; code=$?; rmdir "$1"; exit $code',
    'probe',
    group,
  ]);
  if (result.exitCode === 0) return [];
  const reason = result.stderr.trim() || 'the kernel is older than 5.14: it has no cgroup.kill';
  return [
    fatal(
      'LAB_CGROUP_UNUSABLE',
      `no group can be made in ${layout.unified}: ${reason}`,
      'use a newer kernel; in a container, give it a writable cgroup tree.',
    ),
  ];
}

/** With br_netfilter this machine's firewall sees the lab's bridges too; Docker, for one, makes it drop all of that. */
async function filteredBridges(): Promise<SubstrateProblem[]> {
  const setting = await readFile('/proc/sys/net/bridge/bridge-nf-call-iptables', 'utf8').catch(() => '0');
  const chains = await run(['nft', 'list', 'chains']).catch(() => undefined);
  if (setting.trim() !== '1' || !/hook forward [^}]*policy drop/.test(chains?.stdout ?? '')) return [];
  const reason =
    "this machine's firewall drops forwarded packets, and it is also asked about those between machines of a lab";
  return [{ id: 'LAB_BRIDGE_FILTERED', fatal: false, reason, fix: 'sysctl -w net.bridge.bridge-nf-call-iptables=0' }];
}

/** Debian's keys, which Ubuntu does not bring along. */
async function missingKeyring(): Promise<SubstrateProblem[]> {
  const names = await Promise.all(
    ['/usr/share/keyrings', '/etc/apt/trusted.gpg.d'].map((directory) => readdir(directory).catch(() => [])),
  );
  if (names.flat().some((name) => name.startsWith('debian-archive-'))) return [];
  return [fatal('LAB_NO_KEYRING', "Debian's archive keys are not installed", 'apt-get install debian-archive-keyring')];
}

function fatal(id: string, reason: string, fix: string): SubstrateProblem {
  return { id, fatal: true, reason, fix };
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}
