import type { HostOverview, Overview } from '../../../src/overview/overview.ts';
import { sayRoles } from '../../../src/overview/words.ts';
import { format } from '../charts/format.ts';
import { TextSign } from './sign.tsx';
import { signs } from './signs.ts';

/** Every host in a line. Bars show what is used; the number beside them says it. */
export function HostsTable({ overview }: { readonly overview: Overview }) {
  return (
    <section class="sheet" aria-labelledby="hosts">
      <h2 id="hosts">Hosts</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div class="scroll high" tabIndex={0} role="group" aria-label="Table of hosts">
        <table class="hosts">
          <thead>
            <tr>
              <th scope="col">Host</th>
              <th scope="col">State</th>
              <th scope="col">Processor</th>
              <th scope="col">Memory</th>
              <th scope="col">Disk</th>
              <th scope="col">Received</th>
              <th scope="col">Sent</th>
            </tr>
          </thead>
          <tbody>
            {overview.hosts.map((host) => (
              <HostRow key={host.name} host={host} overview={overview} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function HostRow({ host, overview }: { readonly host: HostOverview; readonly overview: Overview }) {
  const { name, health, roles } = host;
  const badge = name === overview.activeLoadBalancer ? 'active' : name === overview.primary ? 'primary' : undefined;
  return (
    <tr class={health}>
      <th scope="row">
        <a href={`#/host/${name}`}>{name}</a>
        <span class="roles">{sayRoles(roles)}</span>
      </th>
      <td class="state">
        <TextSign health={health} />
        {signs[health].word}
        {badge !== undefined && <span class="tag">{badge}</span>}
      </td>
      <ShareCell share={host.cpu} />
      <ShareCell share={host.memory} />
      <ShareCell share={host.disk} />
      <td class="number">{format(host.receiveBytesPerSecond, 'bytesPerSecond')}</td>
      <td class="number">{format(host.transmitBytesPerSecond, 'bytesPerSecond')}</td>
    </tr>
  );
}

function ShareCell({ share }: { readonly share: number | undefined }) {
  return (
    <td class="number share">
      <span class="bar" aria-hidden="true">
        <span style={{ width: `${Math.min(1, share ?? 0) * 100}%` }} />
      </span>
      {share === undefined ? '–' : `${Math.round(share * 100)} %`}
    </td>
  );
}
