import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import { type AppConfig, parseConfig } from './config.ts';
import { ConfigProblems } from './environment.ts';
import { superviseWorkers } from './workers.ts';

/** The environment does not fit: the same exit code as for wrong usage of a command. */
const EXIT_CONFIG = 2;

await main();

async function main(): Promise<void> {
  const config = readConfig();
  if (cluster.isPrimary && config.workers > 1) return superviseWorkers(config.workers);
  // The process that only supervises does without the framework and the database's client.
  const { serve } = await import('./serve.ts');
  await serve(config);
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
