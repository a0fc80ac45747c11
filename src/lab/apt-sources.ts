/** One source of apt: a place, its suites and components. */
export interface AptSource {
  uri: string;
  suites: string[];
  components: string[];
}

/** Where Debian packages come from: addresses without a slash at the end. */
export interface DebianMirrors {
  archive: string;
  security: string;
}

const FALLBACK: DebianMirrors = {
  archive: 'http://deb.debian.org/debian',
  security: 'http://deb.debian.org/debian-security',
};

const DEBIAN_SUITES =
  /^(?:buster|bullseye|bookworm|trixie|forky|duke|sid|oldoldstable|oldstable|stable|testing|unstable)$/;

/** The mirrors that this machine's apt uses for Debian; the project's public ones where it uses none (Ubuntu, say). */
export function chooseMirrors(sources: readonly AptSource[]): DebianMirrors {
  return {
    archive: firstUri(sources, (suite) => DEBIAN_SUITES.test(suite)) ?? FALLBACK.archive,
    // Before bullseye the security suite was written "buster/updates".
    security:
      firstUri(sources, (suite) => /^[a-z]+(?:-security|\/updates)$/.test(suite) && isDebian(suite)) ??
      FALLBACK.security,
  };
}

function isDebian(suite: string): boolean {
  return DEBIAN_SUITES.test(suite.split(/[-/]/)[0] ?? '');
}

function firstUri(sources: readonly AptSource[], accepts: (suite: string) => boolean): string | undefined {
  return sources.find((source) => source.components.includes('main') && source.suites.some(accepts))?.uri;
}

/** Reads one-line sources, as in sources.list(5): `deb [options] uri suite component...`. */
export function parseOneLineSources(text: string): AptSource[] {
  return text.split('\n').flatMap((line) => {
    const match = /^\s*deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line);
    if (match === null) return [];
    const [, uri, suite, components] = match as unknown as [string, string, string, string];
    return isFetchable(uri)
      ? [{ uri: trimSlash(uri), suites: [suite], components: components.trim().split(/\s+/) }]
      : [];
  });
}

/** Reads deb822 sources, as in sources.list(5): stanzas of `Field: value`, with continuation lines. */
export function parseDeb822Sources(text: string): AptSource[] {
  return text
    .split(/\n\s*\n/)
    .map(parseStanza)
    .filter(
      (fields) => fields.get('types')?.includes('deb') && !/^(?:no|false|0)$/i.test(fields.get('enabled')?.[0] ?? ''),
    )
    .flatMap((fields) =>
      (fields.get('uris') ?? []).filter(isFetchable).map((uri) => ({
        uri: trimSlash(uri),
        suites: fields.get('suites') ?? [],
        components: fields.get('components') ?? [],
      })),
    );
}

function parseStanza(text: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of text.split('\n').filter((each) => !each.startsWith('#'))) {
    const field = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
    if (field) {
      current = words(field[2] ?? '');
      fields.set((field[1] as string).toLowerCase(), current);
    } else current.push(...words(line));
  }
  return fields;
}

/** Other methods (cdrom, file, mirror+file) name things that only this machine has. */
function isFetchable(uri: string): boolean {
  return /^https?:\/\//.test(uri);
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function trimSlash(uri: string): string {
  return uri.replace(/\/+$/, '');
}
