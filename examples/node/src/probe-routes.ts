import type { FastifyInstance } from 'fastify';
import * as schemas from './api-schemas.ts';
import type { Database } from './database.ts';
import { readProbe, removeProbe, writeProbe } from './probes.ts';

interface ProbeRoute {
  Params: { id: string };
}

/** `/api/probes/:id`, by which Smartx tries the whole way through the platform without leaving a trace. */
export function addProbes(app: FastifyInstance, database: Database): void {
  app.put<ProbeRoute & { Body: { value: string } }>(
    '/api/probes/:id',
    {
      schema: {
        summary: 'Write a small value; one that is an hour old is removed',
        params: schemas.probeParamsSchema,
        body: schemas.probeRequestSchema,
        response: { 200: schemas.probeSchema },
      },
    },
    ({ params, body }) => database.run((ledger) => writeProbe(ledger, params.id, body.value)),
  );

  app.get<ProbeRoute>(
    '/api/probes/:id',
    {
      schema: {
        summary: 'Read it back',
        params: schemas.probeParamsSchema,
        response: { 200: schemas.probeSchema },
      },
    },
    ({ params }) => database.run((ledger) => readProbe(ledger, params.id)),
  );

  app.delete<ProbeRoute>(
    '/api/probes/:id',
    {
      schema: {
        summary: 'Remove it',
        params: schemas.probeParamsSchema,
        response: { 204: schemas.nothingSchema },
      },
    },
    async ({ params }, reply) => {
      await database.run((ledger) => removeProbe(ledger, params.id));
      return reply.code(204).send();
    },
  );
}
