import { describe, expect, test } from 'vitest';
import type { Invocation } from '../../src/cli/invocation.ts';
import { plain } from '../../src/cli/paint.ts';
import { verifyProgress } from '../../src/cli/progress/verify-progress.ts';
import { escapeXml, renderJunit } from '../../src/cli/verify/render-junit.ts';
import { renderList } from '../../src/cli/verify/render-list.ts';
import { renderVerifyPage } from '../../src/cli/verify/render-page.ts';
import { renderReport } from '../../src/cli/verify/render-report.ts';
import type { PlatformPromise } from '../../src/promises/promise.ts';
import { sampleReport, wellReport } from './verify-sample.ts';

const output = { print: () => undefined, paint: plain, isTerminal: false, columns: 80 };
const invocation: Invocation = {
  ...{ environment: 'lab', configFile: undefined, json: false, yes: false, verbose: false, directory: '/' },
  ...{ out: output, err: output, askSudoPassword: false, sudoPasswordFile: undefined },
};

describe('the screen', () => {
  test('has each promise in its tier, the faults, the counts, and what to type', () => {
    expect(renderReport(sampleReport, invocation)).toMatchInlineSnapshot(`
      "dns
        ✓ Strangers get no recursion.  dns.recursion-refused
        ✗ All name servers serve the same zone.  dns.same-serial
            · ns-2: serial 7, "ns-1" has <8> & more
            · ns-2: �bell

      hosts
        – Clocks are in sync.  host.time
            not checked: a container has no clock of its own

      ✗ 1 of 3 promises broken, 1 kept, 1 not checked  42 questions, 10 hosts, 4.3 s
        → smartx up makes every host as declared again.
        → smartx verify --only dns.same-serial asks these again."
    `);
  });

  test('of a platform that is well gives no advice', () => {
    expect(renderReport(wellReport, invocation).split('\n').slice(-1)).toMatchInlineSnapshot(`
      [
        "✓ 2 promises kept, 1 not checked  42 questions, 10 hosts, 4.3 s",
      ]
    `);
  });

  test('with --verbose tells how it was checked and what was seen', () => {
    const text = renderReport(wellReport, { ...invocation, verbose: true });
    expect(text).toContain('      dig asks for a foreign name.\n      2 name servers refuse');
  });

  test('does not drown in faults, and asks for all again where many are broken', () => {
    const faults = Array.from({ length: 40 }, (_, index) => `fault ${index}`);
    const broken = sampleReport.promises[1]!;
    const promises = Array.from({ length: 6 }, (_, index) => ({ ...broken, id: `dns.${index}`, faults }));
    const text = renderReport({ ...sampleReport, promises, hosts: { count: 3, silent: ['ns-1'] } }, invocation);
    expect(text).toContain('fault 11\n      and 28 more; --json has them all');
    expect(text).not.toContain('fault 12');
    expect(text).toContain('→ smartx verify asks all again.');
    expect(text).toContain('→ ns-1 did not answer.');
  });
});

describe('JUnit XML', () => {
  test('has a suite for each tier and a case for each promise', () => {
    expect(renderJunit(sampleReport)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="smartx verify lab" tests="3" failures="1" errors="0" skipped="1" time="4.321">
        <testsuite name="dns" tests="2" failures="1" errors="0" skipped="0" time="0.312" timestamp="2026-11-23T22:30:00">
          <testcase classname="smartx.dns" name="dns.recursion-refused: Strangers get no recursion." time="0.312">
            <system-out>2 name servers refuse</system-out>
          </testcase>
          <testcase classname="smartx.dns" name="dns.same-serial: All name servers serve the same zone." time="0.312">
            <failure message="ns-2: serial 7, &quot;ns-1&quot; has &lt;8&gt; &amp; more">ns-2: serial 7, &quot;ns-1&quot; has &lt;8&gt; &amp; more&#10;ns-2: �bell</failure>
            <system-out>ns-1: 8&#10;ns-2: 7</system-out>
          </testcase>
        </testsuite>
        <testsuite name="host" tests="1" failures="0" errors="0" skipped="1" time="0.000" timestamp="2026-11-23T22:30:00">
          <testcase classname="smartx.host" name="host.time: Clocks are in sync." time="0.000">
            <skipped message="a container has no clock of its own"/>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });

  test.each([
    ['<a href="x">&', '&lt;a href=&quot;x&quot;&gt;&amp;'],
    ['line\r\n\tend', 'line&#13;&#10;&#9;end'],
    ['bell\u0007 escape\u001B[1m zero\u0000', 'bell\uFFFD escape\uFFFD[1m zero\uFFFD'],
    ['pair \u{1F600} alone \uD83D end \uFFFE', 'pair \u{1F600} alone \uFFFD end \uFFFD'],
  ])('%j can stand in it', (text, escaped) => {
    expect(escapeXml(text)).toBe(escaped);
  });
});

describe('the page', () => {
  const page = renderVerifyPage(sampleReport, '1.2.3');

  test('says the outcome, and has every promise under its tier', () => {
    expect(page).toContain('1 of 3 promises broken. 1 could not be checked here.');
    for (const { id } of sampleReport.promises) expect(page).toContain(`<li id="${id}">`);
    expect(page).toContain('<a href="#dns">dns</a>');
    expect(page).toContain('Not checked: a container has no clock of its own');
  });

  test('what hosts say is text and nothing else', () => {
    expect(page).toContain('ns-2: serial 7, &quot;ns-1&quot; has &lt;8&gt; &amp; more');
    expect(page).not.toContain('<8>');
    expect(page).not.toContain('\u0007');
  });

  test('what is broken comes first, and is not told a thousand times', () => {
    expect(page.indexOf('What is broken')).toBeLessThan(page.indexOf('id="dns"'));
    expect(page).toContain('<a href="#dns.same-serial">');
    expect(renderVerifyPage(wellReport, '1')).not.toContain('What is broken');
    const faults = Array.from({ length: 3000 }, (_, index) => `fault ${index}`);
    const promises = [{ ...sampleReport.promises[1]!, faults }];
    expect(renderVerifyPage({ ...sampleReport, promises }, '1')).toContain('<li>and 2800 more</li>');
  });

  test('only what is broken is unfolded', () => {
    expect(page.match(/<details open>/g)).toHaveLength(1);
    expect(page.match(/<details>/g)).toHaveLength(2);
  });

  test('needs nothing from elsewhere', () => {
    expect(page).not.toMatch(/<(?:script|link|img|iframe)\b|\burl\(|@import/);
  });

  test('of a platform that is well says so', () => {
    expect(renderVerifyPage(wellReport, '1')).toContain('2 of 3 promises kept, none broken.');
  });
});

describe('progress', () => {
  const promised = sampleReport.promises.map(
    (one): PlatformPromise => ({ ...one, questions: [], judge: () => ({ outcome: 'kept', evidence: '' }) }),
  );

  test('has a line for each tier that promises something, which counts', () => {
    const { rows, translate } = verifyProgress(2, promised);
    expect(rows.map(({ name, label }) => `${name}: ${label}`)).toEqual([
      'look around: 2 hosts',
      'dns: 2 promises',
      'hosts: 1 promise',
    ]);
    const told = [
      ...translate({ kind: 'observed', host: 'b', state: 'silent' }),
      ...translate({ kind: 'observed', host: 'a', state: 'ok' }),
      ...sampleReport.promises.flatMap((result) => translate({ kind: 'judged', result })),
    ];
    expect(told.map(({ name, state, detail }) => [name, state, detail])).toEqual([
      ['look around', 'note', 'no answer from b'],
      ['look around', 'fail', 'no answer from b'],
      ['dns', 'note', '1 of 2'],
      ['dns', 'fail', '2 of 2, 1 broken'],
      ['hosts', 'done', '1 of 1'],
    ]);
  });

  test('the list says what is promised, how it is checked and what that leaves open', () => {
    expect(renderList(promised.slice(0, 1), output)).toMatchInlineSnapshot(`
      "dns
        dns.recursion-refused
          Strangers get no recursion.
          dig asks for a foreign name.
          Not proved: One name is asked.

      1 promise"
    `);
  });
});
