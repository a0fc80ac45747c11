import { webHealthPath } from '../local-endpoints.ts';
import { paths, user } from './paths.ts';

/**
 * nginx(8) reads the configuration, opens its files and ports, and exits. As the daemon itself does, without being root:
 * what it made would be root's.
 */
export function checkCommand(): readonly string[] {
  const port = ['--inh-caps', '+net_bind_service', '--ambient-caps', '+net_bind_service'];
  return [
    ...['/usr/bin/setpriv', '--reuid', user, '--regid', user, '--init-groups', ...port],
    ...['/usr/sbin/nginx', '-t', '-q', '-e', 'stderr', '-c', paths.configuration],
  ];
}

/** Certificate, name and answer must be right. */
export function answersCommand(hostName: string, address: string, port: number): readonly string[] {
  const connection = ['--cacert', paths.authority, '--resolve', `${hostName}:${port}:${address}`];
  const url = `https://${hostName}:${port}${webHealthPath}`;
  return ['/usr/bin/curl', '-fsS', '-o', '/dev/null', '--max-time', '2', ...connection, url];
}
