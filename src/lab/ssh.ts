import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../problems/failure.ts';
import { lastLines } from '../process/last-lines.ts';
import { run } from '../process/run.ts';
import { runOrFail } from '../process/run-or-fail.ts';
import { renderKnownHosts, renderSshConfig } from './machine-files.ts';
import { labPaths, machinePaths } from './paths.ts';
import type { LabMachine, LabSpec } from './spec.ts';

/** Ten machines that boot at once on two cores answer within 10 s; a loaded machine may take much longer. */
const BOOT_LIMIT_MS = 120_000;
const PROBE_INTERVAL_MS = 50;
const PROBE_TIMEOUT_MS = 500;
const SSH_TIMEOUT_MS = 15_000;
const CONTROL_TIMEOUT_MS = 2_000;

/** Makes the lab's own key pair and each machine's host key, once, and the files that `ssh -F` reads. */
export async function writeSshAccess(spec: LabSpec): Promise<void> {
  const paths = labPaths(spec.name);
  await mkdir(paths.ssh, { recursive: true, mode: 0o755 });
  await ensureKey(paths.sshKey, `smartx lab ${spec.name}`);
  const hostKeys = new Map<string, string>();
  for (const { name } of spec.machines) {
    const { directory, hostKey } = machinePaths(spec.name, name);
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await ensureKey(hostKey, name);
    hostKeys.set(name, await readFile(`${hostKey}.pub`, 'utf8'));
  }
  await replaceFile(paths.knownHosts, renderKnownHosts(hostKeys));
  const files = { directory: paths.ssh, key: paths.sshKey, knownHosts: paths.knownHosts };
  await replaceFile(paths.sshConfig, renderSshConfig(files, spec.machines));
}

/** The public key that every machine of a lab lets in. */
export function readAuthorizedKey(lab: string): Promise<string> {
  return readFile(`${labPaths(lab).sshKey}.pub`, 'utf8');
}

/**
 * Waits until a machine's sshd lets us in. The connection that proves it stays open for those who come next.
 * @throws Failure with the end of the machine's console when it dies or takes longer than the limit.
 */
export async function waitForSsh(
  lab: string,
  machine: LabMachine,
  isAlive: () => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const deadline = performance.now() + BOOT_LIMIT_MS;
  const argv = ['ssh', '-F', labPaths(lab).sshConfig, machine.name, 'true'];
  let said = 'port 22 did not answer';
  while (performance.now() < deadline) {
    signal?.throwIfAborted();
    if (await answersTcp(machine.privateAddress, 22)) {
      const { exitCode, stderr } = await run(argv, { timeoutMs: SSH_TIMEOUT_MS, signal });
      if (exitCode === 0) return;
      said = stderr.trim() || `ssh ended with code ${exitCode}`;
    }
    if (!(await isAlive())) throw await bootFailure(lab, machine, 'it stopped while it booted');
    await sleep(PROBE_INTERVAL_MS, undefined, signal ? { signal } : {});
  }
  throw await bootFailure(lab, machine, `it gave no access by SSH within ${BOOT_LIMIT_MS / 1000} s: ${said}`);
}

/** Ends the shared SSH connection to a machine, if there is one. */
export async function closeConnection(lab: string, host: string): Promise<void> {
  await closeSocket(join(labPaths(lab).ssh, `mux-${host}`));
}

/** Ends all shared SSH connections of a lab. */
export async function closeConnections(lab: string): Promise<void> {
  const names = await readdir(labPaths(lab).ssh).catch(() => []);
  const sockets = names.filter((name) => name.startsWith('mux-'));
  await Promise.all(sockets.map((name) => closeSocket(join(labPaths(lab).ssh, name))));
}

/** Whether something accepts connections at an address. */
export function answersTcp(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: PROBE_TIMEOUT_MS });
    const answer = (value: boolean) => {
      socket.destroy();
      resolve(value);
    };
    socket
      .once('connect', () => answer(true))
      .once('error', () => answer(false))
      .once('timeout', () => answer(false));
  });
}

async function closeSocket(path: string): Promise<void> {
  if ((await stat(path).catch(() => undefined)) === undefined) return;
  await run(['ssh', '-F', 'none', '-o', `ControlPath=${path}`, '-O', 'exit', 'lab'], { timeoutMs: CONTROL_TIMEOUT_MS });
  await rm(path, { force: true });
}

async function ensureKey(path: string, comment: string): Promise<void> {
  if ((await stat(`${path}.pub`).catch(() => undefined)) !== undefined) return;
  const making = `${path}.new`;
  await rm(making, { force: true });
  await runOrFail(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', making], {
    step: `make the SSH key of ${comment}`,
    changed: 'The lab is half created.',
    next: 'see that openssh-client is installed and the disk is not full, then run this again.',
  });
  await rename(making, path);
  await rename(`${making}.pub`, `${path}.pub`); // last: its presence says that the pair is complete
  await chmod(path, 0o600);
}

async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text, { mode: 0o644 });
  await rename(`${path}.new`, path);
}

async function bootFailure(lab: string, machine: LabMachine, reason: string): Promise<Failure> {
  const console = machinePaths(lab, machine.name).console;
  const text = await readFile(console, 'utf8').catch(() => '');
  return new Failure({
    step: 'boot the machine',
    host: machine.name,
    reason,
    stderrTail: lastLines(text),
    changed: 'The other machines go on running.',
    next: `read ${console}, then run the same command again.`,
  });
}
