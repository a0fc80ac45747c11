import type { Clue, ProjectFiles } from './finding.ts';

const alive = ['healthz', 'livez', 'health/live', 'health', 'up', 'ping', '-/healthy'];
const ready = ['readyz', 'health/ready', 'ready', '-/ready'];

/** Paths that the sources name, in quotes, which people use for this. */
export function healthPaths(files: ProjectFiles, sources: RegExp): Clue {
  const texts = [...files].filter(([path]) => sources.test(path) && !/(?:^|\/)(?:tests?|spec)\b/.test(path));
  const [live, serves] = [alive, ready].map((paths) => firstNamed(texts, paths));
  const chosen = live ?? serves;
  if (chosen === undefined) {
    return {
      app: { health: '/', ready: '/' },
      unknown: [
        'its health path: / is written, which must answer 200 for its hosts to get requests; better give it /healthz (it is alive) and /readyz (it can serve)',
      ],
    };
  }
  const both = { health: chosen.path, ready: (serves ?? chosen).path };
  return {
    app: {
      ...(both.health === '/healthz' ? {} : { health: both.health }),
      ...(both.ready === '/readyz' ? {} : { ready: both.ready }),
    },
    found: [chosen, ...(serves === undefined || serves === chosen ? [] : [serves])].map(({ file, path }) => ({
      file,
      says: `it answers ${path}`,
    })),
    assumed: serves === undefined ? [`${chosen.path} also says that it can serve: there is no readyz`] : [],
  };
}

type Named = { readonly file: string; readonly path: string };

function firstNamed(texts: readonly (readonly [string, string])[], paths: readonly string[]): Named | undefined {
  for (const path of paths) {
    // Of a route: after a slash or at once after the quote, and with a slash at the end where the source has one.
    const route = new RegExp(`['"\`](/?)${path.replace('/', '\\/')}(/?)['"\`]`);
    for (const [file, text] of texts) {
      const [, first, last] = route.exec(text) ?? [];
      const isRoute = first === '/' || (file.endsWith('.py') && last !== undefined && /\bpath\(/.test(text));
      if (isRoute) return { file, path: `/${path}${last}` };
    }
  }
  return undefined;
}
