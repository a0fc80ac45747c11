import type { AppConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { buildServer } from './server.ts';
import { stopOnSignals } from './shutdown.ts';

/** Answers requests, until a signal comes. */
export async function serve(config: AppConfig): Promise<void> {
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
