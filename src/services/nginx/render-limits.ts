import { longestResponseSeconds } from '../../platform/limits.ts';
import type { Limits, PathLimits } from '../../platform/platform.ts';
import { renderProxy, renderWebSocketProxy } from './render-proxy.ts';

/**
 * What a request's headers ask for, whatever its path. `return` is the one thing that is safe within `if`, and a named
 * location keeps the path as it came. How long an event stream may be silent depends on its path, which HAProxy knows; here
 * it is the longest.
 */
export function renderWays(upstream: string, limits: Limits): string {
  const events = {
    responseBuffering: false,
    requestBuffering: true,
    responseTimeoutSeconds: longestResponseSeconds(limits),
  };
  return `    # WebSockets and event streams; 418 is no answer of anybody.
    error_page 418 = $way_to_app;
    if ($way_to_app) {
        return 418;
    }
    location @websocket {
${renderWebSocketProxy(upstream, limits.tunnelTimeoutSeconds)}
    }
    location @events {
${renderProxy(upstream, events)}
    }
`;
}

/**
 * Paths with limits of their own; one that ends with a slash is everything below it. Nginx would send users there who ask
 * for the path without the slash (its `location`), unless that has a location, too: there all is as `ordinary`.
 */
export function renderPaths(upstream: string, paths: readonly PathLimits[], ordinary: string): string {
  const names = new Set(paths.map(({ path }) => path));
  return paths
    .map((own) => {
      const bare = own.path.replace(/\/$/, '');
      if (bare === own.path) return renderLocation(`= ${bare}`, upstream, own);
      const beside = names.has(bare) ? '' : `    location = ${bare} {\n${ordinary}\n    }\n`;
      return `${beside}${renderLocation(own.path, upstream, own)}`;
    })
    .join('');
}

function renderLocation(match: string, upstream: string, own: PathLimits): string {
  return `    location ${match} {
        client_max_body_size ${own.bodyBytesMax};
${renderProxy(upstream, own)}
    }
`;
}
