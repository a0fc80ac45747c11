import type { HostOverview } from '../../src/overview/overview.ts';
import { panelsOfHost } from '../../src/overview/panels.ts';
import type { DocumentFlow, DocumentHost } from '../../src/overview/platform-document.ts';
import { sayRoles } from '../../src/overview/words.ts';
import { format } from './charts/format.ts';
import { PanelChart } from './charts/panel-chart.tsx';
import type { PageProps } from './overview-page.tsx';
import { Alerts } from './parts/alerts.tsx';
import { Marks } from './parts/keeping.tsx';
import { TextSign } from './parts/sign.tsx';
import { signs } from './parts/signs.ts';

/** One host: how it is, what it does, whom it talks to, what it uses. */
export function HostPage(props: PageProps & { readonly name: string }) {
  const { document, overview, marks, muted, range, palette, name } = props;
  const host = overview.hosts.find((one) => one.name === name);
  const place = document.hosts.find((one) => one.name === name);
  if (host === undefined || place === undefined) return <NoSuchHost name={name} />;
  const badge = name === overview.activeLoadBalancer ? 'active' : name === overview.primary ? 'primary' : undefined;
  return (
    <>
      <Back />
      <div class={`headline ${host.health}`}>
        <h1>
          <TextSign health={host.health} />
          <span>{name}</span>
          <span class="state">{signs[host.health].word}</span>
          {badge !== undefined && <span class="tag">{badge}</span>}
        </h1>
        <p class="where">{sayRoles(host.roles)}</p>
        {host.reasons.length > 0 && (
          <ul class="reasons">
            {host.reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
      </div>
      <div class="pair">
        <Now host={host} place={place} />
        <Talks place={place} flows={document.flows} />
      </div>
      <section aria-labelledby="charts">
        <h2 id="charts">Over time</h2>
        <div class="charts">
          {panelsOfHost(name)
            .filter((panel) => panel.roles === undefined || place.roles.some((role) => panel.roles?.includes(role)))
            .map((panel) => (
              <PanelChart key={panel.id} rangeSeconds={range.seconds} {...{ panel, marks, palette }} />
            ))}
        </div>
      </section>
      <div class="pair">
        <Alerts {...{ overview, muted, range }} host={name} />
        <Marks marks={marks.filter((mark) => mark.host === name)} />
      </div>
    </>
  );
}

function Back() {
  return (
    <p class="back">
      <a href="#/">← All hosts</a>
    </p>
  );
}

function NoSuchHost({ name }: { readonly name: string }) {
  return (
    <>
      <Back />
      <h1>{`There is no host ${name}`}</h1>
      <p>It may have been taken out of the declaration.</p>
    </>
  );
}

function Now({ host, place }: { readonly host: HostOverview; readonly place: DocumentHost }) {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Private address', place.privateAddress],
    ['Public address', place.publicAddress],
    ['Processor', format(host.cpu, 'ratio')],
    ['Memory', format(host.memory, 'ratio')],
    ['Disk', format(host.disk, 'ratio')],
    ['Received', format(host.receiveBytesPerSecond, 'bytesPerSecond')],
    ['Sent', format(host.transmitBytesPerSecond, 'bytesPerSecond')],
    ['Behind the primary', host.lagSeconds === undefined ? undefined : format(host.lagSeconds, 'seconds')],
  ];
  return (
    <section class="sheet" aria-labelledby="now">
      <h2 id="now">Now</h2>
      <dl class="facts">
        {facts
          .filter(([, value]) => value !== undefined)
          .map(([what, value]) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

/** Who may talk to it and whom it may talk to: the flows of its roles, as the firewalls have them. */
function Talks({ place, flows }: { readonly place: DocumentHost; readonly flows: readonly DocumentFlow[] }) {
  const isOwn = (end: DocumentFlow['from'] | DocumentFlow['to']) => (place.roles as readonly string[]).includes(end);
  const reaches = (end: DocumentFlow['to']) =>
    isOwn(end) || end === 'everyHost' || (end === 'virtualAddress' && place.roles.includes('loadBalancer'));
  const lists = [
    ['May talk to it', flows.filter(({ to }) => reaches(to)).map((flow) => ({ flow, other: flow.from }))],
    ['It may talk to', flows.filter(({ from }) => isOwn(from)).map((flow) => ({ flow, other: flow.to }))],
  ] as const;
  return (
    <section class="sheet" aria-labelledby="talks">
      <h2 id="talks">Flows</h2>
      {lists.map(([title, list]) => (
        <div key={title}>
          <h3>{title}</h3>
          <ul class="lines">
            {list.length === 0 && <li class="rest">nobody</li>}
            {list.map(({ flow, other }) => (
              <li key={`${other} ${flow.protocol} ${flow.port} ${flow.why}`}>
                <span>{`${sayEnd(other)}: ${flow.why}`}</span>
                <span class="number">{`${flow.protocol}${flow.port === undefined ? '' : ` ${flow.port}`}`}</span>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function sayEnd(end: DocumentFlow['from'] | DocumentFlow['to']): string {
  if (end === 'internet') return 'everybody';
  if (end === 'admin') return 'operators';
  if (end === 'everyHost') return 'every host';
  return end === 'virtualAddress' ? 'the virtual address' : sayRoles([end]);
}
