import type { Problem } from '../problems/problem.ts';
import { isHostName, isInZone, qualifyOwner } from './domain-name.ts';
import { show } from './reading.ts';
import type { ReadPlatform } from './schema.ts';

/** Names that the operator gives: of the site and of the environments. */
export function readNames(read: ReadPlatform): { siteNames: string[]; problems: Problem[] } {
  const site = readSiteNames(read.web.names, read.domain);
  return { siteNames: site.siteNames, problems: [...site.problems, ...checkEnvironments(read)] };
}

function readSiteNames(written: readonly (string | undefined)[], domain: string) {
  const siteNames: string[] = [];
  const problems: Problem[] = [];
  for (const [place, text] of written.entries()) {
    if (text === undefined) continue;
    const name = qualifyOwner(text, domain);
    const path = `web.names.${place}`;
    if (!isInZone(name, domain) || !isHostName(name)) {
      const fix = `Write a host name inside of ${domain}, '@' for the domain itself: 'www'.`;
      problems.push({ code: 'SITE_NAME_INVALID', path, reason: `the site cannot be called ${show(text)}.`, fix });
    } else if (siteNames.includes(name)) {
      problems.push({ code: 'SITE_NAME_DUPLICATE', path, reason: `${name} is named twice.`, fix: 'Name it once.' });
    } else {
      siteNames.push(name);
    }
  }
  if (siteNames.length === 0 && problems.length === 0) {
    const fix = "Write ['www', '@'], or leave `names` out.";
    problems.push({ code: 'SITE_NAME_MISSING', path: 'web.names', reason: 'the site has no name.', fix });
  }
  return { siteNames: siteNames.length === 0 ? [domain] : siteNames, problems };
}

/** An environment's name becomes part of the names of bridges, directories and cgroups. */
const environmentName = /^[a-z][a-z0-9-]{0,15}$/;

function checkEnvironments(read: ReadPlatform): Problem[] {
  const names = Object.keys(read.environments);
  if (names.length === 0) {
    const fix = 'Write { lab: lab() }, or leave `environments` out.';
    return [{ code: 'ENVIRONMENT_MISSING', path: 'environments', reason: 'there is no environment.', fix }];
  }
  return names
    .filter((name) => !environmentName.test(name))
    .map((name) => ({
      code: 'ENVIRONMENT_NAME_INVALID',
      path: `environments.${name}`,
      reason: `${show(name)} is not a name for an environment.`,
      fix: 'Write up to 16 lower case letters, digits and hyphens, a letter first.',
    }));
}
