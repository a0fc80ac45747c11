import { type Host, type Platform, ports } from '../../platform/platform.ts';
import { assetsOf } from '../assets.ts';
import { publicFile, secretFile } from '../file.ts';
import { nginxStatus } from '../local-endpoints.ts';
import type { Contribution, KeyPair, Materials } from '../manifest.ts';
import { tooLargePage, unavailablePage } from '../pages.ts';
import { answersCommand, checkCommand } from './commands.ts';
import { logDropIn, nginxLogs } from './contribute-logs.ts';
import { lowerWebServer, staticReleaseRoot } from './lower.ts';
import { renderNginxConf } from './render.ts';
import { certificatePath, keyPath, pagesRoot } from './render-site.ts';
import { renderUnitDropIn } from './render-unit.ts';

/** Nginx on web hosts: static files by itself, everything else from the application. */
export function contributeNginx(platform: Platform, host: Host, materials: Materials): Contribution {
  if (!host.roles.includes('web')) return {};
  const web = lowerWebServer(platform, host);
  const keyPair = certificateOf(host, materials);
  const read = [configurationPath, pages.tooLarge, pages.unavailable, certificatePath, keyPath];
  const releases = staticRelease(materials);
  const served = [
    ...platform.apps.flatMap((app) => (app.staticDirectories.length > 0 ? [assetsOf(app).name] : [])),
    ...releases.map(({ name }) => name),
  ];
  return {
    packages: ['curl', 'nginx', ...nginxLogs.packages],
    directories: [
      { path: pagesRoot, mode: 0o755, owner: 'root', group: 'root' },
      { path: '/etc/nginx/tls', mode: 0o700, owner: 'root', group: 'root' },
    ],
    files: [
      publicFile(configurationPath, renderNginxConf(web)),
      publicFile(pages.tooLarge, tooLargePage),
      publicFile(pages.unavailable, unavailablePage),
      publicFile(certificatePath, keyPair.certificate),
      secretFile(keyPath, keyPair.key),
      publicFile(dropInPath, renderUnitDropIn()),
      ...nginxLogs.files,
    ],
    releases,
    units: [
      {
        name: 'nginx.service',
        kind: 'service',
        order: 70,
        restartOn: [dropInPath, logDropIn].sort(),
        // Open files are cached: a new release needs new workers to be seen at once.
        reloadOn: [...read, ...served.map((name) => `release:${name}`)],
        restartDisruption: 'restart',
      },
    ],
    listens: [
      { protocol: 'tcp', address: 'any', port: ports.http, process: 'nginx' },
      { protocol: 'tcp', address: 'any', port: ports.https, process: 'nginx' },
      { protocol: 'tcp', address: 'loopback', port: nginxStatus.port, process: 'nginx' },
    ],
    checks: [{ name: 'nginx.conf', argv: checkCommand(configurationPath), covers: read }],
    probes: [{ name: 'Nginx serves', argv: answersCommand(host.name, host.privateAddress), timeoutMs: 10_000 }],
  };
}

const configurationPath = '/etc/nginx/nginx.conf';
const pages = { tooLarge: `${pagesRoot}/too-large.html`, unavailable: `${pagesRoot}/unavailable.html` };
const dropInPath = '/etc/systemd/system/nginx.service.d/smartx.conf';

function staticRelease(materials: Materials): NonNullable<Contribution['releases']> {
  const id = materials.releases.static;
  return id === undefined ? [] : [{ name: 'static', id, root: staticReleaseRoot }];
}

function certificateOf(host: Host, materials: Materials): KeyPair {
  const keyPair = materials.certificates.hosts[host.name];
  if (keyPair === undefined) throw new Error(`no certificate was made for host ${host.name}`);
  return keyPair;
}
