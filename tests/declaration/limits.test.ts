import { describe, expect, test } from 'vitest';
import type { LimitsDeclaration } from '../../src/index.ts';
import { samplePlatform } from '../platform/sample.ts';

const limitsOf = (limits: LimitsDeclaration, start = 'node main.ts', maxBody?: string) =>
  samplePlatform({ app: { directory: 'app', start, limits }, ...(maxBody === undefined ? {} : { web: { maxBody } }) })
    .apps[0]!.limits;

describe('limits of requests', () => {
  test('are small where nothing is declared', () => {
    expect(limitsOf({})).toEqual({
      tunnelTimeoutSeconds: 3_600,
      drainTimeoutSeconds: 30,
      request: {
        bodyBytesMax: 10 * 1_024 ** 2,
        requestBuffering: true,
        responseBuffering: true,
        responseTimeoutSeconds: 30,
      },
      paths: [],
    });
  });

  test('a path has what it does not say from the whole application', () => {
    const { paths } = limitsOf({
      requestBody: '1MiB',
      responseTimeout: '20s',
      responseBuffering: false,
      paths: { '/b': { responseTimeout: '2m' }, '/a/': { requestBody: '2MiB' } },
    });
    const same = { requestBuffering: true, responseBuffering: false };
    expect(paths).toEqual([
      { path: '/a/', bodyBytesMax: 2 * 1_024 ** 2, responseTimeoutSeconds: 20, ...same },
      { path: '/b', bodyBytesMax: 1_024 ** 2, responseTimeoutSeconds: 120, ...same },
    ]);
  });

  test('bodies of more than 64 MiB are passed on as they come, unless it is said otherwise', () => {
    const buffering = (limits: LimitsDeclaration, maxBody?: string) => {
      const { paths, request } = limitsOf(limits, undefined, maxBody);
      return [request, ...paths].map(({ requestBuffering }) => requestBuffering);
    };
    expect(buffering({}, '64MiB')).toEqual([true]);
    expect(buffering({}, '65MiB')).toEqual([false]);
    expect(buffering({ paths: { '/a/': { requestBody: '1GiB' } } })).toEqual([true, false]);
    expect(buffering({ paths: { '/a/': { requestBody: '1GiB', requestBuffering: true } } })).toEqual([true, true]);
    expect(buffering({ requestBuffering: false, paths: { '/a/': {}, '/b/': { requestBody: '1KiB' } } })).toEqual([
      ...[false, false, true],
    ]);
  });

  test.each([
    'gunicorn app:app',
    'gunicorn --timeout 0 app:app',
    'gunicorn -t 60 app:app',
    'gunicorn -k gthread -t 30 app:app',
    'gunicorn --threads=4 -t 30 app:app',
    'other -t 30 app:app',
  ])('%s lives with an answer of a minute', (start) => {
    expect(limitsOf({ responseTimeout: '1m' }, start).request.responseTimeoutSeconds).toBe(60);
  });
});
