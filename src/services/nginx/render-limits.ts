import { longestResponseSeconds } from '../../platform/limits.ts';
import type { PathLimits, RequestLimits } from '../../platform/platform.ts';
import type { Part, ServerBlock } from './model.ts';
import { renderProxy, renderWebSocketProxy } from './render-proxy.ts';

/** Which of several applications at one hostname a named location goes to, which has no path of its own. */
export function renderChoices(blocks: readonly ServerBlock[]): string {
  return blocks
    .flatMap(({ parts, root }, index) => {
      if (parts.length === 0) return [];
      const rules = parts
        .map(({ path, upstream }) => `    "~^${path.replaceAll('.', '\\.')}" ${upstream};\n`)
        .toReversed();
      return [`map $uri $${choiceOf(index)} {\n    default '${root?.upstream ?? ''}';\n${rules.join('')}}`];
    })
    .join('\n');
}

/**
 * What goes to an application, within a location: on its own way, where a request's headers ask for one. `return` is the one
 * thing that is safe within `if`. Where there are files, they have been looked for before.
 */
export function renderApplication(upstream: string, limits: Omit<RequestLimits, 'bodyBytesMax'>): string {
  return `        if ($way_to_app) {
            return 418;
        }
${renderProxy(upstream, limits)}`;
}

/**
 * The ways that are asked for by headers, whatever the path, which a named location keeps as it came. How long one may be
 * silent depends on application and path, which HAProxy knows; here it is the longest.
 */
export function renderWays(block: ServerBlock, index: number): string {
  const all = [...(block.root === undefined ? [] : [block.root]), ...block.parts];
  if (all.length === 0) return '';
  const upstream = block.parts.length === 0 ? all[0]!.upstream : `$${choiceOf(index)}`;
  const events = {
    responseBuffering: false,
    requestBuffering: true,
    responseTimeoutSeconds: Math.max(...all.map(({ limits }) => longestResponseSeconds(limits))),
  };
  const tunnelSeconds = Math.max(...all.map(({ limits }) => limits.tunnelTimeoutSeconds));
  return `    # WebSockets and event streams; 418 is no answer of anybody. That this is an error page must not keep those of
    # other errors from coming after it.
    error_page 418 = $way_to_app;
    recursive_error_pages on;
    location @websocket {
${renderWebSocketProxy(upstream, tunnelSeconds)}
    }
    location @events {
${renderProxy(upstream, events)}
    }
`;
}

function choiceOf(index: number): string {
  return `app_of_${index}`;
}

/**
 * Paths with limits of their own; one that ends with a slash is everything below it. Nginx would send users there who ask
 * for the path without the slash (its `location`), unless that has a location, too: there all is as `ordinary`.
 */
export function renderPaths(part: Part, ordinary: string): string {
  const { paths, request } = part.limits;
  const names = new Set(paths.map(({ path }) => path));
  return paths
    .map((own) => {
      const bare = own.path.replace(/\/$/, '');
      if (bare === own.path) return renderLocation(`= ${bare}`, part, own);
      const size = part.path === '/' ? '' : `        client_max_body_size ${request.bodyBytesMax};\n`;
      const beside = names.has(bare) ? '' : `    location = ${bare} {\n${size}${ordinary}\n    }\n`;
      return `${beside}${renderLocation(part.path === '/' ? own.path : `^~ ${own.path}`, part, own)}`;
    })
    .join('');
}

function renderLocation(match: string, { upstream }: Part, own: PathLimits): string {
  return `    location ${match} {
        client_max_body_size ${own.bodyBytesMax};
${renderApplication(upstream, own)}
    }
`;
}
