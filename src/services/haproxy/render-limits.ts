import type { Limits, PathLimits } from '../../platform/platform.ts';
import { clientSeconds, marginSeconds } from '../time-limits.ts';
import { streamedBackend } from './server-states.ts';

/** How long a backend waits for its servers. Of several paths that fit the last one counts, which is the longest. */
export function renderTimeouts({ paths, request, tunnelTimeoutSeconds }: Limits): readonly string[] {
  const seconds = (own: number) => `${own + marginSeconds}s`;
  return [
    `timeout server ${seconds(request.responseTimeoutSeconds)}`,
    `timeout tunnel ${seconds(tunnelTimeoutSeconds)}`,
    ...inOrder(paths).map(
      (own) => `http-request set-timeout server ${seconds(own.responseTimeoutSeconds)} if { ${condition(own)} }`,
    ),
  ];
}

/** Whether any request goes to the application while its body is still coming. */
export function streams({ paths, request }: Limits): boolean {
  return [request, ...paths].some(({ requestBuffering }) => !requestBuffering);
}

/**
 * Marks the requests whose body goes on as it comes; `streamedChoice` sends them to servers of their own. All others wait
 * here for a buffer's worth of their body (16 KiB), so that most of those who send theirs drop by drop keep nothing busy but
 * this, and are told so (408).
 */
export function renderBodies(limits: Limits): readonly string[] {
  const wait = `http-request wait-for-body time ${clientSeconds}s`;
  if (!streams(limits)) return [wait, ''];
  const set = (own: { readonly requestBuffering: boolean }) =>
    `http-request set-var(txn.streamed) bool(${!own.requestBuffering})`;
  return [
    set(limits.request),
    ...inOrder(limits.paths).map((own) => `${set(own)} if { ${condition(own)} }`),
    `${wait} unless { var(txn.streamed) -m bool }`,
    '',
  ];
}

export const streamedChoice = `use_backend ${streamedBackend} if { var(txn.streamed) -m bool }`;

/** Nginx asks for exactly this path first, and for the longest beginning then (its `location`); so the last rule wins. */
function inOrder(paths: readonly PathLimits[]): readonly PathLimits[] {
  return [...paths.filter(isBeginning), ...paths.filter((own) => !isBeginning(own))];
}

function condition(own: PathLimits): string {
  return `${isBeginning(own) ? 'path_beg' : 'path'} ${own.path}`;
}

function isBeginning({ path }: PathLimits): boolean {
  return path.endsWith('/');
}
