import { expect, test } from 'vitest';
import { plain } from '../../src/cli/paint.ts';
import { planDocument } from '../../src/cli/plan/plan-document.ts';
import { renderPlan } from '../../src/cli/plan/render-plan.ts';
import type { PlannedHost } from '../../src/operations/plan/plan-environment.ts';
import { renderPatch } from '../../src/operations/plan/render-patch.ts';
import { sha256 } from '../../src/operations/sha256.ts';
import { diff } from '../../src/plan/diff.ts';
import type { HostFacts } from '../../src/plan/facts.ts';
import { bareFacts, carryOut, sampleManifest } from '../plan/sample.ts';

const manifest = sampleManifest();
const bare = bareFacts(manifest);
const settled = carryOut(diff(manifest, bare, sha256), manifest, bare, 1000);
const planned = (host: string, facts: HostFacts, patches: Record<string, string> = {}): PlannedHost => ({
  plan: { ...diff(manifest, facts, sha256), host },
  patches: new Map(Object.entries(patches)),
  fingerprint: undefined,
});
const render = (...hosts: PlannedHost[]) =>
  `\n${renderPlan(planDocument('lab', { hosts }), { paint: plain }, 'smartx up')}\n`;

const conf = '/etc/nginx/nginx.conf';
const edited: HostFacts = {
  ...settled,
  paths: new Map([...settled.paths, [conf, { ...settled.paths.get(conf)!, sha256: sha256('by hand') }]]),
};
const drifted = planned('web-2', edited, { [conf]: renderPatch(conf, '# \u001b[31mby hand\n', 'events {}\n') });

test('nothing to do is one line', () => {
  const idle = [planned('web-1', settled), planned('web-2', settled)];
  expect(render(...idle)).toMatchInlineSnapshot(`
    "
    ✓ Nothing to do: 2 hosts of 'lab' are as declared.
    "
  `);
  expect(planDocument('lab', { hosts: idle })).toMatchObject({ changes: false, hosts: [{ steps: [] }, { steps: [] }] });
});

test('drift is named, with its lines, and cannot steer the terminal', () => {
  const text = render(planned('web-1', settled), drifted);
  expect(text).not.toContain('\u001b');
  expect(text).toMatchInlineSnapshot(`
    "
    web-2  reload
      ~ change /etc/nginx/nginx.conf  drift: its content differs
          @@ -1,1 +1,1 @@
          -# by hand
          +events {}
      ~ reload nginx.service  /etc/nginx/nginx.conf changes

    1 of 2 hosts would change, 2 steps, 1 of them because of drift. Nothing was changed.
      smartx up carries it out.
    "
  `);
});

test('a host that is new: all steps with their reasons, of new files the beginning', () => {
  const long = Array.from({ length: 30 }, (_, n) => `line ${n}\n`).join('');
  expect(render(planned('web-1', bare, { [conf]: renderPatch(conf, undefined, long) }))).toMatchInlineSnapshot(`
    "
    web-1  no disruption
      + create user app  it does not exist
      + create /etc/smartx  it does not exist
      + unpack release app aaa  the host does not have it
      + create /etc/nginx/nginx.conf  it does not exist
          +line 0
          +line 1
          +line 2
          +line 3
          +line 4
          +line 5
          +line 6
          +line 7
          … and 22 lines more
      + create /etc/smartx/app.env  it does not exist
      + create /etc/systemd/system/app-migrate.service  it does not exist
      + create /etc/systemd/system/app.service  it does not exist
      ~ link release app aaa  no release is current
      + enable app.service  nothing starts it at boot
      + enable nginx.service  nothing starts it at boot
      ~ reload unit files  unit files or their links change
      ~ run app-migrate.service  it has not run yet
      + start app.service  it is not running
      + start nginx.service  it is not running
      ~ note what is managed  the list of managed files and units changes

    1 of 1 hosts would change, 15 steps. Nothing was changed.
      smartx up carries it out.
    "
  `);
});

test('what is missing counts as a change, and is named', () => {
  const lacking = planned('web-1', { ...settled, packages: new Map() });
  expect(planDocument('lab', { hosts: [lacking] })).toMatchObject({
    changes: true,
    hosts: [{ steps: [{ what: 'install package nginx' }] }],
  });
  expect(render(lacking)).toContain('+ install package nginx  it is not installed');
});

test('the document has every host, every step, and a diff where there is one', () => {
  const document = planDocument('lab', { hosts: [planned('web-1', settled), drifted] });
  expect(document).toMatchObject({
    version: 1,
    environment: 'lab',
    changes: true,
    hosts: [
      { host: 'web-1', disruption: 'none', steps: [] },
      {
        host: 'web-2',
        disruption: 'reload',
        steps: [
          { what: `change ${conf}`, drift: true, patch: expect.stringContaining('+events {}') },
          { what: 'reload nginx.service', drift: false, patch: null },
        ],
      },
    ],
  });
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
});
