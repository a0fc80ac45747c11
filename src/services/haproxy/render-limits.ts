import type { Limits, PathLimits } from '../../platform/platform.ts';
import { clientSeconds, marginSeconds } from '../time-limits.ts';
import type { Route } from './model.ts';

/** How long a backend waits for its servers. Of several paths that fit the last one counts, which is the longest. */
export function renderTimeouts(limits: Limits | undefined): readonly string[] {
  const seconds = (own: number) => `${own + marginSeconds}s`;
  if (limits === undefined) return [`timeout server ${seconds(filesSeconds)}`];
  return [
    `timeout server ${seconds(limits.request.responseTimeoutSeconds)}`,
    `timeout tunnel ${seconds(limits.tunnelTimeoutSeconds)}`,
    ...inOrder(limits.paths).map(
      (own) => `http-request set-timeout server ${seconds(own.responseTimeoutSeconds)} if ${condition(own)}`,
    ),
  ];
}

/** Nginx answers by itself there. */
const filesSeconds = 30;

/**
 * Marks the requests whose body goes on as it comes: these go to servers of their own. All others wait here for a buffer's
 * worth of their body (16 KiB), so that most of those who send theirs drop by drop keep nothing busy but this, and are told
 * so (408).
 */
export function renderBodies(routes: readonly Route[]): readonly string[] {
  const wait = `http-request wait-for-body time ${clientSeconds}s`;
  if (routes.every(({ streamed }) => streamed === undefined)) return [wait, ''];
  // Of several places that fit the last one counts, and routes come the other way round.
  return [...routes.toReversed().flatMap(renderMarks), `${wait} unless ${isStreamed}`, ''];
}

export const isStreamed = '{ var(txn.streamed) -m bool }';

function renderMarks(route: Route): readonly string[] {
  const mark = (buffering: boolean, conditions: readonly string[]) =>
    `http-request set-var(txn.streamed) bool(${!buffering})${conditions.length === 0 ? '' : ` if ${conditions.join(' ')}`}`;
  const host = renderPlace({ ...route, path: undefined });
  return [
    mark(route.limits?.request.requestBuffering ?? true, renderPlace(route)),
    ...inOrder(route.limits?.paths ?? []).map((own) => mark(own.requestBuffering, [...host, condition(own)])),
  ];
}

/** Conditions of a route; none for what is left. */
export function renderPlace({ hostName, path }: Pick<Route, 'hostName' | 'path'>): readonly string[] {
  return [
    ...(hostName === undefined ? [] : [`{ req.hdr(host),host_only -m str -i ${hostName} }`]),
    ...(path === undefined ? [] : [`{ path_beg ${path} }`]),
  ];
}

/** Nginx asks for exactly this path first, and for the longest beginning then (its `location`); so the last rule wins. */
function inOrder(paths: readonly PathLimits[]): readonly PathLimits[] {
  return [...paths.filter(isBeginning), ...paths.filter((own) => !isBeginning(own))];
}

function condition(own: PathLimits): string {
  return `{ ${isBeginning(own) ? 'path_beg' : 'path'} ${own.path} }`;
}

function isBeginning({ path }: PathLimits): boolean {
  return path.endsWith('/');
}
