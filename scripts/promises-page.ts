import { sayObjective } from '../src/cli/drill/render-list.ts';
import { tierTitles } from '../src/cli/verify/tier-titles.ts';
import type { PlatformDeclaration } from '../src/declaration/declaration.ts';
import { parseDeclaration } from '../src/declaration/parse-declaration.ts';
import { drills } from '../src/drills/catalogue.ts';
import type { Drill } from '../src/drills/drill.ts';
import { declaredPromises } from '../src/operations/verify/declared-promises.ts';
import { lowerPlatform } from '../src/platform/lower.ts';
import type { Platform } from '../src/platform/platform.ts';
import { type PlatformPromise, type Tier, tiers } from '../src/promises/promise.ts';

/** Every promise and every drill: what it proves and what it does not. */
export function promisesPage(): string {
  const promises = declaredPromises(defaultPlatform());
  const shown = tiers.filter((tier) => promises.some((promise) => promise.tier === tier));
  return [heading, ...shown.map((tier) => tierSection(tier, promises)), drillHeading, ...drills.map(drillSection)].join(
    '\n',
  );
}

const declaration: PlatformDeclaration = {
  domain: 'foobar.com',
  app: { directory: 'app', start: 'node src/main.ts', metrics: '/metrics', contract: 'ledger' },
};

/** As it is with nothing but a domain and the sample application. */
function defaultPlatform(): Platform {
  const files = new Map([
    ['/srv/project/app', 'directory'],
    ['/srv/project/app/public', 'directory'],
  ] as const);
  const parsed = parseDeclaration(declaration, { directory: '/srv/project', files });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const platform = lowerPlatform(parsed.value, 'lab');
  if (!platform.ok) throw new Error(JSON.stringify(platform.problems));
  return platform.value;
}

const heading = `# Promises and drills

A platform is only as good as what has been seen of it. From the declaration Smartx derives what the platform **promises**,
and \`smartx verify\` puts each promise to the test by real traffic, from outside and from every host, changing nothing
that lasts. A \`drill\` breaks the platform on purpose, under load, and measures what its users feel.

A promise is _kept_, _broken_ or _not checked_. What cannot be known is said with its reason and never counts as kept.
What a kept promise does not prove stands with it, because a check that claims too much is worse than none.

    sudo smartx verify                         # all of them
    sudo smartx verify --only dns,firewall     # some tiers, or ids, or beginnings of ids
    smartx verify --list                       # those of your own declaration
    sudo smartx verify --html verify.html --junit verify.xml

Below are the promises of the default platform; a declaration with more, or with less, has others. This page is generated
from \`src/promises\` and \`src/drills\`; see [CONTRIBUTING.md](../../CONTRIBUTING.md).
`;

function tierSection(tier: Tier, promises: readonly PlatformPromise[]): string {
  const own = promises.filter((promise) => promise.tier === tier);
  const title = tierTitles[tier];
  return [`## ${title.charAt(0).toUpperCase()}${title.slice(1)}\n`, ...own.map(promiseSection)].join('\n');
}

function promiseSection({ id, claim, method, limits }: PlatformPromise): string {
  return `### ${id}

**${plainText(claim)}**

- Checked: ${plainText(method)}
- Not proved: ${plainText(limits)}
`;
}

const drillHeading = `## Drills

Each drill makes sure that the platform is well, sends it a constant load (reads, pages, and transfers that each have a
key of their own), breaks one thing, heals it, sees that it is really healed, and holds the ledger against what users
were told. \`smartx drill NAME\` does one, \`smartx drill --all\` all of them. They are refused in an environment that
says \`drills: false\`.

\`smartx drill alerts\` is none of them: it breaks nothing, and makes every alerting rule fire and clear. See
[alerts](../guides/alerts.md).
`;

function drillSection({ name, title, proves, limits, faultSeconds, objectives }: Drill): string {
  return `### ${name}

**${plainText(title)}** For ${faultSeconds} s.

- Proves: ${plainText(proves)}
- Does not prove: ${plainText(limits)}
- Objectives: ${plainText(objectives.map(sayObjective).join('; '))}.
`;
}

/** What Markdown would take for markup stands in the texts as it is meant. */
function plainText(text: string): string {
  return text.replace(/[\\*_<>[\]`]/g, '\\$&');
}
