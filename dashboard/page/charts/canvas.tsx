import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import type { Mark } from '../../../src/overview/marks.ts';
import type { Unit } from '../../../src/overview/panels.ts';
import type { NamedLine } from './align.ts';
import { format } from './format.ts';
import type { Palette } from './palette.ts';
import { sayTimes } from './say-times.ts';
import { secondsOf } from './seconds-of.ts';

interface CanvasProps {
  readonly times: readonly number[];
  readonly lines: readonly NamedLine[];
  readonly colours: readonly string[];
  readonly unit: Unit;
  readonly marks: readonly Mark[];
  readonly palette: Palette;
  /** Index of the time that is pointed at; undefined for none. */
  readonly onPoint: (at: number | undefined) => void;
}

/** The picture of a chart. What it says stands in the table beside it, too, so that nobody needs to see it. */
export function Canvas({ times, lines, colours, unit, marks, palette, onPoint }: CanvasProps) {
  const frame = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const newestMarks = useRef(marks);
  newestMarks.current = marks;
  const newestPoint = useRef(onPoint);
  newestPoint.current = onPoint;
  // The last is drawn above all others, and the first is the most important.
  const data = [times, ...lines.map(({ values }) => values).reverse()] as uPlot.AlignedData;
  const shape = [...lines.map(({ name }, at) => `${name} ${colours[at]}`), unit].join('\n');

  // Only another shape or other colours need another plot.
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const series = lines.map((_line, at) => seriesOf(colours[at] ?? palette.others, lines.length)).reverse();
    const made = new uPlot(
      {
        ...sizeOf(element),
        series: [{}, ...series],
        axes: axesOf(unit, palette),
        scales: { x: { time: true }, y: { range: rangeOf(unit) } },
        legend: { show: false },
        padding: [8, Number.parseFloat(palette.font) * 1.6, 0, 0],
        cursor: { points: { size: 6 }, drag: { x: false, y: false }, sync: { key: 'all' }, y: false },
        hooks: {
          draw: [(self) => drawMarks(self, newestMarks.current, palette)],
          setCursor: [({ cursor: { idx } }) => newestPoint.current(idx ?? undefined)],
        },
      },
      data,
      element,
    );
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize(sizeOf(element)));
    watch.observe(element);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shape, palette]);

  // The data are made of these two.
  useEffect(() => plot.current?.setData(data), [times, lines]);
  // Drawn from the reference above.
  useEffect(() => plot.current?.redraw(false), [marks]);

  return <div class="canvas" ref={frame} aria-hidden="true" />;
}

function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: Math.max(element.clientWidth, 40), height: Math.max(element.clientHeight, 40) };
}

function seriesOf(stroke: string, count: number): uPlot.Series {
  const fill = count === 1 ? { fill: `color-mix(in srgb, ${stroke} 12%, transparent)` } : {};
  return { stroke, width: 1.5, points: { show: false }, spanGaps: false, ...fill };
}

function axesOf(unit: Unit, palette: Palette): uPlot.Axis[] {
  const common = { stroke: palette.quiet, font: palette.font, ticks: { show: false } };
  const em = Number.parseFloat(palette.font);
  return [
    {
      ...common,
      grid: { show: false },
      size: em * 2.2,
      gap: em * 0.5,
      space: em * 7,
      values: (_self, splits) => sayTimes(splits),
    },
    {
      ...common,
      grid: { stroke: palette.line, width: 1 },
      size: em * 5.6,
      gap: em * 0.6,
      space: em * 3.4,
      values: (_self, splits) => splits.map((value) => format(value, unit)),
      ...(unit === 'state' ? { splits: () => [0, 1] } : {}),
    },
  ];
}

/** From nothing to a little above the greatest. Yes and no have their places; a share does not look like much when it is not. */
function rangeOf(unit: Unit): uPlot.Range.Function {
  const least: Readonly<Record<Unit, number>> = {
    perSecond: 1,
    seconds: 0.01,
    ratio: 0.01,
    bytesPerSecond: 1000,
    state: 1,
  };
  return (_self, _from, to) => [0, Math.max((to ?? 0) * 1.12, least[unit] * 1.05)];
}

function drawMarks(self: uPlot, marks: readonly Mark[], { mark }: Palette): void {
  const { ctx, bbox } = self;
  const unit = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = mark;
  ctx.fillStyle = mark;
  ctx.lineWidth = unit;
  ctx.setLineDash([3 * unit, 3 * unit]);
  for (const at of marks.map(secondsOf)) {
    const x = Math.round(self.valToPos(at, 'x', true)) + 0.5;
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x - 4 * unit, bbox.top - 2 * unit);
    ctx.lineTo(x + 4 * unit, bbox.top - 2 * unit);
    ctx.lineTo(x, bbox.top + 4 * unit);
    ctx.fill();
  }
  ctx.restore();
}
