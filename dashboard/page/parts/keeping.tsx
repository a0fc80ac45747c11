import type { Mark } from '../../../src/overview/marks.ts';
import type { Overview } from '../../../src/overview/overview.ts';
import { sayBackup } from '../../../src/overview/words.ts';
import { formatDuration } from '../charts/format.ts';
import { sayMoment } from '../charts/say-times.ts';
import { secondsOf } from '../charts/seconds-of.ts';
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
            <span>{sayBackup(kind, 'long')}</span>
            <span class="number">{`${formatDuration(ageSeconds)} ago`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const certificatesMax = 3;

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
            .map((mark) => (
              <li key={`${mark.at} ${mark.title}`}>
                <span class="tag">{mark.kind}</span>
                <span>
                  {mark.title}
                  {mark.host !== undefined && <a href={`#/host/${mark.host}`}>{mark.host}</a>}
                </span>
                <time class="number">{sayMoment(secondsOf(mark))}</time>
              </li>
            ))}
        </ol>
      )}
    </section>
  );
}

const marksMax = 8;
