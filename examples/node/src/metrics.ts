import cluster from 'node:cluster';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Histogram, register } from 'prom-client';
import { askSupervisor } from './worker-metrics.ts';

/** Seconds: from a cached read to a write that waited for the next primary. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

const durations = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Requests by method, route and class of status.',
  labelNames: ['method', 'route', 'code'],
  buckets: BUCKETS,
});
collectDefaultMetrics();

/**
 * `/metrics`, in the format of Prometheus. Of several processes it is the sum of all of them, whichever is asked: each
 * request meets another one, and counters that jump would mean nothing.
 *
 * It is not for users: what came through a proxy for somebody else is answered as if there were nothing.
 */
export function addMetrics(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const { url: route = 'none' } = request.routeOptions;
    const code = `${Math.floor(reply.statusCode / 100)}xx`;
    durations.observe({ method: request.method, route, code }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', async (request, reply) => {
    if (request.headers['x-forwarded-for'] !== undefined) return reply.callNotFound();
    reply.type(register.contentType);
    return cluster.isWorker ? askSupervisor() : register.metrics();
  });
}
