import { ports } from '../../platform/platform.ts';
import { paths } from './paths.ts';

/** Parses the option file and the options of every plugin in it, without touching data. */
export function checkServerCommand(): readonly string[] {
  return ['/usr/sbin/mysqld', `--defaults-file=${paths.configuration}`, '--validate-config'];
}

/** The agent's own program; small heaps, since it holds next to nothing. */
export function agentCommand(command: 'run' | 'handover' | 'switchover'): readonly string[] {
  return [
    '/opt/smartx/node-24/bin/node',
    '--max-old-space-size=48',
    '--max-semi-space-size=1',
    paths.agentProgram,
    command,
    '--config',
    paths.agentConfiguration,
  ];
}

/** Succeeds when this host serves, as primary or as secondary. */
export function servesCommand(address: string): readonly string[] {
  const health = `http://${address}:${ports.databaseHealth}`;
  const ask = (path: string) => `curl -fsS -o /dev/null --max-time 2 ${health}/${path}`;
  return ['sh', '-c', `${ask('primary')} 2>/dev/null || ${ask('secondary')}`];
}
