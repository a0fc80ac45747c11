import { hostTls } from '../host-tls.ts';
import { webHealthPath } from '../local-endpoints.ts';

/** nginx(8): reads the configuration, opens its files, and exits. */
export function checkCommand(path: string): readonly string[] {
  return ['/usr/sbin/nginx', '-t', '-q', '-c', path];
}

/** Asks this host's Nginx over TLS, as a load balancer does: certificate, name and answer must be right. */
export function answersCommand(hostName: string, address: string): readonly string[] {
  const connection = ['--cacert', hostTls.authority, '--resolve', `${hostName}:443:${address}`];
  const url = `https://${hostName}${webHealthPath}`;
  return ['/usr/bin/curl', '-fsS', '-o', '/dev/null', '--max-time', '2', ...connection, url];
}
