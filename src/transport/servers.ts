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
/** sudo(8): 1 when it refuses; sh(1): 127 when there is none. */
const sudoExitCodes = [1, 127];

/**
 * Servers, with the operator's own SSH configuration, agent and known hosts. Whoever logs in and is not root becomes it
 * by sudo(8).
 */
export function openServers(access: ServersAccess): Transport {
  const ssh = overSsh((host) => routeTo(access, host));
  const { sudoPassword } = access;
  const checked = new Map<string, Promise<void>>();
  return {
    async run(host, request) {
      const { argv, input } = request;
      if (sudoPassword !== undefined) {
        const known = checked.get(host) ?? checkPassword(ssh, host, sudoPassword);
        checked.set(host, known);
        await known;
      }
      const asRoot = becomeRoot(argv, sudoPassword !== undefined);
      const fed = sudoPassword === undefined ? input : withPassword(sudoPassword, input);
      return refuseSudo(host, argv, await ssh.run(host, { ...request, argv: asRoot, input: fed }));
    },
  };
}

/** The route of ssh(1) to one host. Host keys are always checked, whatever the operator's own settings are. */
export function routeTo(
  { routes, configFile, controlDirectory }: Omit<ServersAccess, 'sudoPassword'>,
  host: string,
): SshRoute {
  const route = routes.get(host);
  if (route === undefined) throw new Error(`there is no way to ${host}`);
  return {
    options: [
      ...(configFile === undefined ? [] : ['-F', configFile]),
      ...(route.jump === undefined ? [] : ['-J', route.jump]),
      ...['-o', 'StrictHostKeyChecking=yes'],
      ...['-o', 'ControlMaster=auto', '-o', `ControlPath=${controlDirectory}/%C`],
      ...['-o', `ControlPersist=${CONTROL_PERSIST_SECONDS}`],
    ],
    destination: route.target,
  };
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
