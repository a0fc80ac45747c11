import type { FastifyInstance, RouteOptions } from 'fastify';
import { problemSchema } from './api-schemas.ts';

declare module 'fastify' {
  interface FastifySchema {
    /** One line for the description of the API; a route without it is not described. */
    summary?: string;
  }
}

interface Schema {
  type?: string;
  properties?: Record<string, { description?: string }>;
  required?: readonly string[];
}

/** What our routes put into Fastify's `schema`. */
interface RouteSchema {
  summary: string;
  headers?: Schema;
  params?: Schema;
  querystring?: Schema;
  body?: Schema;
  response: Record<string, Schema>;
}

/** Serves an OpenAPI 3.1 description of every route with a summary that is added after this call. */
export function describeApi(app: FastifyInstance): void {
  const paths: Record<string, Record<string, unknown>> = {};
  app.addHook('onRoute', (route) => {
    if (!hasSummary(route.schema) || route.method === 'HEAD') return;
    const path = route.url.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [String(route.method).toLowerCase()]: describeRoute(route.schema) };
  });
  app.get('/api/openapi.json', async () => ({
    openapi: '3.1.0',
    info: {
      title: 'Ledger',
      version: '1.0.0',
      description: 'Money moves between accounts, and the sum of all balances is always zero.',
    },
    servers: [{ url: '/' }],
    paths,
  }));
}

function hasSummary(schema: RouteOptions['schema']): schema is RouteSchema {
  return schema?.summary !== undefined;
}

function describeRoute(schema: RouteSchema): object {
  return {
    summary: schema.summary,
    parameters: [
      ...parameters('path', schema.params),
      ...parameters('query', schema.querystring),
      ...parameters('header', schema.headers),
    ],
    ...(schema.body && { requestBody: { required: true, content: json(schema.body) } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(schema.response).map(([status, body]) => [
          status,
          { description: STATUS[status] ?? '', ...(body.type !== 'null' && { content: json(body) }) },
        ]),
      ),
      default: {
        description: 'Refused; `code` and `detail` say why',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    },
  };
}

const STATUS: Record<string, string> = {
  200: 'Here it is; for a POST, it had been made before',
  201: 'Made',
  204: 'It is not there any more',
};

function parameters(place: 'path' | 'query' | 'header', schema: Schema | undefined): object[] {
  return Object.entries(schema?.properties ?? {}).map(([name, { description, ...rest }]) => ({
    name,
    in: place,
    required: schema?.required?.includes(name) ?? false,
    ...(description !== undefined && { description }),
    schema: rest,
  }));
}

function json(schema: Schema): object {
  return { 'application/json': { schema } };
}
