import { expect, test } from 'vitest';
import { parseServerFacts, serverFactsQuery } from '../../src/services/mysql/facts.ts';

// Captured from a secondary of MySQL 9.7.4 in a lab.
const text = `version	9.7.4-2
connectionsMax	100
threads_connected	6
uptime	3671
schemaBytes	163840
queued	3
lag	0.2500
member	db-1	ONLINE	PRIMARY
member	db-2	RECOVERING	SECONDARY
`;

test('what a server says of itself and of its group', () => {
  expect(parseServerFacts(text)).toEqual({
    version: '9.7.4-2',
    uptimeSeconds: 3671,
    connections: 6,
    connectionsMax: 100,
    schemaBytes: 163_840,
    queued: 3,
    lagSeconds: 0.25,
    members: [
      { host: 'db-1', state: 'ONLINE', role: 'primary' },
      { host: 'db-2', state: 'RECOVERING', role: 'secondary' },
    ],
  });
});

test('a clock that is a little ahead makes no negative lag', () => {
  expect(parseServerFacts(text.replace('0.2500', '-0.0100'))?.lagSeconds).toBe(0);
});

test('half an answer is none', () => {
  expect(parseServerFacts(text.split('\n').slice(0, 3).join('\n'))).toBeUndefined();
  expect(parseServerFacts('')).toBeUndefined();
});

test('the name of the schema cannot end its quotes', () => {
  expect(serverFactsQuery(["a'; drop schema b; --"])).toContain("table_schema in ('a; drop schema b; --')");
});
