import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overviewQueries } from '../../src/overview/queries.ts';
import { readOverview } from '../../src/overview/read-overview.ts';
import { parseSamples } from '../../src/overview/samples.ts';
import { watchdog } from '../../src/services/prometheus/lower-monitoring-rules.ts';
import { document, now } from './platform-sample.ts';

test('an instant vector becomes its samples', () => {
  // As Prometheus 2.53 answers.
  const body = JSON.parse(
    '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","host":"web-1","job":"node"},"value":[1790000000.123,"1"]},{"metric":{},"value":[1790000000.123,"+Inf"]},{"metric":{},"value":[1790000000.123,"NaN"]}]}}',
  );
  expect(parseSamples(body)).toEqual([
    { labels: { __name__: 'up', host: 'web-1', job: 'node' }, value: 1 },
    { labels: {}, value: Infinity },
  ]);
});

test('a scalar is one sample', () => {
  const body = { status: 'success', data: { resultType: 'scalar', result: [1_790_000_000, '2.5'] } };
  expect(parseSamples(body)).toEqual([{ labels: {}, value: 2.5 }]);
});

test.each([
  undefined,
  null,
  '<html>502 Bad Gateway</html>',
  [],
  { status: 'error', errorType: 'timeout', error: 'query timed out in expression evaluation' },
  { status: 'success' },
  { status: 'success', data: { resultType: 'matrix', result: [] } },
  { status: 'success', data: { resultType: 'vector', result: {} } },
])('%j is no answer', (body) => {
  expect(parseSamples(body)).toBeUndefined();
});

test('series that make no sense are left out', () => {
  const result = [
    null,
    1,
    { metric: { a: 1, b: 'x' }, value: [0, '3'] },
    { metric: {}, value: [0, 3] },
    { value: [0, '3'] },
  ];
  const body = { status: 'success', data: { resultType: 'vector', result } };
  expect(parseSamples(body)).toEqual([{ labels: { b: 'x' }, value: 3 }]);
});

test('whatever the network brings, an overview comes out', () => {
  const vector = fc.record({
    status: fc.constant('success'),
    data: fc.record({
      resultType: fc.constant('vector'),
      result: fc.array(
        fc.record({
          metric: fc.dictionary(
            fc.constantFrom('host', 'job', 'app', 'proxy', 'server', 'state', 'code', '__name__', 'kind'),
            fc.constantFrom('web-1', 'db-1', 'node', 'web', 'UP', 'mysql_up', 'smartx:responses:rate1m', '5xx', ''),
          ),
          value: fc.tuple(fc.integer(), fc.constantFrom('0', '1', '-1', 'NaN', '+Inf', 'x')),
        }),
      ),
    }),
  });
  const bodies = Object.fromEntries(overviewQueries.map(({ name }) => [name, fc.oneof(vector, fc.jsonValue())]));
  fc.assert(
    fc.property(fc.record(bodies, { requiredKeys: [] }), (answers) => {
      const overview = readOverview(document, { askedAtSeconds: now, bodies: answers }, now);
      expect(overview.hosts).toHaveLength(document.hosts.length);
    }),
  );
});

test('the alert that always fires is left out', () => {
  expect(overviewQueries.find(({ name }) => name === 'alerts')?.expr).toContain(`alertname!="${watchdog}"`);
});

test('queries have names of their own', () => {
  expect(new Set(overviewQueries.map(({ name }) => name)).size).toBe(overviewQueries.length);
});
