import { expect, test } from 'vitest';
import { complaintsOf, waitForMonitoring } from '../../../src/operations/drill/wait-for-monitoring.ts';
import { fakeReach } from './fake-reach.ts';

const target = (host: string, health: string) => ({ labels: { job: 'node', host }, health, lastError: '' });
const answer = (...targets: readonly object[]) =>
  JSON.stringify({ status: 'success', data: { activeTargets: targets } });

test('everything that is watched must have been asked, and have answered', () => {
  expect(complaintsOf('mon-1', answer(target('web-1', 'up'), target('web-2', 'up')))).toEqual([]);
  expect(
    complaintsOf('mon-1', answer(target('web-1', 'up'), target('web-2', 'unknown'), target('db-1', 'down'))),
  ).toEqual(['the Prometheus of mon-1 has no new figures: node of web-2, node of db-1']);
});

test.each([
  ['', 'does not answer'],
  ['<html>', 'does not answer'],
  ['{"status":"error"}', 'does not answer'],
  [answer(), 'watches nothing'],
])('%s is no answer', (text, complaint) => {
  expect(complaintsOf('mon-1', text)).toEqual([`the Prometheus of mon-1 ${complaint}`]);
});

test('it waits until they have', async () => {
  const answers = ['', answer(target('web-1', 'unknown')), answer(target('web-1', 'up'))];
  const reach = fakeReach({ onHost: () => ({ stdout: answers.shift() ?? '' }) });
  await waitForMonitoring(reach, undefined);
  expect(answers).toEqual([]);
});
