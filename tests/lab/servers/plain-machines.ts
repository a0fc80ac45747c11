import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { processesOf, readCgroupHost } from '../../../src/lab/cgroups.ts';
import { recordOf } from '../../../src/lab/convergence.ts';
import { imageDirectory } from '../../../src/lab/image-build.ts';
import { readBuildSettings } from '../../../src/lab/image-settings.ts';
import { type LabMachine, type LabSpec, labPaths, machinePaths, stopLab } from '../../../src/lab/lab.ts';
import { bootMachine } from '../../../src/lab/machine.ts';
import { createNetworks } from '../../../src/lab/networks.ts';
import { writeLabRecord } from '../../../src/lab/records.ts';
import { readAuthorizedKey, writeSshAccess } from '../../../src/lab/ssh.ts';
import { eventually, must, run } from '../cli.ts';

/*
 * Machines as a provider hands them over: a stock Debian with systemd, sshd and sudo, and not a file of Smartx. The
 * lab's own code boots them and wires them up; what is on them is made here.
 */

export type Suite = 'bookworm' | 'trixie';
export type Login = 'root' | 'deploy' | 'careful';

export interface PlainMachine {
  readonly name: string;
  readonly suite: Suite;
  readonly privateAddress: string;
  readonly publicAddress?: string;
}

/** `deploy` uses sudo without a password, `careful` with this one, and root logs in itself. */
export const carefulPassword = 'correct horse battery';
const users = { deploy: 1000, careful: 1001 } as const;

const stockPackages = ['dbus', 'iproute2', 'openssh-server', 'procps', 'sudo', 'systemd', 'systemd-sysv'];

/** A root file system of a stock Debian, made once. */
async function ensureStockImage(suite: Suite): Promise<string> {
  const key = `plain-${suite}-1`;
  const directory = imageDirectory(key);
  if ((await stat(directory).catch(() => undefined)) !== undefined) return key;
  const building = `${directory}.building`;
  await rm(building, { recursive: true, force: true });
  await mkdir(building, { recursive: true });
  const { mirrors } = await readBuildSettings(new Map());
  const root = join(building, 'root');
  await must(
    run('mmdebstrap', [
      ...['--mode=root', '--variant=minbase', `--include=${stockPackages.join(',')}`, suite, root],
      `deb ${mirrors.archive} ${suite} main`,
      `deb ${mirrors.archive} ${suite}-updates main`,
      `deb ${mirrors.security} ${suite}-security main`,
    ]),
  );
  for (const [name, id] of Object.entries(users)) {
    await must(
      run('chroot', [root, 'useradd', '--create-home', '--shell=/bin/bash', `--uid=${id}`, '-G', 'sudo', name]),
    );
  }
  await must(run('chroot', [root, 'chpasswd'], `careful:${carefulPassword}\n`));
  await writeFile(join(root, 'etc/sudoers.d/deploy'), 'deploy ALL=(ALL) NOPASSWD: ALL\n', { mode: 0o440 });
  await must(
    run('sh', [
      '-c',
      `rm -f "$1"/etc/ssh/ssh_host_*; : >"$1/etc/machine-id"; mkdir -p -m 700 "$1/root/.ssh"`,
      'sh',
      root,
    ]),
  );
  await rename(building, directory);
  return key;
}

export interface PlainMachines {
  /** An ssh_config(5) with the key and the host keys, as an operator's own would have them. */
  readonly sshConfig: string;
  readonly knownHosts: string;
  /** Runs a line of shell on a machine without SSH, as somebody at its console would. */
  readonly inside: (name: string, line: string) => ReturnType<typeof run>;
  readonly stop: () => Promise<void>;
}

export interface PlainNetwork {
  readonly lab: string;
  readonly publicNetwork: { readonly cidr: string; readonly gateway: string; readonly client: string };
  readonly privateNetwork: { readonly cidr: string; readonly gateway: string };
  /** Where their apt fetches from. */
  readonly aptProxy: string;
}

const SSH_LIMIT_MS = 120_000;

/** Boots the machines and resolves when all of them have an SSH server. */
export async function startPlainMachines(
  machines: readonly PlainMachine[],
  { lab, publicNetwork, privateNetwork, aptProxy }: PlainNetwork,
): Promise<PlainMachines> {
  await stopLab(lab);
  const images = new Map<Suite, string>();
  for (const { suite } of machines) images.set(suite, images.get(suite) ?? (await ensureStockImage(suite)));
  const spec: LabSpec = { name: lab, publicNetwork, privateNetwork, machines: machines.map(labMachine) };
  const cgroups = await readCgroupHost();
  await createNetworks(spec, undefined);
  await writeLabRecord({ owner: import.meta.dirname, spec });
  await writeSshAccess(spec);
  const authorizedKey = await readAuthorizedKey(lab);
  await Promise.all(
    machines.map(async (machine) => {
      await furnish(lab, machine, authorizedKey, aptProxy);
      const own = labMachine(machine);
      await bootMachine(cgroups, spec, own, recordOf(own, [images.get(machine.suite)!]), authorizedKey);
    }),
  );
  const { sshConfig } = labPaths(lab);
  const onMachine = (name: string, ...argv: string[]) => run('ssh', ['-F', sshConfig, name, '--', ...argv]);
  await Promise.all(
    machines.map(({ name }) =>
      eventually(`${name} answers SSH`, SSH_LIMIT_MS, async () =>
        (await onMachine(name, 'true')).exitCode === 0 ? true : undefined,
      ),
    ),
  );
  return { ...(await writeOperatorFiles(lab, machines)), inside: consoleOf(lab), stop: () => stopLab(lab) };
}

function consoleOf(lab: string): PlainMachines['inside'] {
  return async (name, line) => {
    const pid = await firstProcess(lab, name);
    return run('nsenter', ['--target', pid, '--mount', '--uts', '--ipc', '--net', '--pid', '--', 'sh', '-c', line]);
  };
}

/** Id, on this machine, of the process that is number 1 in there; proc_pid_status(5), NSpid. */
async function firstProcess(lab: string, name: string): Promise<string> {
  for (const pid of await processesOf(await readCgroupHost(), lab, name)) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    if (/^NSpid:\t\d+\t1$/m.test(status)) return String(pid);
  }
  throw new Error(`${name} does not run`);
}

function labMachine({ name, privateAddress, publicAddress }: PlainMachine): LabMachine {
  return { name, privateAddress, publicAddress, packages: [], runtimes: [], dataDirectories: ['/var/lib/mysql'] };
}

/** What differs between machines of one image: who they are, who may log in, and the way to the packages. */
async function furnish(lab: string, { name }: PlainMachine, authorizedKey: string, aptProxy: string): Promise<void> {
  const { upper } = machinePaths(lab, name);
  const put = async (path: string, text: string, mode = 0o644) => {
    await mkdir(dirname(join(upper, path)), { recursive: true });
    await writeFile(join(upper, path), text, { mode });
  };
  await put('etc/machine-id', `${randomBytes(16).toString('hex')}\n`);
  await put('etc/apt/apt.conf.d/01proxy', `Acquire::http::Proxy "${aptProxy}";\nAcquire::Check-Valid-Until "false";\n`);
  for (const [user, id] of Object.entries(users)) {
    await put(`home/${user}/.ssh/authorized_keys`, authorizedKey, 0o600);
    for (const path of [`home/${user}`, `home/${user}/.ssh`, `home/${user}/.ssh/authorized_keys`]) {
      await chown(join(upper, path), id, id);
    }
    await chmod(join(upper, `home/${user}/.ssh`), 0o700);
  }
}

/** known_hosts by address, and an ssh_config that names it and the key. */
async function writeOperatorFiles(lab: string, machines: readonly PlainMachine[]) {
  const paths = labPaths(lab);
  const lines = await Promise.all(
    machines.map(async ({ name, privateAddress, publicAddress }) => {
      const key = (await readFile(`${machinePaths(lab, name).hostKey}.pub`, 'utf8')).split(' ').slice(0, 2).join(' ');
      return `${[privateAddress, publicAddress].filter((one) => one !== undefined).join(',')} ${key.trim()}\n`;
    }),
  );
  const knownHosts = join(paths.directory, 'operator-known-hosts');
  const sshConfig = join(paths.directory, 'operator-ssh-config');
  await writeFile(knownHosts, lines.join(''));
  await writeFile(
    sshConfig,
    `Host *\n  IdentityFile ${paths.sshKey}\n  IdentitiesOnly yes\n  IdentityAgent none\n  UserKnownHostsFile ${knownHosts}\n  GlobalKnownHostsFile none\n`,
  );
  return { sshConfig, knownHosts };
}
