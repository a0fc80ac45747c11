import type { Problem } from '../../problems/problem.ts';
import type { RuleInput } from './rules.ts';

const ofLabs = ['dns', 'loadBalancers', 'web', 'app', 'monitoring', 'public', 'private'] as const;
const ofServers = ['network', 'publicNetwork', 'interfaces', 'sshConfig', 'mysql'] as const;
const hostKeysOfServers = ['ssh', 'jump', 'interfaces'] as const;

/** A lab makes its machines and networks, servers are what they are: each is declared by words of its own. */
export function checkProvider({ environment, path }: RuleInput): readonly Problem[] {
  const isLab = environment.provider === 'lab';
  const foreign = isLab ? ofServers : ofLabs;
  const hosts = isLab ? Object.entries(environment.hosts ?? {}) : [];
  return [
    ...foreign.filter((key) => environment[key] !== undefined).map((key) => mismatch(`${path}.${key}`, key, isLab)),
    ...hosts.flatMap(([name, host]) =>
      hostKeysOfServers
        .filter((key) => host[key] !== undefined)
        .map((key) => mismatch(`${path}.hosts.${name}.${key}`, key, isLab)),
    ),
  ];
}

function mismatch(path: string, key: string, isLab: boolean): Problem {
  const reason = isLab
    ? `\`${key}\` is for servers, and this is a lab.`
    : `\`${key}\` is for labs, and these are servers, which are named one by one.`;
  return { code: 'PROVIDER_MISMATCH', path, reason, fix: `Remove \`${key}\`.` };
}
