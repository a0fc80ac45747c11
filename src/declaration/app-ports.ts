import type { Problem } from '../problems/problem.ts';
import type { WrittenApp } from './app-schema.ts';

const firstPort = 8_000;

/** Ports that other daemons of an application host listen on: the database router, and the exporters. */
const takenPorts: Readonly<Record<number, string>> = {
  3306: 'the way to the database',
  3307: 'the way to the database',
  8080: 'the status page of Nginx',
  9100: 'the node exporter',
  9113: 'the Nginx exporter',
  9180: 'the measurements of applications',
};

interface Written {
  readonly at: string;
  readonly app: Pick<WrittenApp, 'port'>;
}

/** A port for each, in their order: what is written, else the first one from 8000 that nobody wrote. */
export function choosePorts(written: readonly Written[]): { ports: readonly number[]; problems: readonly Problem[] } {
  const holders = new Map(Object.entries(takenPorts).map(([port, holder]) => [Number(port), holder]));
  const problems: Problem[] = [];
  for (const { at, app } of written) {
    if (app.port === undefined) continue;
    const holder = holders.get(app.port);
    if (holder === undefined) holders.set(app.port, at);
    else problems.push(clash(app.port, at, holder));
  }
  const ports = written.map(({ at, app }) => {
    if (app.port !== undefined) return app.port;
    let port = firstPort;
    while (holders.has(port)) port += 1;
    holders.set(port, at);
    return port;
  });
  return { ports, problems };
}

function clash(port: number, at: string, holder: string): Problem {
  const reason = `port ${port} of an application host belongs to ${holder}.`;
  return { code: 'PORT_CLASH', path: `${at}.port`, reason, fix: `Write another port: ${firstPort} is the default.` };
}
