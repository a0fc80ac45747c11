import type { Host, Platform } from '../../platform/platform.ts';
import { publicFile } from '../file.ts';
import type { Contribution, Materials } from '../manifest.ts';
import { checkCommand, isLoadedCommand } from './commands.ts';
import { lowerFirewall } from './lower.ts';
import { renderRuleset } from './render.ts';
import { renderFirewallUnit, rulesetPath } from './render-unit.ts';

/** The firewall of every host: what the flows say, and nothing else. */
export function contributeNftables(platform: Platform, host: Host, _materials: Materials): Contribution {
  return {
    packages: ['nftables'],
    files: [
      publicFile(rulesetPath, renderRuleset(lowerFirewall(platform, host))),
      publicFile(unitPath, renderFirewallUnit()),
    ],
    units: [
      {
        name: 'smartx-firewall.service',
        kind: 'service',
        order: 20,
        restartOn: [],
        reloadOn: [rulesetPath, unitPath],
        restartDisruption: 'none',
      },
    ],
    checks: [{ name: 'firewall', argv: checkCommand(rulesetPath), covers: [rulesetPath] }],
    probes: [{ name: 'firewall is loaded', argv: isLoadedCommand(), timeoutMs: 2_000 }],
  };
}

const unitPath = '/etc/systemd/system/smartx-firewall.service';
