import { expect, test } from 'vitest';
import { dashboardLogin } from '../../../src/operations/dashboard/login.ts';
import { runOrFail } from '../../../src/process/run-or-fail.ts';

const place = { domain: 'foobar.com', environment: 'lab' };
const password = 'a-password-of-32-characters-0123';

test('the same password gives the same, so that nothing changes where nothing was changed', async () => {
  const login = await dashboardLogin(place, password);
  expect(await dashboardLogin(place, password)).toEqual(login);
  expect(JSON.stringify(login)).not.toContain(password);
});

test('the hash is what crypt(5) makes of the password', async () => {
  const { hash } = await dashboardLogin(place, password);
  const [, , rounds, salt] = hash.split('$');
  const hints = { step: 'hash', changed: '', next: '' };
  const again = await runOrFail(['openssl', 'passwd', '-6', '-salt', `${rounds}$${salt}`, '-stdin'], hints, {
    stdin: `${password}\n`,
  });
  expect(again.trim()).toBe(hash);
});

test('another environment, or another password, has nothing in common with it', async () => {
  const one = await dashboardLogin(place, password);
  for (const other of [
    await dashboardLogin({ ...place, environment: 'live' }, password),
    await dashboardLogin(place, `${password}x`),
  ]) {
    expect(other.hash).not.toBe(one.hash);
    expect(other.visitor).not.toBe(one.visitor);
  }
});
