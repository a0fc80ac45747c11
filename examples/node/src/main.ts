import { readFileSync } from 'node:fs';
import { type AppConfig, parseConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { ConfigProblems } from './environment.ts';
import { buildServer } from './server.ts';
import { stopOnSignals } from './shutdown.ts';

/** The environment does not fit: the same exit code as for wrong usage of a command. */
const EXIT_CONFIG = 2;

await main();

async function main(): Promise<void> {
  const config = readConfig();
  const lifecycle = { draining: false };
  const database = openDatabase(config.database);
  const server = buildServer(config, database, lifecycle);
  process.on('uncaughtException', (error) => {
    server.log.fatal({ err: error }, 'uncaught error');
    process.exit(1);
  });
  stopOnSignals({ server, database, lifecycle, drainMs: config.drainMs });
  await server.listen({ host: config.host, port: config.port });
}

function readConfig(): AppConfig {
  try {
    return parseConfig(process.env, (path) => readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof ConfigProblems)) throw error;
    console.error(error.message);
    process.exit(EXIT_CONFIG);
  }
}
