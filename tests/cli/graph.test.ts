import { describe, expect, test } from 'vitest';
import { renderMermaid } from '../../src/cli/graph/mermaid.ts';
import { renderSvg } from '../../src/cli/graph/svg.ts';
import { everyHost, readTopology } from '../../src/cli/graph/topology.ts';
import { lab } from '../../src/index.ts';
import { samplePlatform } from '../platform/sample.ts';

const shapes = [
  { shape: 'default', platform: samplePlatform() },
  { shape: 'dedicated application tier', platform: samplePlatform({ environments: { lab: lab({ app: 2 }) } }) },
  {
    shape: 'one of each',
    platform: samplePlatform({
      database: { members: 1 },
      environments: { lab: lab({ dns: 1, loadBalancers: 1, web: 1, redundancy: false }) },
    }),
  },
  {
    shape: 'four hundred web hosts',
    platform: samplePlatform({ environments: { lab: lab({ web: 400, private: '10.128.0.0/16' }) } }),
  },
] as const;

describe.each(shapes)('$shape', ({ platform }) => {
  const topology = readTopology(platform);
  const svg = renderSvg(platform);

  test('every host is in exactly one group', () => {
    const names = topology.groups.flatMap(({ hosts }) => hosts.map(({ name }) => name));
    expect(names.toSorted()).toEqual(platform.hosts.map(({ name }) => name).toSorted());
  });

  test('every flow is told, and nothing else', () => {
    const told = new Set(topology.conversations.flatMap(({ reasons }) => reasons));
    const expected = new Set(
      platform.flows.map(
        ({ why, port, protocol }) => `${why} (${port === undefined ? protocol : `${port}/${protocol}`})`,
      ),
    );
    expect(told).toEqual(expected);
  });

  test('the ends of every conversation exist', () => {
    const ends = new Set([...topology.groups.map(({ id }) => id), 'internet', 'admin', everyHost]);
    for (const { from, to } of topology.conversations) expect([from, to].filter((end) => !ends.has(end))).toEqual([]);
  });

  test('the picture is well-formed, draws each conversation once and stays within its frame', () => {
    expect(unbalancedTags(svg)).toEqual([]);
    const flows = svg.match(/<path class="flow /g) ?? [];
    // Three more are in the legend.
    expect(flows).toHaveLength(topology.conversations.length + 3);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
    for (const [, x, y, w, h] of svg.matchAll(
      /<rect [^>]*x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
    )) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(y)).toBeGreaterThanOrEqual(0);
      expect(Number(x) + Number(w)).toBeLessThanOrEqual(width);
      expect(Number(y) + Number(h)).toBeLessThanOrEqual(height);
    }
  });

  test('groups do not overlap', () => {
    const boxes = [
      ...svg.matchAll(/<rect class="group" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g),
    ].map(([, x, y, w, h]) => ({
      left: Number(x),
      top: Number(y),
      right: Number(x) + Number(w),
      bottom: Number(y) + Number(h),
    }));
    expect(boxes).toHaveLength(topology.groups.length);
    for (const [index, one] of boxes.entries()) {
      for (const other of boxes.slice(index + 1)) {
        const apart =
          one.right < other.left || other.right < one.left || one.bottom < other.top || other.bottom < one.top;
        expect(apart).toBe(true);
      }
    }
  });

  test('the same platform gives the same bytes', () => {
    expect(renderSvg(platform)).toBe(svg);
    expect(renderMermaid(platform)).toBe(renderMermaid(platform));
  });
});

test('many hosts are drawn as one stack', () => {
  const { platform } = shapes[3];
  expect(renderSvg(platform)).toContain('web + app × 400');
  expect(renderSvg(platform).length).toBeLessThan(40_000);
  expect(renderMermaid(platform)).toContain('web + app × 400');
});

test('Mermaid names groups, hosts, addresses and ports', () => {
  expect(renderMermaid(samplePlatform())).toMatchInlineSnapshot(`
    "flowchart TB
      internet(["users"])
      admin(["operators"])
      subgraph dns["dns"]
        direction LR
        dns_1["ns-1<br/>10.213.0.11<br/>10.214.0.11"]
        dns_2["ns-2<br/>10.213.0.12<br/>10.214.0.12"]
      end
      subgraph loadBalancer["load balancer, virtual address 10.213.0.10"]
        direction LR
        loadBalancer_1["lb-1<br/>10.213.0.21<br/>10.214.0.21"]
        loadBalancer_2["lb-2<br/>10.213.0.22<br/>10.214.0.22"]
      end
      subgraph web_app["web + app"]
        direction LR
        web_app_1["web-1<br/>10.214.0.31"]
        web_app_2["web-2<br/>10.214.0.32"]
      end
      subgraph database["database"]
        direction LR
        database_1["db-1<br/>10.214.0.91"]
        database_2["db-2<br/>10.214.0.92"]
        database_3["db-3<br/>10.214.0.93"]
      end
      subgraph monitoring["monitoring"]
        direction LR
        monitoring_1["mon-1<br/>10.214.0.121"]
      end
      everyHost[["every host"]]
      admin -.->|"22"| everyHost
      admin -.->|"443"| monitoring
      database_1 <-->|"3306 · 9200"| database_2
      database_2 <-->|"3306 · 9200"| database_3
      dns_1 <-->|"53"| dns_2
      internet -->|"53"| dns
      internet -->|"80 · 443"| loadBalancer
      loadBalancer_1 <-->|"vrrp · 10000"| loadBalancer_2
      loadBalancer -->|"443"| web_app
      monitoring -.->|"3306 · 9104"| database
      monitoring -.->|"53 · 9115"| dns
      monitoring -.->|"9100"| everyHost
      monitoring -.->|"80 · 443 · 8405"| loadBalancer
      monitoring -.->|"9113 · 9180"| web_app
      web_app -->|"3306 · 9200"| database
    "
  `);
});

/** Names of elements that are not closed in the order in which they were opened. */
function unbalancedTags(xml: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, closing, name = '', rest = ''] of xml.matchAll(/<(\/?)([a-zA-Z]+)((?:"[^"]*"|[^>"])*)>/g)) {
    if (closing) {
      if (open.pop() !== name) wrong.push(name);
    } else if (!rest.endsWith('/')) open.push(name);
  }
  return [...wrong, ...open];
}
