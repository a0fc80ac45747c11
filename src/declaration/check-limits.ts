import type { Problem } from '../problems/problem.ts';
import type { WrittenApp } from './app-schema.ts';
import { renderDuration } from './duration.ts';
import type { Limits } from './model.ts';
import { show } from './reading.ts';
import { renderSize } from './size.ts';
import { withSlash } from './with-slash.ts';

/** What limits cannot be, by themselves and beside what else is declared of the application. Paths begin there. */
export function checkLimits(app: WrittenApp, place: string, limits: Limits): readonly Problem[] {
  return [
    ...checkCount(app.limits.paths),
    ...Object.keys(app.limits.paths).flatMap((path) => checkPath(path, place, app)),
    ...checkBuffering(app.limits, limits),
    ...checkGunicorn(app.start, limits),
  ];
}

const pathsMax = 20;

function checkCount(paths: WrittenApp['limits']['paths']): Problem[] {
  const count = Object.keys(paths).length;
  if (count <= pathsMax) return [];
  const reason = `there are ${count} paths, and ${pathsMax} are allowed.`;
  return [{ code: 'LIMIT_PATH_INVALID', path: 'limits.paths', reason, fix: 'Put more under fewer paths.' }];
}

/** Health of a web host, and what is shown in place of an answer. */
const ownPaths = ['/smartx-health', '/too-large.html', '/unavailable.html'];

/** Its characters mean nothing to HAProxy or Nginx but themselves, and both see the same path. */
function checkPath(path: string, place: string, app: WrittenApp): Problem[] {
  const at = { code: 'LIMIT_PATH_INVALID', path: `limits.paths.${path}` } as const;
  if (path === place) {
    return [{ ...at, reason: 'this is the whole application.', fix: 'Write these limits directly into `limits`.' }];
  }
  const isClean = /^\/[A-Za-z0-9._~/-]{1,200}$/.test(path) && !path.includes('//') && !/\/\.\.?(\/|$)/.test(path);
  if (!isClean) {
    const fix = "Begin it with a slash; end it with one, too, for everything below: '/upload/'.";
    return [{ ...at, reason: `${show(path)} is not a path.`, fix }];
  }
  if (!path.startsWith(place)) {
    return [{ ...at, reason: `${show(path)} is not below ${place}.`, fix: `Write whole paths: '${place}upload/'.` }];
  }
  if (ownPaths.includes(path.replace(/\/$/, ''))) {
    return [{ ...at, reason: 'Nginx answers there by itself.', fix: 'Choose another path.' }];
  }
  const files = Object.keys(app.static).find((directory) => `${path}/`.startsWith(withSlash(directory)));
  if (files === undefined) return [];
  const reason = `${show(path)} lies in ${show(files)} of \`static\`, where Nginx serves files by itself.`;
  return [{ ...at, reason, fix: 'Remove one of them.' }];
}

/** A few at once must not fill the disk of a web host, and whoever sends them need not be known to the application. */
const bufferedBytesAllowed = 1_024 ** 3;

function checkBuffering(written: WrittenApp['limits'], { paths, request }: Limits): Problem[] {
  const places = [
    { ...request, at: 'limits', isAsked: written.requestBuffering },
    ...paths.map((own) => ({
      ...own,
      at: `limits.paths.${own.path}`,
      isAsked: written.paths[own.path]?.requestBuffering,
    })),
  ];
  return places
    .filter(({ bodyBytesMax, isAsked }) => isAsked === true && bodyBytesMax > bufferedBytesAllowed)
    .map(({ at, bodyBytesMax }) => ({
      code: 'LIMIT_CONFLICT',
      path: `${at}.requestBuffering`,
      reason: `each body of up to ${renderSize(bodyBytesMax)} would lie on the disk of a web host before the application hears of it.`,
      fix: `Leave it out, or allow at most '${renderSize(bufferedBytesAllowed)}': what is larger is passed on as it comes.`,
    }));
}

/**
 * A worker of Gunicorn that serves one request at a time is killed when that takes longer than `timeout` ("timeout" in
 * its settings). Where the command says none, Smartx gives it one.
 */
function checkGunicorn(start: readonly string[], limits: Limits): Problem[] {
  if (!/(^|\/)gunicorn3?$/.test(start[0] ?? '')) return [];
  const own = Number(optionOf(start, '--timeout', '-t'));
  const longest = longestResponseSeconds(limits);
  // 0 is no limit. Threads and event loops report from beside the request.
  const isSync =
    (optionOf(start, '--worker-class', '-k') ?? 'sync') === 'sync' && optionOf(start, '--threads') === undefined;
  if (!isSync || Number.isNaN(own) || own === 0 || own >= longest) return [];
  return [
    {
      code: 'LIMIT_CONFLICT',
      path: 'start',
      reason: `Gunicorn kills a worker after ${own} s, and an answer may take ${renderDuration(longest * 1_000)} as declared in \`limits\`.`,
      fix: 'Leave `--timeout` out: Smartx gives Gunicorn one that suits the limits.',
    },
  ];
}

/** The longest that any request may wait for its application. */
export function longestResponseSeconds({ paths, request }: Limits): number {
  return Math.max(request.responseTimeoutSeconds, ...paths.map(({ responseTimeoutSeconds }) => responseTimeoutSeconds));
}

/** `--timeout 30`, `--timeout=30`, `-t 30`; the last one counts. */
function optionOf(words: readonly string[], ...names: readonly string[]): string | undefined {
  return words.reduce<string | undefined>((found, word, place) => {
    const [name = '', value] = word.split('=', 2);
    return names.includes(name) ? (value ?? words[place + 1]) : found;
  }, undefined);
}
