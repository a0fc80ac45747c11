import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type AccountRequest, listAccounts, type Outcome, openAccount, readAccount } from './accounts.ts';
import * as schemas from './api-schemas.ts';
import type { Database, Ledger } from './database.ts';
import { describeApi } from './openapi.ts';
import { addProbes } from './probe-routes.ts';
import { audit, type Summary, summarise } from './summary.ts';
import { findTransfer, listTransfers, listTransfersByKey, type TransferRequest, transfer } from './transfers.ts';

interface PageQuery {
  limit: number;
  cursor?: number;
}

/** Every address under /api. The description of all of them is at /api/openapi.json. */
export function addApi(app: FastifyInstance, database: Database): void {
  describeApi(app);
  addAccounts(app, database);
  addTransfers(app, database);
  addLedger(app, database);
  addProbes(app, database);
}

function addAccounts(app: FastifyInstance, database: Database): void {
  app.get<{ Querystring: PageQuery }>(
    '/api/accounts',
    {
      schema: {
        summary: 'Accounts in the order of their numbers',
        querystring: schemas.accountsQuerySchema,
        response: { 200: schemas.accountsPageSchema },
      },
    },
    async ({ query: { cursor = 0, limit } }, reply) => {
      const page = { afterId: cursor, limit: limit + 1 };
      const accounts = await readFor(reply, database, (ledger) => listAccounts(ledger, page));
      return { accounts: accounts.slice(0, limit), nextCursor: nextCursor(accounts, limit) };
    },
  );

  app.post<{ Body: AccountRequest; Headers: { 'idempotency-key'?: string } }>(
    '/api/accounts',
    {
      schema: {
        summary: 'Open an account; with an Idempotency-Key it is safe to repeat',
        headers: schemas.keyOptionalSchema,
        body: schemas.accountRequestSchema,
        response: { 200: schemas.accountSchema, 201: schemas.accountSchema },
      },
    },
    async ({ body, headers }, reply) => {
      // A key of our own makes it safe for us to repeat a transaction whose commit was lost.
      const key = headers['idempotency-key'] ?? randomUUID();
      return answer(reply, await database.run((ledger) => openAccount(ledger, key, body)));
    },
  );

  app.get<{ Params: { id: number } }>(
    '/api/accounts/:id',
    {
      schema: {
        summary: 'One account',
        params: schemas.accountParamsSchema,
        response: { 200: schemas.accountSchema },
      },
    },
    ({ params }, reply) => readFor(reply, database, (ledger) => readAccount(ledger, params.id)),
  );
}

function addTransfers(app: FastifyInstance, database: Database): void {
  app.get<{ Querystring: PageQuery & { key?: string; keyPrefix?: string; after?: string } }>(
    '/api/transfers',
    {
      schema: {
        summary: 'Transfers, newest first; with keyPrefix in the order of their keys',
        querystring: schemas.transfersQuerySchema,
        response: { 200: schemas.transfersPageSchema },
      },
    },
    async ({ query: { key, keyPrefix, after: afterKey = '', limit, cursor = Number.MAX_SAFE_INTEGER } }, reply) => {
      if (key !== undefined) {
        // Whoever asks for keys wants to know whether they were used, and only the primary can say that they were not.
        const found = await database.run((ledger) => findTransfer(ledger, key));
        return { transfers: found === undefined ? [] : [found], nextCursor: null };
      }
      if (keyPrefix !== undefined) {
        const page = { keyPrefix, afterKey, limit };
        return { transfers: await database.run((ledger) => listTransfersByKey(ledger, page)), nextCursor: null };
      }
      const page = { beforeId: cursor, limit: limit + 1 };
      const transfers = await readFor(reply, database, (ledger) => listTransfers(ledger, page));
      return { transfers: transfers.slice(0, limit), nextCursor: nextCursor(transfers, limit) };
    },
  );

  app.post<{ Body: TransferRequest; Headers: { 'idempotency-key': string } }>(
    '/api/transfers',
    {
      schema: {
        summary: 'Move money, once for each Idempotency-Key',
        headers: schemas.keyRequiredSchema,
        body: schemas.transferRequestSchema,
        response: { 200: schemas.transferSchema, 201: schemas.transferSchema },
      },
    },
    async ({ body, headers }, reply) =>
      answer(reply, await database.run((ledger) => transfer(ledger, headers['idempotency-key'], body))),
  );
}

function addLedger(app: FastifyInstance, database: Database): void {
  app.get<{ Querystring: { audit?: boolean } }>(
    '/api/ledger',
    {
      schema: {
        summary: 'The sum of all balances, which is always zero',
        querystring: schemas.ledgerQuerySchema,
        response: { 200: schemas.ledgerSchema },
      },
    },
    ({ query }, reply) => {
      if (query.audit !== true) return readFor(reply, database, answerSummary);
      // An audit is about the books as they are, and too much work to be done twice when the primary takes its time.
      return database.run(async (ledger) => ({ ...(await answerSummary(ledger)), ...(await audit(ledger)) }));
    },
  );

  app.get(
    '/api/whoami',
    { schema: { summary: 'Which host answered, and who you are to it', response: { 200: schemas.whoamiSchema } } },
    async (request) => ({ host: hostname(), clientAddress: request.ip, protocol: request.protocol }),
  );
}

async function answerSummary(ledger: Ledger): Promise<Summary & { host: string }> {
  return { ...(await summarise(ledger)), host: hostname() };
}

/** Reads, and says in X-Read-From whether the answer may be a moment behind. */
async function readFor<Result>(
  reply: FastifyReply,
  database: Database,
  work: (ledger: Ledger) => Promise<Result>,
): Promise<Result> {
  const { result, source } = await database.read(work);
  reply.header('x-read-from', source);
  return result;
}

/** 201, or 200 when an earlier request with the same key had made it. */
function answer<Value extends { id: number }>(reply: FastifyReply, { value, replayed }: Outcome<Value>): Value {
  if (replayed) reply.code(200).header('idempotency-replayed', 'true');
  else reply.code(201);
  return value;
}

/** Pages are read with one row too many, which tells whether there is a next page. */
function nextCursor(rows: readonly { id: number }[], limit: number): number | null {
  return rows.length > limit ? (rows[limit - 1]?.id ?? null) : null;
}
