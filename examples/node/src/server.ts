import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import { hostname } from 'node:os';
import { Ajv } from 'ajv';
import Fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import type { AppConfig } from './config.ts';
import type { Database } from './database.ts';
import { classifyDatabaseError } from './database-errors.ts';
import { addHealth, type Lifecycle } from './health.ts';
import { addMetrics } from './metrics.ts';
import { Problem } from './problem.ts';
import { addApi } from './routes.ts';
import { addStaticFiles } from './static-files.ts';

const BODY_BYTES_MAX = 16 * 1024;
/** Longest time for a whole request to arrive, in milliseconds. */
const REQUEST_LIMIT_MS = 15_000;
/** Longer than the 60 s of Nginx, so that Nginx is the one to close: then no request meets a closing connection. */
const KEEP_ALIVE_MS = 75_000;
/** What a caller is told to wait before it tries again, in seconds. */
const RETRY_AFTER_SECONDS = '1';

type ServerConfig = Pick<AppConfig, 'logLevel' | 'trustProxy' | 'serveStatic'>;

/** The application, ready to listen. It does not own `database`: whoever opened it closes it, after the server. */
export function buildServer(config: ServerConfig, database: Database, lifecycle: Lifecycle): FastifyInstance {
  const app = Fastify({
    logger: { level: config.logLevel },
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: 'x-request-id',
    genReqId: () => randomUUID(),
    trustProxy: config.trustProxy.length > 0 ? [...config.trustProxy] : false,
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_LIMIT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // While it stops, the server finishes what it has accepted instead of refusing it.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  // JSON and nothing else: Fastify would also take plain text, which a form of any other site can send.
  app.removeContentTypeParser('text/plain');
  checkRequests(app);
  addHeaders(app, lifecycle);
  logRequests(app);
  app.setErrorHandler(refuse);
  app.setNotFoundHandler((request, reply) =>
    refuse(new Problem(404, 'NOT_FOUND', `There is nothing at ${request.url}.`), request, reply),
  );
  addHealth(app, database, lifecycle);
  addApi(app, database);
  addMetrics(app);
  if (config.serveStatic) addStaticFiles(app);
  return app;
}

/** A query can only hold text, so numbers in it are read as numbers; in a body "100" is not 100. */
function checkRequests(app: FastifyInstance): void {
  const exact = new Ajv({ allErrors: true });
  const lenient = new Ajv({ allErrors: true, coerceTypes: true, useDefaults: true });
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? exact : lenient).compile(schema as object));
}

function addHeaders(app: FastifyInstance, lifecycle: Lifecycle): void {
  const host = hostname();
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'x-served-by': host, 'x-request-id': request.id, 'cache-control': 'no-store' });
  });
  // At the end of a request, because the stop may have begun while it was under way.
  app.addHook('onSend', async (_request, reply) => {
    if (lifecycle.draining) reply.header('connection', 'close');
  });
}

function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const isProbe = ['/healthz', '/metrics', '/readyz'].includes(request.url);
    request.log[isProbe ? 'debug' : 'info'](
      {
        method: request.method,
        url: request.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        client: request.ip,
      },
      'request',
    );
  });
}

interface Refusal {
  status: number;
  code: string;
  detail: string;
  problems?: { path: string; reason: string }[];
}

function refuse(error: FastifyError | Problem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const refusal = describeError(error);
  if (refusal.status === 500) request.log.error({ err: error }, 'unexpected error');
  else if (refusal.status > 500) request.log.warn({ code: refusal.code, cause: error.message }, 'database trouble');
  if (refusal.status === 503) reply.header('retry-after', RETRY_AFTER_SECONDS);
  return reply
    .code(refusal.status)
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send({ title: STATUS_CODES[refusal.status] ?? '', ...refusal, requestId: request.id });
}

function describeError(error: FastifyError | Problem): Refusal {
  if (error instanceof Problem) return { status: error.status, code: error.code, detail: error.message };
  if (error.validation !== undefined) return describeBadInput(error);
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return { status: error.statusCode, code: CODES[error.statusCode] ?? 'BAD_INPUT', detail: error.message };
  }
  const trouble = classifyDatabaseError(error);
  if (trouble === 'none') return { status: 500, code: 'INTERNAL', detail: 'Something broke here. It was noted.' };
  return { status: 503, ...UNAVAILABLE[trouble] };
}

/** Fastify's own refusals, in words that do not depend on the framework. */
const CODES: Record<number, string> = { 404: 'NOT_FOUND', 413: 'TOO_LARGE', 415: 'UNSUPPORTED_MEDIA_TYPE' };

const AGAIN = 'Try again in a moment; with the same Idempotency-Key nothing happens twice.';
const UNAVAILABLE = {
  busy: { code: 'BUSY', detail: `Too many requests wait for the database. ${AGAIN}` },
  connection: { code: 'DATABASE_UNAVAILABLE', detail: `The database did not answer. ${AGAIN}` },
  contention: { code: 'CONTENTION', detail: `Too many others move money of the same accounts. ${AGAIN}` },
  setup: { code: 'DATABASE_NOT_READY', detail: 'The database is not set up for this application yet.' },
};

function describeBadInput({ validation = [], validationContext }: FastifyError): Refusal {
  const problems = validation.map(({ instancePath, message, params }) => {
    const field = instancePath.slice(1).replaceAll('/', '.') || String(params.missingProperty ?? '');
    const unknown = params.additionalProperty === undefined ? '' : `: "${params.additionalProperty}"`;
    return { path: [validationContext, field].filter(Boolean).join('.'), reason: `${message}${unknown}` };
  });
  const detail = problems.map(({ path, reason }) => `${path} ${reason}`).join('; ');
  return { status: 400, code: 'BAD_INPUT', detail: `${detail}.`, problems };
}
