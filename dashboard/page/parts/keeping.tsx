import type { Overview } from '../../../src/overview/overview.ts';
import { formatDuration } from '../charts/format.ts';
import { sayMoment } from '../charts/say-times.ts';
import type { Mark } from '../marks.ts';
import { TextSign } from './sign.tsx';

/** Certificates and backups: what goes wrong slowly. */
export function Keeping({ overview: { certificates, backups } }: { readonly overview: Overview }) {
  return (
    <section class="sheet" aria-labelledby="keeping">
      <h2 id="keeping">Certificates and backups</h2>
      {certificates.length === 0 ? (
        <p class="nothing">Nothing is known of certificates.</p>
      ) : (
        <ul class="lines">
          {certificates.slice(0, certificatesMax).map(({ name, daysLeft, health }) => (
            <li key={name}>
              <TextSign health={health} />
              <span>{name}</span>
              <span class="number">{`${daysLeft} ${daysLeft === 1 ? 'day' : 'days'} left`}</span>
            </li>
          ))}
          {certificates.length > certificatesMax && (
            <li class="rest">{`${certificates.length - certificatesMax} more, all of them later`}</li>
          )}
        </ul>
      )}
      <ul class="lines">
        {backups.length === 0 && <li class="rest">Nobody tells of backups.</li>}
        {backups.map(({ kind, ageSeconds }) => (
          <li key={kind}>
            <span>{kinds[kind] ?? kind}</span>
            <span class="number">{`${formatDuration(ageSeconds)} ago`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const certificatesMax = 3;

const kinds: Readonly<Record<string, string>> = {
  full: 'Full backup',
  logs: 'Binary logs saved',
  check: 'Restored on trial',
  verified: 'Newest backup that was restored well',
};

/** What was done, the newest first: the lines in the charts, in words. */
export function Marks({ marks }: { readonly marks: readonly Mark[] }) {
  return (
    <section class="sheet" aria-labelledby="marks">
      <h2 id="marks">Deploys, drills and switchovers</h2>
      {marks.length === 0 ? (
        <p class="nothing">None so far. Each will be a line in every chart.</p>
      ) : (
        <ol class="lines marks">
          {marks
            .slice(-marksMax)
            .reverse()
            .map(({ at, kind, title, host }) => (
              <li key={`${at} ${title}`}>
                <span class="tag">{kind}</span>
                <span>
                  {title}
                  {host !== undefined && <a href={`#/host/${host}`}>{host}</a>}
                </span>
                <time class="number">{sayMoment(at)}</time>
              </li>
            ))}
        </ol>
      )}
    </section>
  );
}

const marksMax = 8;
