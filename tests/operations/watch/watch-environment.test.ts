import { describe, expect, test } from 'vitest';
import { lab } from '../../../src/index.ts';
import type { EnvironmentStatus } from '../../../src/operations/read-status.ts';
import { monitoringScript, parseMonitoring } from '../../../src/operations/watch/monitoring-script.ts';
import { watchWith } from '../../../src/operations/watch/watch-environment.ts';
import { overviewQueries } from '../../../src/overview/queries.ts';
import type { RunRequest, Transport } from '../../../src/transport/transport.ts';
import { TransportFailure } from '../../../src/transport/transport-failure.ts';
import { allWell, vectorBody } from '../../overview/platform-sample.ts';
import { samplePlatform } from '../../platform/sample.ts';

const platform = samplePlatform({ environments: { lab: lab({ monitoring: 2 }) } });
const status = { environment: 'lab' } as EnvironmentStatus;
const minute = (count: number) => new Date(1_790_000_000_000 + count * 60_000);

/** Answers for as many queries as the script has, in its order; the marks at the end. */
function prometheus({ input }: RunRequest): string {
  const asked = overviewQueries.filter(({ expr }) =>
    (input as string).includes(`"query=${expr.replaceAll('"', '\\"')}"`),
  );
  const bodies = asked.map(({ name }) => `${JSON.stringify(vectorBody(allWell[name] ?? []))}\n@@end\n`);
  return `${bodies.join('')}\n@@end\n[\n{ "at": "2026-09-21T12:00:00Z", "kind": "deploy", "title": "app 1" }\n]\n`;
}

function watchOf(answer: (host: string, request: RunRequest) => string | Error) {
  const asked: { readonly host: string; readonly input: string }[] = [];
  const transport: Transport = {
    run: async (host, request) => {
      asked.push({ host, input: request.input as string });
      const said = answer(host, request);
      if (said instanceof Error) throw said;
      return { exitCode: 0, stdout: said, stderr: '' };
    },
  };
  const watch = watchWith(platform, { transport, readStatus: async () => status });
  return { ...watch, asked };
}

const silent = (host: string) =>
  new TransportFailure({ host, kind: 'unreachable', reason: 'no route to host', command: [], stderrTail: '' });

test('one command on the monitoring host tells everything', async () => {
  const { look, asked } = watchOf((_host, request) => prometheus(request));
  const seen = await look(minute(0));
  expect(seen).toMatchObject({
    source: 'monitoring',
    host: 'mon-1',
    overview: { site: { health: 'well' }, primary: 'db-2', figures: { state: 'fresh' } },
    marks: [{ at: '2026-09-21T12:00:00Z', kind: 'deploy', title: 'app 1' }],
  });
  expect(asked).toHaveLength(1);
});

test('what is about days is asked once a minute, and kept', async () => {
  const { look, asked } = watchOf((_host, request) => prometheus(request));
  for (const now of [minute(0), minute(0.5), minute(1)]) {
    const seen = await look(now);
    expect(seen).toMatchObject({ overview: { site: { uptime: [{ ratio: 0.995 }, {}, {}] } } });
  }
  expect(asked.map(({ input }) => input.includes('[30d]'))).toEqual([true, false, true]);
});

describe('when the monitoring cannot be asked', () => {
  test('each host is looked at, and it says why', async () => {
    const { look } = watchOf((host) => silent(host));
    expect(await look(minute(0))).toEqual({
      source: 'hosts',
      why: 'mon-1: no route to host; mon-2: no route to host',
      status,
    });
  });

  test('a Prometheus that does not answer is the same', async () => {
    const { look } = watchOf(() => '\n@@end\n\n@@end\n');
    expect(await look(minute(0))).toMatchObject({
      source: 'hosts',
      why: expect.stringContaining('Prometheus does not answer'),
    });
  });

  test('another monitoring host does, and is asked first from then on', async () => {
    const { look, asked } = watchOf((host, request) => (host === 'mon-1' ? silent(host) : prometheus(request)));
    expect(await look(minute(0))).toMatchObject({ source: 'monitoring', host: 'mon-2' });
    await look(minute(1));
    expect(asked.map(({ host }) => host)).toEqual(['mon-1', 'mon-2', 'mon-2']);
  });

  test('what was told last grows old until it is known that nobody answers', async () => {
    let isSilent = false;
    const { look, again } = watchOf((host, request) => (isSilent ? silent(host) : prometheus(request)));
    expect(again(minute(0))).toBeUndefined();
    await look(minute(0));
    expect(again(minute(0))).toMatchObject({ overview: { figures: { state: 'fresh' } } });
    expect(again(minute(1))).toMatchObject({ overview: { figures: { state: 'stale', ageSeconds: 62.5 } } });
    isSilent = true;
    await look(minute(1));
    expect(again(minute(1))).toBeUndefined();
  });

  test('whoever ended it sees no further look', async () => {
    const { look } = watchOf((host) => silent(host));
    await expect(look(minute(0), AbortSignal.abort(new Error('ended')))).rejects.toThrow('ended');
  });
});

test('nothing of a query is for the shell', () => {
  const script = monitoringScript(['up']);
  expect(script).toContain(`<<'@@end'`);
  expect(script).toContain('data-urlencode = "query=min by (host, job) (up{job!~\\"probe-.*\\"})"');
});

test('answers that are cut off are no answers', () => {
  const text = '{"status":"success"}\n@@end\n{"status":"succ\n@@end\n';
  expect(parseMonitoring(text, ['age', 'up', 'servers'])).toEqual({
    bodies: { age: { status: 'success' } },
    marks: [],
  });
});
