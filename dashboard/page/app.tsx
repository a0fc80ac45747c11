import { useEffect, useRef, useState } from 'preact/hooks';
import { readMarks } from '../../src/overview/marks.ts';
import type { PlatformDocument } from '../../src/overview/platform-document.ts';
import { askMuted } from './alertmanager/muted.ts';
import { usePalette } from './charts/palette.ts';
import { HostPage } from './host-page.tsx';
import { OverviewPage } from './overview-page.tsx';
import { Notice } from './parts/notice.tsx';
import { Top } from './parts/top.tsx';
import { askJson } from './prometheus/ask.ts';
import { ranges } from './ranges.ts';
import { useOverview } from './use-overview.ts';
import { usePolling } from './use-polling.ts';
import { type Route, useRoute } from './use-route.ts';

/** What rarely changes is asked for rarely. */
const documentMs = 60_000;
const marksMs = 15_000;
const mutedMs = 5_000;

export function App() {
  const route = useRoute();
  const [range, setRange] = useState(ranges[0]!);
  const palette = usePalette();
  const platform = usePolling((signal) => askJson<PlatformDocument>('./platform.json', signal), documentMs);
  const marks = usePolling(async (signal) => readMarks(await askJson('./marks.json', signal)), marksMs).value ?? [];
  const alertmanager = usePolling(askMuted, mutedMs);
  // What was muted before it went may be told by now.
  const muted = alertmanager.trouble === undefined ? (alertmanager.value ?? []) : [];
  const document = platform.value;
  const seen = useOverview(document);
  const main = useFocusOnChange(route);
  useEffect(() => {
    const place = document === undefined ? 'Smartx' : `${document.domain} (${document.environment})`;
    globalThis.document.title = route.page === 'host' ? `${route.host} · ${place}` : place;
  }, [route, document]);
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the page
      </button>
      <Top document={document} seen={seen} range={range} onRange={setRange} />
      <Notice
        trouble={seen?.trouble ?? platform.trouble}
        figures={seen?.overview.figures}
        alertmanager={alertmanager.trouble}
      />
      <main id="main" tabIndex={-1} ref={main}>
        {document === undefined || seen === undefined ? (
          <p class="waiting">{platform.trouble === undefined ? 'Asking Prometheus…' : 'Nothing can be shown yet.'}</p>
        ) : route.page === 'host' ? (
          <HostPage
            key={route.host}
            {...{ document, marks, muted, range, palette }}
            name={route.host}
            overview={seen.overview}
          />
        ) : (
          <OverviewPage
            {...{ document, marks, muted, range, palette }}
            overview={seen.overview}
            knownAt={seen.trouble === undefined ? undefined : seen.arrivedAt}
          />
        )}
      </main>
      <footer>
        <a href="./traffic/">Traffic in detail</a>
        <span>Smartx</span>
      </footer>
    </>
  );
}

/** A new page begins at its top, for the eye and for the keyboard. */
function useFocusOnChange(route: Route) {
  const element = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  // Only another page moves the focus.
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else {
      scrollTo(0, 0);
      element.current?.focus({ preventScroll: true });
    }
  }, [route.page, route.page === 'host' ? route.host : '']);
  return element;
}
