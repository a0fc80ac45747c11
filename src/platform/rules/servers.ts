import type { Problem } from '../../problems/problem.ts';
import type { RuleInput } from './rules.ts';

/** What nobody can make up for servers: their addresses, the way to them, and who may come in. */
export function checkServers(input: RuleInput): readonly Problem[] {
  if (input.environment.provider !== 'servers') return [];
  return [...checkPresence(input), ...checkRoutes(input), ...checkAdmins(input)];
}

const examples = {
  network: "network: '10.20.0.0/24'",
  virtualAddress: "virtualAddress: '10.20.0.10'",
  hosts: "hosts: { 'lb-1': { ssh: 'deploy@203.0.113.11', address: '10.20.0.21', roles: ['loadBalancer'] } }",
} as const;

function checkPresence({ environment, path }: RuleInput): Problem[] {
  const keys = Object.keys(examples) as (keyof typeof examples)[];
  const absent = keys.filter((key) => environment[key] === undefined);
  const hosts = Object.entries(environment.hosts ?? {}).filter(([, { ssh }]) => ssh === undefined);
  return [
    ...absent.map((key) => missing(`${path}.${key}`, key, examples[key])),
    ...hosts.map(([name]) => missing(`${path}.hosts.${name}.ssh`, 'ssh', "ssh: 'deploy@203.0.113.11'")),
  ];
}

function missing(path: string, key: string, example: string): Problem {
  return { code: 'VALUE_MISSING', path, reason: `\`${key}\` is required, and it is missing.`, fix: `Add ${example}.` };
}

/** One jump reaches every private network that there is; more of them are for the operator's own ssh_config. */
function checkRoutes({ environment, path }: RuleInput): Problem[] {
  const hosts = environment.hosts ?? {};
  return Object.entries(hosts).flatMap(([name, { jump }]): Problem[] => {
    if (jump === undefined) return [];
    const at = `${path}.hosts.${name}.jump`;
    const direct = Object.keys(hosts).filter((other) => other !== name && hosts[other]?.jump === undefined);
    if (direct.includes(jump)) return [];
    const reason =
      hosts[jump] === undefined
        ? `there is no host '${jump}' here.`
        : `'${jump}' is ${jump === name ? 'the host itself' : 'reached through another host itself'}.`;
    const choices = direct.length === 0 ? 'another host' : `one of ${direct.join(', ')}`;
    return [{ code: 'JUMP_INVALID', path: at, reason, fix: `Name ${choices}, or leave it to your ssh_config.` }];
  });
}

/** The firewall would let nobody in, the operator included. */
function checkAdmins({ declaration }: RuleInput): Problem[] {
  if (declaration.adminNetworks.length > 0) return [];
  const reason = 'servers are administered from outside, and nobody may reach their SSH.';
  const fix = "Name the networks that you come from: firewall: { adminNetworks: ['198.51.100.0/24'] }.";
  return [{ code: 'ADMIN_NETWORKS_MISSING', path: 'firewall.adminNetworks', reason, fix }];
}
