import type { Mark } from '../../src/overview/marks.ts';
import type { Overview } from '../../src/overview/overview.ts';
import { panels, type Section, sections } from '../../src/overview/panels.ts';
import type { PlatformDocument } from '../../src/overview/platform-document.ts';
import type { Muted } from './alertmanager/muted.ts';
import type { Palette } from './charts/palette.ts';
import { PanelChart } from './charts/panel-chart.tsx';
import { Alerts } from './parts/alerts.tsx';
import { KeyFigures } from './parts/figures.tsx';
import { Headline } from './parts/headline.tsx';
import { HostsTable } from './parts/hosts-table.tsx';
import { Keeping, Marks } from './parts/keeping.tsx';
import { Objective } from './parts/objective.tsx';
import type { Range } from './ranges.ts';
import { Topology } from './topology/topology.tsx';

export interface PageProps {
  readonly document: PlatformDocument;
  readonly overview: Overview;
  readonly marks: readonly Mark[];
  /** Of which alerts nobody is told. */
  readonly muted: readonly Muted[];
  readonly range: Range;
  readonly palette: Palette;
}

interface KnownAt {
  readonly knownAt: number | undefined;
}

/** From the whole to the details: the answer, the picture, the promise, then the charts. */
export function OverviewPage({ document, overview, knownAt, marks, muted, range, palette }: PageProps & KnownAt) {
  return (
    <>
      <div class="opening">
        <Headline {...{ document, overview, knownAt }} />
        <KeyFigures {...{ document, overview }} />
      </div>
      <div class={document.hosts.length > besideMax ? 'first large' : 'first'}>
        <section class="sheet map" aria-labelledby="map">
          <h2 id="map" class="unseen">
            Platform
          </h2>
          <Topology {...{ document, overview }} />
        </section>
        <Objective {...{ document, overview }} />
      </div>
      <Charts section="traffic" {...{ range, marks, palette }} />
      <div class="pair">
        <Alerts {...{ overview, muted, range }} />
        <div class="stack">
          <Marks marks={marks} />
          <Keeping overview={overview} />
        </div>
      </div>
      <HostsTable overview={overview} />
      <Charts section="resources" {...{ range, marks, palette }} />
      <Charts section="data" {...{ range, marks, palette }} />
    </>
  );
}

/** The picture of more hosts than this needs the whole width. */
const besideMax = 24;

interface ChartsProps {
  readonly section: Section;
  readonly range: Range;
  readonly marks: readonly Mark[];
  readonly palette: Palette;
}

function Charts({ section, range, marks, palette }: ChartsProps) {
  return (
    <section aria-labelledby={section}>
      <h2 id={section}>{sections[section]}</h2>
      <div class="charts">
        {panels
          .filter((panel) => panel.section === section)
          .map((panel) => (
            <PanelChart key={panel.id} rangeSeconds={range.seconds} {...{ panel, marks, palette }} />
          ))}
      </div>
    </section>
  );
}
