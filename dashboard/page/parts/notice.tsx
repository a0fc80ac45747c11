import type { Figures } from '../../../src/overview/overview.ts';
import { formatDuration } from '../charts/format.ts';
import type { Trouble, TroubleKind } from '../prometheus/trouble.ts';

interface NoticeProps {
  readonly trouble: Trouble | undefined;
  readonly figures: Figures | undefined;
  /** Why Alertmanager tells nothing. */
  readonly alertmanager: Trouble | undefined;
}

/** Says plainly why what is shown may not be so any more. There always, so that it is read aloud when it gets words. */
export function Notice({ trouble, figures, alertmanager }: NoticeProps) {
  const words =
    trouble !== undefined && trouble.kind !== 'cancelled'
      ? notices[trouble.kind]
      : (sayFigures(figures) ?? sayAlertmanager(alertmanager));
  return (
    <div role="alert" class="notice-place">
      {words !== undefined && (
        <div
          class="notice"
          data-notice={trouble?.kind ?? (figures?.state === 'fresh' ? 'alertmanager' : figures?.state)}
        >
          <strong>{words.title}</strong> {words.text}
          {trouble?.kind === 'login' && (
            <button type="button" onClick={() => location.reload()}>
              Log in again
            </button>
          )}
          {trouble !== undefined && trouble.kind !== 'login' && <span class="reason">{` (${trouble.message})`}</span>}
        </div>
      )}
    </div>
  );
}

interface Words {
  readonly title: string;
  readonly text: string;
}

const notices: Readonly<Record<Exclude<TroubleKind, 'cancelled'>, Words>> = {
  login: { title: 'Your login has expired.', text: 'What you see is old.' },
  upstream: {
    title: 'Prometheus is gone.',
    text: 'The monitoring host answers, but Prometheus on it does not, so nothing is known of the platform. Users may well be served.',
  },
  server: {
    title: 'The monitoring host does not answer.',
    text: 'It may be down, or your way to it. Users are served without it. This page goes on asking.',
  },
  refused: {
    title: 'Prometheus refuses what this page asks.',
    text: 'The page may be older or newer than the platform.',
  },
};

/** Whether there is a way to the monitoring host at all is told by the answers of Prometheus. */
function sayAlertmanager(trouble: Trouble | undefined): Words | undefined {
  if (trouble?.kind !== 'upstream' && trouble?.kind !== 'refused') return undefined;
  return {
    title: trouble.kind === 'upstream' ? 'Alertmanager is gone.' : 'Alertmanager refuses what this page asks.',
    text: 'What fires is shown, but not what is silenced. While no monitoring host has an Alertmanager, nobody is told of alerts.',
  };
}

function sayFigures(figures: Figures | undefined): Words | undefined {
  if (figures === undefined || figures.state === 'fresh') return undefined;
  if (figures.state === 'gone') {
    return {
      title: 'Nothing has been measured.',
      text: `${figures.reason}. A platform that was just brought up needs a minute.`,
    };
  }
  const age = formatDuration(figures.ageSeconds);
  return {
    title: `The newest figures are ${age} old.`,
    text: 'Prometheus answers, but it measures nothing any more. What is older than a moment is shown as not known.',
  };
}
