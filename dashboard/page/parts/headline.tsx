import type { HostOverview, Overview } from '../../../src/overview/overview.ts';
import type { PlatformDocument } from '../../../src/overview/platform-document.ts';
import { sayClock } from '../charts/say-times.ts';
import { TextSign } from './sign.tsx';
import { signs } from './signs.ts';

interface HeadlineProps {
  readonly document: PlatformDocument;
  readonly overview: Overview;
  /** When what is shown was known, milliseconds since the epoch, where nothing newer comes. */
  readonly knownAt: number | undefined;
}

/** The answer to the question that people come with, in one sentence; then why. */
export function Headline({ document, overview, knownAt }: HeadlineProps) {
  const { site, hosts } = overview;
  const isKnown = overview.figures.state === 'fresh' && knownAt === undefined;
  const health = isKnown ? overview.health : 'unknown';
  const unwell = isKnown ? hosts.filter((host) => host.health !== 'well') : [];
  return (
    <div class={`headline ${health}`} role="status">
      <h1>
        <TextSign health={health} />
        <span>{isKnown ? sayWhole(overview) : 'Nothing is known right now'}</span>
      </h1>
      <p class="where">
        <a href={document.siteUrl}>{document.siteUrl.replace(/^https:\/\/|\/$/g, '')}</a>
        {` · ${document.hosts.length} ${document.hosts.length === 1 ? 'host' : 'hosts'} · ${document.virtualAddress}`}
      </p>
      {knownAt !== undefined && knownAt > 0 && (
        <p class="where">{`What you see is how it was at ${sayClock(knownAt / 1000)}.`}</p>
      )}
      {isKnown && (site.health === 'down' || unwell.length > 0) && (
        <ul class="reasons">
          {site.health === 'down' && site.reasons.map((reason) => <li key={reason}>{reason}</li>)}
          {unwell.slice(0, reasonsMax).map((host) => (
            <li key={host.name}>
              <TextSign health={host.health} />
              <a href={`#/host/${host.name}`}>{host.name}</a>
              {` ${signs[host.health].word}: ${host.reasons.join('; ')}`}
            </li>
          ))}
          {unwell.length > reasonsMax && <li>{`and ${unwell.length - reasonsMax} more, see Hosts below`}</li>}
        </ul>
      )}
    </div>
  );
}

const reasonsMax = 6;

function sayWhole({ health, site, hosts }: Overview): string {
  if (site.health === 'down') return 'Users are not served';
  if (health === 'well') return 'All is well';
  const served = site.health === 'well' ? 'Users are served' : 'Nobody knows whether users are served';
  const what = sayHosts(hosts);
  return what === undefined ? served : `${served}; ${what}`;
}

function sayHosts(hosts: readonly HostOverview[]): string | undefined {
  const down = hosts.filter(({ health }) => health === 'down');
  const warned = hosts.filter(({ health }) => health === 'warning');
  const [worst, verb, plural] =
    down.length > 0
      ? ([down, 'is down', 'are down'] as const)
      : ([warned, 'needs attention', 'need attention'] as const);
  if (worst.length === 0) return undefined;
  return worst.length === 1 ? `${worst[0]!.name} ${verb}` : `${worst.length} hosts ${plural}`;
}
