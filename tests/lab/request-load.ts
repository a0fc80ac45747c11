import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { StatusDocument } from './cli.ts';

/** How often, a second, each of the two users asks, where nobody says otherwise. */
const REQUESTS_PER_SECOND = 20;
/** Ends a request that hangs. How long users wait on a busy machine is not what these tests are about. */
const REQUEST_SECONDS_MAX = 20;
/** More than any test takes; the load is ended before. */
const REQUESTS_MAX = 20_000;

export interface RequestLoad {
  /** Ends the load; status codes and how often each was the answer. */
  readonly stop: () => Promise<Readonly<Record<string, number>>>;
}

/**
 * Two users outside the platform who ask at a steady rate: one over a single connection (HTTP/2), one over a new one for
 * each request. A request that gets no answer counts as `000`.
 */
export function startRequestLoad(
  lab: string,
  platform: StatusDocument,
  siteName: string,
  path: string,
  perSecond = REQUESTS_PER_SECOND,
): RequestLoad {
  const counts: Record<string, number> = {};
  const users = [['--http2'], ['--http1.1', '-H', 'connection: close']].map((options) => {
    const argv = [
      ...['netns', 'exec', `smartx_${lab}__client`, 'curl', '-s', ...options, '--rate', `${perSecond}/s`],
      ...[
        '--max-time',
        String(REQUEST_SECONDS_MAX),
        '--cacert',
        platform.caFile,
        '--resolve',
        `${siteName}:443:${platform.virtualAddress}`,
      ],
      ...['-o', '/dev/null', '-w', '%{stderr}%{http_code}\\n', `https://${siteName}${path}#[1-${REQUESTS_MAX}]`],
    ];
    const child = spawn('ip', argv, { stdio: ['ignore', 'ignore', 'pipe'] });
    createInterface({ input: child.stderr }).on('line', (code) => {
      counts[code] = (counts[code] ?? 0) + 1;
    });
    return child;
  });
  return {
    async stop() {
      await Promise.all(
        users.map(
          (child) =>
            new Promise((resolve) => {
              child.on('exit', resolve);
              child.kill('SIGTERM');
            }),
        ),
      );
      return counts;
    },
  };
}

/** What was done, and every answer that users got meanwhile. The load ends with the work, whatever comes of it. */
export async function workUnderLoad<T, Answers>(
  load: { readonly stop: () => Promise<Answers> },
  work: () => Promise<T>,
) {
  const [done] = await Promise.allSettled([work()]);
  const answers = await load.stop();
  if (done.status === 'rejected') throw done.reason;
  return { result: done.value, answers };
}
