import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Mark } from '../../../src/overview/marks.ts';
import { fillInterval, fillLegend, type Panel } from '../../../src/overview/panels.ts';
import { askRange, type Line, type Span } from '../prometheus/ask.ts';
import { usePolling } from '../use-polling.ts';
import { alignLine, extentOf, type NamedLine, timesOf } from './align.ts';
import { Canvas } from './canvas.tsx';
import { format } from './format.ts';
import { colouredLinesMax, type Palette } from './palette.ts';
import { sayClock, sayMoment } from './say-times.ts';
import { secondsOf } from './seconds-of.ts';

interface PanelChartProps {
  readonly panel: Panel;
  readonly rangeSeconds: number;
  readonly marks: readonly Mark[];
  readonly palette: Palette;
}

const chartMs = 15_000;
const pointsMax = 240;

/** A chart, its heading, and the same in words. Only what has been scrolled to is asked for. */
export function PanelChart({ panel, rangeSeconds, marks, palette }: PanelChartProps) {
  const [figure, isSeen] = useSeen();
  return (
    <figure class="chart" ref={figure} data-panel={panel.id}>
      {isSeen ? (
        <Chart panel={panel} rangeSeconds={rangeSeconds} marks={marks} palette={palette} />
      ) : (
        <figcaption>
          <h3>{panel.title}</h3>
        </figcaption>
      )}
    </figure>
  );
}

function Chart({ panel, rangeSeconds, marks, palette }: PanelChartProps) {
  const { value, trouble } = usePolling(
    (signal) => askPanel(panel, rangeSeconds, signal),
    chartMs,
    `${panel.id} ${rangeSeconds}`,
  );
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const [isTable, setTable] = useState(false);
  const { lines, colours, hidden } = useMemo(() => chooseLines(value?.lines ?? [], palette), [value, palette]);
  const times = value?.times ?? [];
  const at = pointed === undefined ? undefined : times[pointed];
  const near = at === undefined ? undefined : markNear(marks, at, rangeSeconds);
  return (
    <>
      <figcaption>
        <h3>{panel.title}</h3>
        <p class="about">{panel.about}</p>
      </figcaption>
      {value === undefined ? (
        <p class="canvas empty">{trouble === undefined ? 'Asking…' : 'No answer from Prometheus.'}</p>
      ) : lines.length === 0 ? (
        <p class="canvas empty">Nothing was recorded in this time.</p>
      ) : (
        <>
          <Canvas {...{ times, lines, colours, marks, palette }} unit={panel.unit} onPoint={setPointed} />
          <div class="legend">
            <table>
              <caption class="unseen">{`${panel.title}: latest, least and greatest value of each line`}</caption>
              <thead>
                <tr>
                  <th scope="col">
                    {near?.title ?? (at === undefined ? <span class="unseen">line</span> : sayWhen(at, rangeSeconds))}
                  </th>
                  <th scope="col">{at === undefined ? 'now' : 'then'}</th>
                  <th scope="col">least</th>
                  <th scope="col">most</th>
                </tr>
              </thead>
              <tbody>
                {lines.slice(0, lines.length - (isTable ? 0 : hidden)).map((line, index) => (
                  <LegendRow key={line.name} {...{ line, pointed }} colour={colours[index]} unit={panel.unit} />
                ))}
              </tbody>
            </table>
            {hidden > 0 && (
              <button type="button" class="more" onClick={() => setTable(!isTable)} aria-expanded={isTable}>
                {isTable ? 'Only the greatest' : `${hidden} more`}
              </button>
            )}
          </div>
        </>
      )}
    </>
  );
}

interface LegendRowProps {
  readonly line: NamedLine;
  readonly colour: string | undefined;
  readonly unit: Panel['unit'];
  readonly pointed: number | undefined;
}

function LegendRow({ line, colour, unit, pointed }: LegendRowProps) {
  const { now, least, greatest } = extentOf(line.values);
  const then = pointed === undefined ? now : (line.values[pointed] ?? undefined);
  return (
    <tr>
      <th scope="row">
        <span class="swatch" style={{ background: colour }} />
        {line.name}
      </th>
      <td>{format(then, unit)}</td>
      <td>{format(least, unit)}</td>
      <td>{format(greatest, unit)}</td>
    </tr>
  );
}

interface PanelData {
  readonly times: readonly number[];
  readonly lines: readonly NamedLine[];
}

async function askPanel(panel: Panel, rangeSeconds: number, signal: AbortSignal): Promise<PanelData> {
  const span = spanOf(rangeSeconds);
  const answers = await Promise.all(
    panel.queries.map(async ({ expr, legend }) =>
      (await askRange(fillInterval(expr, span.step), span, signal)).map((line) => named(line, legend, span)),
    ),
  );
  return { times: timesOf(span), lines: answers.flat() };
}

/** On multiples of the step, so that the same points are drawn again and a line does not flicker. */
function spanOf(rangeSeconds: number): Span {
  const step = Math.max(5, Math.ceil(rangeSeconds / pointsMax / 5) * 5);
  const end = Math.floor(Date.now() / 1000 / step) * step;
  return { start: end - Math.floor(rangeSeconds / step) * step, end, step };
}

function named(line: Line, legend: string, span: Span): NamedLine {
  return alignLine(fillLegend(legend, line.labels), line, span);
}

/** All lines are drawn, the greatest of many are coloured and named; few are in the order of their names. */
function chooseLines(lines: readonly NamedLine[], palette: Palette): Chosen {
  const named = lines.toSorted((one, other) => compareNames(one.name, other.name));
  const many = named.length > colouredLinesMax;
  const order = many ? named.toSorted((one, other) => greatestOf(other) - greatestOf(one)) : named;
  const coloured = many ? greatestShown : colouredLinesMax;
  const colours = order.map(({ name }, at) => {
    if (at >= coloured) return palette.others;
    return palette.meanings[name] ?? palette.lines[at] ?? palette.others;
  });
  return { lines: order, colours, hidden: many ? order.length - greatestShown : 0 };
}

interface Chosen {
  readonly lines: readonly NamedLine[];
  readonly colours: readonly string[];
  readonly hidden: number;
}

const greatestShown = 5;

function greatestOf({ values }: NamedLine): number {
  return extentOf(values).greatest ?? 0;
}

const compareNames = new Intl.Collator('en', { numeric: true }).compare;

function markNear(marks: readonly Mark[], at: number, rangeSeconds: number): Mark | undefined {
  return marks.find((mark) => Math.abs(secondsOf(mark) - at) < rangeSeconds / 120);
}

function sayWhen(at: number, rangeSeconds: number): string {
  return rangeSeconds > 6 * 3600 ? sayMoment(at) : sayClock(at);
}

/** Whether an element was ever near to what is seen. */
function useSeen() {
  const element = useRef<HTMLElement>(null);
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        setSeen(true);
        watch.disconnect();
      },
      { rootMargin: '200px' },
    );
    if (element.current !== null) watch.observe(element.current);
    return () => watch.disconnect();
  }, []);
  return [element, isSeen] as const;
}
