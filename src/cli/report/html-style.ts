/**
 * The look of every report. Fonts and colours of the reader's own system; light, dark and paper. Text has a contrast of
 * 4.5 at least (WCAG 2.2, 1.4.3), lines of charts 3 (1.4.11), and no meaning is told by colour alone.
 */
export const htmlStyle = `
:root {
  color-scheme: light dark;
  --page: #f4f6f8; --sheet: #ffffff; --ink: #17202c; --quiet: #55606f; --line: #dbe0e7; --faint: #edf0f4;
  --good: #17743e; --good-soft: #e4f4ea; --bad: #b8261b; --bad-soft: #fcebe9; --unsure: #825300; --unsure-soft: #fbf1da;
  --accent: #2156c4; --chart-good: #3f9f68; --chart-bad: #d6392d; --chart-main: #2156c4; --chart-other: #b45a0a;
  --span: #f6e7c8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #10141a; --sheet: #181e27; --ink: #e5eaf1; --quiet: #9ca8b8; --line: #2e3844; --faint: #212934;
    --good: #5fcf8e; --good-soft: #152f20; --bad: #ff8b81; --bad-soft: #3b1b19; --unsure: #e8b95a; --unsure-soft: #33290f;
    --accent: #8db0ff; --chart-good: #3f9a66; --chart-bad: #ff6b5f; --chart-main: #8db0ff; --chart-other: #f0a35c;
    --span: #3d3520;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0 auto; padding: 2.5rem clamp(1rem, 4vw, 2.5rem) 3rem; max-width: 68rem; background: var(--page); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
h1, h2, h3 { line-height: 1.2; margin: 0; text-wrap: balance; }
h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.3rem); letter-spacing: -.015em; }
h2 { font-size: 1.35rem; letter-spacing: -.01em; }
h3 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
p { margin: .4rem 0; }
a { color: var(--accent); text-underline-offset: .15em; }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code { font: .9em ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.top { margin-bottom: 1.75rem; }
.above, .quiet, footer { color: var(--quiet); }
.above { margin: 0 0 .25rem; font-size: .9rem; }
.outcome { font-size: 1.1rem; margin-top: .6rem; }
.sign { display: inline-block; min-width: 1.6em; padding: 0 .35em; border-radius: 1em; text-align: center; font-weight: 700; align-self: start; }
.sign.good, .badge.good { color: var(--good); background: var(--good-soft); }
.sign.bad, .badge.bad { color: var(--bad); background: var(--bad-soft); }
.sign.unsure, .badge.unsure { color: var(--unsure); background: var(--unsure-soft); }
.badge { padding: .1em .6em; border-radius: 1em; font-size: .85rem; font-weight: 600; white-space: nowrap; }
section, nav {
  background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; padding: clamp(1rem, 3vw, 1.75rem); margin: 0 0 1.25rem;
}
section > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .35rem .75rem; margin-bottom: .35rem; }
.figures { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.25rem 0; }
.figure { flex: 1 1 7.3rem; display: flex; flex-direction: column; justify-content: space-between; margin: 0; padding: .6rem .8rem; border-radius: 8px; background: var(--faint); border-left: 3px solid var(--line); }
.figure.good { border-left-color: var(--good); }
.figure.bad { border-left-color: var(--bad); background: var(--bad-soft); }
.figure.unsure { border-left-color: var(--unsure); }
.figure dt { color: var(--quiet); font-size: .82rem; }
.figure.bad dt, .figure.bad small { color: var(--ink); }
.figure dd { margin: 0; font-size: 1.45rem; font-weight: 650; line-height: 1.25; font-variant-numeric: tabular-nums; }
.figure small { font-size: .8rem; font-weight: 400; color: var(--quiet); }
.scroll { overflow-x: auto; margin: .25rem 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); font-size: .85rem; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: baseline; padding: .4rem .9rem .4rem 0; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--quiet); font-weight: 500; font-size: .85rem; white-space: nowrap; }
tbody th { font-weight: 500; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
.right { text-align: right; white-space: nowrap; }
.list { list-style: none; margin: .5rem 0; padding: 0; }
.list > li { padding: .4rem 0; border-top: 1px solid var(--line); display: grid; grid-template-columns: 2rem 1fr; gap: .4rem; }
.list > li:first-child { border-top: 0; }
details { margin: .25rem 0; }
summary { cursor: pointer; color: var(--quiet); font-size: .9rem; }
figure { margin: 0 0 .5rem; }
figcaption { display: flex; flex-wrap: wrap; gap: .1rem 1.1rem; color: var(--quiet); font-size: .85rem; margin-bottom: .25rem; }
.key::before { content: ""; display: inline-block; width: .8em; height: .8em; margin-right: .4em; border-radius: 2px; background: currentColor; vertical-align: -.08em; }
.key.good { color: var(--chart-good); } .key.bad { color: var(--chart-bad); } .key.main { color: var(--chart-main); } .key.other { color: var(--chart-other); }
.key.span { color: var(--span); }
.key > span { color: var(--quiet); }
.key.gap { color: color-mix(in srgb, var(--chart-bad) 45%, var(--sheet)); }
.plot { padding: .6rem .6rem 1.9rem 3.6rem; }
.plot.labelled { padding-top: 3.4rem; }
svg { display: block; overflow: visible; font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
svg text { fill: var(--quiet); font-variant-numeric: tabular-nums; }
svg .grid { stroke: var(--line); }
svg .span { fill: var(--span); opacity: .75; }
svg .gap { fill: var(--chart-bad); opacity: .3; }
svg rect.served { fill: var(--chart-good); }
svg rect.failed { fill: var(--chart-bad); }
svg .hatch { stroke: var(--sheet); stroke-width: 1.5; }
svg line.mark { stroke: var(--ink); stroke-dasharray: 3 3; }
svg text.mark { fill: var(--ink); font-weight: 600; }
svg .dots path { fill: none; stroke-linecap: round; stroke-width: 3.5; vector-effect: non-scaling-stroke; }
svg .dots .served { stroke: var(--chart-main); opacity: .45; }
svg .dots .failed { stroke: var(--chart-bad); stroke-width: 5; opacity: .9; }
svg .dots .p99 { stroke: var(--chart-other); stroke-width: 1.5; stroke-linejoin: round; }
footer { font-size: .85rem; margin-top: 1.5rem; overflow-wrap: anywhere; }
@media print {
  :root {
    color-scheme: light;
    --page: #ffffff; --sheet: #ffffff; --ink: #000000; --quiet: #444444; --line: #bbbbbb; --faint: #f2f2f2;
    --good: #0f5c2f; --good-soft: #ffffff; --bad: #a01b12; --bad-soft: #ffffff; --unsure: #6b4500; --unsure-soft: #ffffff;
    --accent: #000000; --chart-good: #3f9f68; --chart-bad: #d6392d; --chart-main: #2156c4; --chart-other: #b45a0a; --span: #f6e7c8;
  }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  body { padding: 0; max-width: none; font-size: 10pt; }
  nav, .skip { display: none; }
  section { border: 0; border-top: 1px solid var(--line); border-radius: 0; padding: 1rem 0; }
  section + section.drill { break-before: page; }
  figure, tr, .figure, li { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; }
}
`;
