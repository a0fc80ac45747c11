import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type DatabaseAgentConfig, parseDatabaseAgentConfig } from './config.ts';
import { addGivenUp } from './given-up.ts';
import { messageOf } from './log.ts';
import { runAgent } from './run-agent.ts';
import { handOver, switchover } from './switchover.ts';

const USAGE = `usage: database-agent [COMMAND] --config FILE

  run                serve health and keep this member in its group (the default; what the service does)
  status             print what the running agent knows, as JSON
  switchover [HOST]  make HOST, or else any other ONLINE member, the primary
  handover           before a planned stop of mysqld: give the primary role away
  give-up HOST       HOST is lost for good: let a stopped group start without it
`;
const STATUS_LIMIT_MS = 3_000;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { config: { type: 'string' } } });
  const [command = 'run', host] = positionals;
  if (values.config === undefined || !['run', 'status', 'switchover', 'handover', 'give-up'].includes(command))
    return usage();
  const path = values.config;
  const load = (): DatabaseAgentConfig => parseDatabaseAgentConfig(readFileSync(path, 'utf8'));
  if (command === 'run') return runAgent(load);
  const config = load();
  if (command === 'give-up') return giveUp(config, host);
  print(await answer(command, config, host));
  return 0;
}

function answer(command: string, config: DatabaseAgentConfig, host: string | undefined): Promise<string> {
  if (command === 'switchover') return switchover(config, host);
  return command === 'handover' ? handOver(config) : readStatus(config);
}

async function readStatus({ listen }: DatabaseAgentConfig): Promise<string> {
  const host = listen.address.includes(':') ? `[${listen.address}]` : listen.address;
  try {
    const response = await fetch(`http://${host}:${listen.port}/status`, {
      signal: AbortSignal.timeout(STATUS_LIMIT_MS),
    });
    return (await response.text()).trim();
  } catch {
    throw new Error(
      `The agent does not answer on ${host}:${listen.port}: see "systemctl status smartx-database-agent".`,
    );
  }
}

function giveUp(config: DatabaseAgentConfig, host: string | undefined): number {
  const others = config.members.map((member) => member.name).filter((name) => name !== config.self.name);
  if (host === undefined || !others.includes(host))
    throw new Error(`give-up needs one of the other members: ${others.join(', ')}.`);
  addGivenUp(host);
  print(
    `This host may now start the group without ${host}. What only ${host} has is lost; install it anew before it comes back.`,
  );
  return 0;
}

function usage(): number {
  process.stderr.write(USAGE);
  return 2;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${messageOf(error)}\n`);
    process.exit(1);
  },
);
