/** JSON Schemas of the API: Fastify checks requests with them, and the OpenAPI description is made of them. */

const id = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'Number of the account' };
const cents = { type: 'integer', description: 'Whole cents' };
const currency = { type: 'string', const: 'EUR' };
const createdAt = { type: 'string', format: 'date-time' };

const key = { type: 'string', pattern: '^[!-~]{1,100}$' };

/** One million, which keeps every sum far inside the whole numbers that JavaScript can tell apart. */
const CENTS_MAX = 100_000_000;

/** Text for people: no control characters, and no halves of characters, which MySQL could not keep as they are. */
const TEXT = '^[^\\p{Cc}\\p{Cs}]*$';
/** The same, and it neither begins nor ends with a space. */
const NAME = '^(?!\\s)[^\\p{Cc}\\p{Cs}]+(?<!\\s)$';

export const accountSchema = object('Account', {
  id,
  kind: { type: 'string', enum: ['equity', 'ordinary'], description: 'Only the equity account may go below zero' },
  name: { type: 'string' },
  balanceCents: cents,
  currency,
  createdAt,
});

export const accountRequestSchema = object(
  'AccountRequest',
  {
    name: { type: 'string', minLength: 1, maxLength: 80, pattern: NAME },
    openingBalanceCents: { ...cents, minimum: 0, maximum: CENTS_MAX },
  },
  ['name'],
);

export const transferSchema = object('Transfer', {
  id: { ...id, description: 'Number of the transfer' },
  idempotencyKey: { type: ['string', 'null'], description: 'Null for the opening balance of an account' },
  fromAccountId: id,
  toAccountId: id,
  amountCents: cents,
  currency,
  note: { type: 'string' },
  createdAt,
});

export const transferRequestSchema = object(
  'TransferRequest',
  {
    fromAccountId: id,
    toAccountId: id,
    amountCents: { ...cents, minimum: 1, maximum: CENTS_MAX },
    note: { type: 'string', maxLength: 140, pattern: TEXT },
  },
  ['fromAccountId', 'toAccountId', 'amountCents'],
);

export const accountsPageSchema = page('AccountsPage', 'accounts', accountSchema);
export const transfersPageSchema = page('TransfersPage', 'transfers', transferSchema);

export const ledgerSchema = object(
  'Ledger',
  {
    balanceSumCents: { ...cents, description: 'Sum of all balances: zero, always' },
    accounts: { type: 'integer' },
    transfers: { type: 'integer' },
    currency,
    accountsOutOfBalance: { type: 'integer', description: 'With ?audit=true: zero, always' },
    accountsOverdrawn: { type: 'integer', description: 'With ?audit=true: zero, always' },
    host: { type: 'string', description: 'The host that answered' },
  },
  ['balanceSumCents', 'accounts', 'transfers', 'currency', 'host'],
);

export const whoamiSchema = object('Whoami', {
  host: { type: 'string', description: 'The host that answered' },
  clientAddress: { type: 'string', description: 'Your address, as the application sees it' },
  protocol: { type: 'string', enum: ['http', 'https'] },
});

/** Goes into an address, so that it needs no escaping there. */
const probeId = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$', description: 'Letters, digits, `_` and `-`' };
const probeValue = { type: 'string', pattern: '^[ -~]{0,200}$', description: 'Printable ASCII' };

export const probeParamsSchema = object('ProbeParams', { id: probeId });
export const probeRequestSchema = object('ProbeRequest', { value: probeValue });
export const probeSchema = object('Probe', { id: probeId, value: probeValue, writtenAt: createdAt });

/** An answer without a body. */
export const nothingSchema = { type: 'null' };

export const problemSchema = object(
  'Problem',
  {
    status: { type: 'integer' },
    code: { type: 'string', description: 'Permanent, for programs' },
    title: { type: 'string' },
    detail: { type: 'string' },
    requestId: { type: 'string' },
    problems: {
      type: 'array',
      items: object('FieldProblem', { path: { type: 'string' }, reason: { type: 'string' } }),
    },
  },
  ['status', 'code', 'title', 'detail', 'requestId'],
);

export const accountParamsSchema = object('AccountParams', { id });

export const accountsQuerySchema = object('AccountsQuery', pageQuery(), []);

export const transfersQuerySchema = object(
  'TransfersQuery',
  {
    ...pageQuery(),
    key: { ...key, description: 'Only the transfer made with it' },
    keyPrefix: {
      ...key,
      description:
        'Only transfers whose key begins so, in the order of their keys; the last page has less than `limit`',
    },
    after: { ...key, description: 'With keyPrefix: only keys behind this one, the last of the page before' },
  },
  [],
);

export const ledgerQuerySchema = object(
  'LedgerQuery',
  { audit: { type: 'boolean', description: 'Add up all transfers anew; slow on a long ledger' } },
  [],
);

/** Other headers pass: they are none of this schema's business. */
export const keyRequiredSchema = { ...keyHeader(), required: ['idempotency-key'] };
export const keyOptionalSchema = keyHeader();

function keyHeader() {
  return {
    type: 'object',
    properties: {
      'idempotency-key': {
        ...key,
        description: 'Your own name for this request, up to 100 printable ASCII characters. Repeat it when you retry.',
      },
    },
  };
}

function pageQuery() {
  return {
    limit: { type: 'integer', minimum: 1, maximum: 500, default: 50 },
    cursor: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'nextCursor of a page' },
  };
}

function page(title: string, name: string, item: object) {
  return object(title, {
    [name]: { type: 'array', items: item },
    nextCursor: { type: ['integer', 'null'], description: 'Null on the last page' },
  });
}

function object<Properties extends object>(
  title: string,
  properties: Properties,
  required: readonly (keyof Properties & string)[] = Object.keys(properties) as (keyof Properties & string)[],
) {
  return { title, type: 'object', properties, required, additionalProperties: false };
}
