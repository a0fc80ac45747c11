import { useEffect, useState } from 'preact/hooks';

/** The page's colours for what is drawn on a canvas, which knows no custom properties. */
export interface Palette {
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly mark: string;
  readonly others: string;
  /** Of lines without a meaning of their own, in order. */
  readonly lines: readonly string[];
  /** Of lines that have one. */
  readonly meanings: Readonly<Record<string, string>>;
  readonly font: string;
}

export const colouredLinesMax = 8;

/** Read again when the system goes from light to dark. */
export function usePalette(): Palette {
  const [palette, setPalette] = useState(readPalette);
  useEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const update = () => setPalette(readPalette());
    dark.addEventListener('change', update);
    // The size of letters follows the width of the window.
    addEventListener('resize', update);
    return () => {
      dark.removeEventListener('change', update);
      removeEventListener('resize', update);
    };
  }, []);
  return palette;
}

let last: Palette | undefined;

/** The same value as long as nothing has changed, so that no chart is made anew for nothing. */
function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const palette = {
    ink: colour('ink'),
    quiet: colour('quiet'),
    line: colour('hairline'),
    mark: colour('mark'),
    others: colour('chart-others'),
    lines: Array.from({ length: colouredLinesMax }, (_, at) => colour(`chart-${at + 1}`)),
    meanings: {
      '1xx': colour('chart-others'),
      '2xx': colour('chart-1'),
      '3xx': colour('chart-5'),
      '4xx': colour('warning-line'),
      '5xx': colour('down-line'),
      failed: colour('down-line'),
      slow: colour('warning-line'),
      p50: colour('chart-1'),
      p95: colour('chart-3'),
      p99: colour('chart-4'),
    },
    font: `${Number.parseFloat(style.fontSize) * 0.72}px ${getComputedStyle(document.body).fontFamily}`,
  };
  if (last === undefined || JSON.stringify(last) !== JSON.stringify(palette)) last = palette;
  return last;
}
