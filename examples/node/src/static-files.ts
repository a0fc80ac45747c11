import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';

const DIRECTORY = join(import.meta.dirname, '..', 'public');

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** As strict as in production, where Nginx says it: what works here works there. */
const CONTENT_SECURITY_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/**
 * Serves public/ for work without Nginx.
 *
 * The files are read once and there is one route for each, so that no request can name any other file.
 */
export function addStaticFiles(app: FastifyInstance): void {
  for (const name of readdirSync(DIRECTORY).sort()) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const content = readFileSync(join(DIRECTORY, name));
    app.get(name === 'index.html' ? '/' : `/${name}`, async (_request, reply) =>
      reply
        .headers({ 'content-security-policy': CONTENT_SECURITY_POLICY, 'x-content-type-options': 'nosniff' })
        .type(type)
        .send(content),
    );
  }
}
