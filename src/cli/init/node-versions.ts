const ours = 24;

/** Whether `engines.node` of a package.json allows Node 24. What cannot be read is taken to allow it. */
export function allowsNode24(range: string): boolean {
  return range.split('||').some((alternative) =>
    alternative
      .replace(/([<>=~^])\s+/g, '$1')
      .trim()
      .split(/\s+/)
      .every(allows),
  );
}

/** One comparator of npm's semver: `>=18`, `^20.1.0`, `22.x`, or `18 - 22`, whose parts come one by one. */
function allows(comparator: string, place: number, all: readonly string[]): boolean {
  const [, operator = '', major = '', minor] = /^(>=|<=|[<>=^~])?v?(\d+)(?:\.(\d+))?/.exec(comparator) ?? [];
  if (major === '') return true;
  const version = Number(major);
  if (all[place + 1] === '-') return version <= ours;
  if (all[place - 1] === '-') return version >= ours;
  switch (operator) {
    case '>=':
      return version <= ours;
    case '>':
      return version < ours || (version === ours && minor !== undefined);
    case '<=':
      return version >= ours;
    case '<':
      return version > ours || (version === ours && Number(minor ?? 0) > 0);
    default:
      return version === ours;
  }
}
