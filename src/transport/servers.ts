import { shellWord, shellWords } from '../plan/shell-words.ts';
import { becomeRoot, checkPasswordCommand, explainSudo, withPassword } from './become-root.ts';
import { overSsh, type SshRoute } from './openssh.ts';
import type { RunResult, Transport } from './transport.ts';
import { TransportFailure } from './transport-failure.ts';

export interface ServersAccess {
  /** By the host's name. */
  readonly routes: ReadonlyMap<string, ServerRoute>;
  /** An ssh_config(5) in place of the operator's own. */
  readonly configFile: string | undefined;
  /** Where sockets of shared connections are: short, and nobody else's. */
  readonly controlDirectory: string;
  /** For hosts whose sudo asks for one; undefined where nobody gave it. */
  readonly sudoPassword: string | undefined;
}

export interface ServerRoute {
  readonly target: string;
  /** Destination of the host that the connection goes through. */
  readonly jump: string | undefined;
}

const CONTROL_PERSIST_SECONDS = 60;
const PASSWORD_TIMEOUT_MS = 30_000;
const JUMP_TIMEOUT_MS = 30_000;
/** sudo(8): 1 when it refuses; sh(1): 127 when there is none. */
const sudoExitCodes = [1, 127];

/**
 * Servers, with the operator's own SSH configuration, agent and known hosts. Whoever logs in and is not root becomes it
 * by sudo(8).
 */
export function openServers(access: ServersAccess): Transport {
  const ssh = overSsh((host) => routeTo(access, host));
  const { sudoPassword } = access;
  const jumps = new Map<string, Promise<unknown>>();
  const checked = new Map<string, Promise<void>>();
  return {
    async run(host, request) {
      const { argv, input, signal } = request;
      const jump = access.routes.get(host)?.jump;
      if (jump !== undefined) await once(jumps, jump, () => connectTo(access, jump, signal));
      if (sudoPassword !== undefined) await once(checked, host, () => checkPassword(ssh, host, sudoPassword));
      const asRoot = becomeRoot(argv, sudoPassword !== undefined);
      const fed = sudoPassword === undefined ? input : withPassword(sudoPassword, input);
      return refuseSudo(host, argv, await ssh.run(host, { ...request, argv: asRoot, input: fed }));
    },
  };
}

/** A refusal stays one: whoever tries a wrong password again and again is locked out. A connection that broke says nothing. */
function once<T>(known: Map<string, Promise<T>>, key: string, work: () => Promise<T>): Promise<T> {
  const result = known.get(key) ?? work();
  known.set(key, result);
  result.catch((error: unknown) => {
    const isFinal = error instanceof TransportFailure && error.kind === 'refused';
    if (!isFinal && known.get(key) === result) known.delete(key);
  });
  return result;
}

/**
 * Opens the connection that all hosts behind a jump host share. Each by its own and all at once they would be too many
 * for its SSH server (sshd_config(5), MaxStartups). What is wrong with it is told by whoever goes through it.
 */
async function connectTo(access: ServersAccess, jump: string, signal: AbortSignal | undefined): Promise<void> {
  const route = { options: commonOptions(access), destination: jump };
  await overSsh(() => route)
    .run(jump, { argv: ['true'], timeoutMs: JUMP_TIMEOUT_MS, signal })
    .catch(() => undefined);
}

/** The route of ssh(1) to one host. Host keys are always checked, whatever the operator's own settings are. */
export function routeTo(access: Omit<ServersAccess, 'sudoPassword'>, host: string): SshRoute {
  const route = access.routes.get(host);
  if (route === undefined) throw new Error(`there is no way to ${host}`);
  const options = commonOptions(access);
  const proxy = route.jump === undefined ? [] : ['-o', `ProxyCommand=${proxyCommand(options, route.jump)}`];
  return { options: [...options, ...proxy], destination: route.target };
}

function commonOptions({ configFile, controlDirectory }: Omit<ServersAccess, 'sudoPassword'>): string[] {
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...['-o', 'StrictHostKeyChecking=yes'],
    ...['-o', 'ControlMaster=auto', '-o', `ControlPath=${controlDirectory}/%C`],
    ...['-o', `ControlPersist=${CONTROL_PERSIST_SECONDS}`],
  ];
}

/**
 * What `-J` would do, but with our own options: those it does not hand on, so that the jump host's key would be checked
 * only if the operator's settings say so. ssh itself replaces %h and %p, and leaves one percent sign of two (ssh_config(5),
 * TOKENS).
 */
function proxyCommand(options: readonly string[], jump: string): string {
  const words = ['ssh', ...options, '-o', 'BatchMode=yes'].map((word) => word.replaceAll('%', '%%'));
  return `${shellWords(words)} -W '[%h]:%p' -- ${shellWord(jump.replaceAll('%', '%%'))}`;
}

/** Once a host, and by itself: what sudo refuses as a password must never have been a line of somebody's script. */
async function checkPassword(ssh: Transport, host: string, password: string): Promise<void> {
  const argv = checkPasswordCommand;
  const answer = await ssh.run(host, { argv, input: `${password}\n`, timeoutMs: PASSWORD_TIMEOUT_MS });
  if (answer.exitCode === 0) return;
  refuseSudo(host, argv, answer);
  throw refused(host, argv, answer, { reason: 'sudo does not let us become root', next: undefined });
}

function refuseSudo(host: string, argv: readonly string[], answer: RunResult): RunResult {
  const why = sudoExitCodes.includes(answer.exitCode) ? explainSudo(answer.stderr) : undefined;
  if (why === undefined) return answer;
  throw refused(host, argv, answer, why);
}

function refused(
  host: string,
  command: readonly string[],
  { exitCode, stderr }: RunResult,
  why: { readonly reason: string; readonly next: string | undefined },
): TransportFailure {
  return new TransportFailure({ host, kind: 'refused', command, exitCode, stderrTail: stderr.trim(), ...why });
}
