import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../problems/failure.ts';
import { runOrFail } from '../process/run-or-fail.ts';
import { type CgroupHost, createGroups, isPopulated } from './cgroups.ts';
import { unitName } from './names.ts';

/** From the start of a process until the kernel shows it in its cgroup. */
const ENTER_WAIT_MS = 5_000;
const POLL_MS = 5;

/** Writes its own process id into each group up to "--", then becomes the command that follows. */
const ENTER_GROUPS = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit 1; shift; done; shift; exec "$@"';

/**
 * Starts a process that outlives us, as a member of the lab with control groups of its own. It is a session leader
 * without a terminal: ctrl-C does not reach it.
 */
export async function launchMember(
  cgroups: CgroupHost,
  lab: string,
  member: string,
  command: { argv: readonly string[]; env: Readonly<Record<string, string>>; log: string },
): Promise<void> {
  const files = await createGroups(cgroups, lab, member);
  if (cgroups.owner === 'systemd') await launchUnit(lab, member, command);
  else await launchDetached(files, command);
  const deadline = performance.now() + ENTER_WAIT_MS;
  while (!(await isPopulated(cgroups, lab, member))) {
    if (performance.now() > deadline) throw notStarted(member, command);
    await sleep(POLL_MS);
  }
}

async function launchDetached(
  files: readonly string[],
  command: { argv: readonly string[]; env: Readonly<Record<string, string>>; log: string },
) {
  const log = await open(command.log, 'a', 0o600);
  try {
    const child = spawn('sh', ['-c', ENTER_GROUPS, 'smartx-launch', ...files, '--', ...command.argv], {
      detached: true,
      cwd: '/',
      env: { PATH: process.env.PATH ?? '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', ...command.env },
      stdio: ['ignore', log.fd, log.fd],
    });
    child.on('error', () => undefined); // told by the empty group
    child.unref();
  } finally {
    await log.close();
  }
}

/**
 * Where systemd is PID 1 it owns the cgroup tree: a transient service with a delegated group carries the member
 * (systemd.resource-control(5), Delegate=). Written from the manuals: no machine with systemd was at hand to try it.
 */
async function launchUnit(
  lab: string,
  member: string,
  command: { argv: readonly string[]; env: Readonly<Record<string, string>>; log: string },
) {
  const properties = [
    'Delegate=yes',
    'KillMode=mixed',
    'TasksMax=infinity',
    `StandardOutput=append:${command.log}`,
    `StandardError=append:${command.log}`,
  ];
  await runOrFail(
    [
      ...['systemd-run', '--quiet', '--collect', '--service-type=exec', `--unit=${unitName(lab, member)}`],
      ...properties.map((property) => `--property=${property}`),
      ...Object.entries(command.env).map(([name, value]) => `--setenv=${name}=${value}`),
      ...['--', ...command.argv],
    ],
    {
      step: 'start its systemd unit',
      host: member,
      changed: 'The machine is created, and stopped.',
      next: 'run the same command again.',
    },
  );
}

function notStarted(member: string, command: { argv: readonly string[]; log: string }): Failure {
  return new Failure({
    step: 'start it',
    host: member,
    reason: `no process of it appeared within ${ENTER_WAIT_MS / 1000} s; its log is ${command.log}`,
    command: command.argv,
    changed: 'The machine is created, and stopped.',
    next: 'read that log, then run the same command again.',
  });
}
