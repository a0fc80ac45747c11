import type { Host, Platform } from '../../platform/platform.ts';
import { publicFile } from '../file.ts';
import type { Contribution, Materials } from '../manifest.ts';
import { checkCommand } from './commands.ts';
import { lowerVrrpInstance } from './lower.ts';
import { renderKeepalivedConf, scriptUser } from './render.ts';
import { renderStateScript, stateScriptPath } from './render-state.ts';
import { renderUnitDropIn } from './render-unit.ts';

/** keepalived on load balancers: one of them holds the virtual address. */
export function contributeKeepalived(platform: Platform, host: Host, _materials: Materials): Contribution {
  if (!host.roles.includes('loadBalancer')) return {};
  const content = renderKeepalivedConf(lowerVrrpInstance(platform, host));
  return {
    packages: ['curl', 'keepalived'],
    users: [{ name: scriptUser, groups: [] }],
    files: [
      publicFile(configurationPath, content),
      publicFile(dropInPath, renderUnitDropIn()),
      { ...publicFile(stateScriptPath, renderStateScript()), mode: 0o755 },
    ],
    units: [
      {
        name: 'keepalived.service',
        kind: 'service',
        order: 85,
        restartOn: [dropInPath],
        reloadOn: [configurationPath],
        restartDisruption: 'failover',
      },
    ],
    checks: [{ name: 'keepalived.conf', argv: checkCommand(configurationPath), covers: [configurationPath] }],
  };
}

const configurationPath = '/etc/keepalived/keepalived.conf';
const dropInPath = '/etc/systemd/system/keepalived.service.d/smartx.conf';
