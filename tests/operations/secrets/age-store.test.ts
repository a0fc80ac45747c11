import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ageStore } from '../../../src/operations/secrets/age-store.ts';
import type { SecretsDocument } from '../../../src/operations/secrets/secrets-document.ts';

let home: string;
let project: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'smartx-identity-'));
  project = await mkdtemp(join(tmpdir(), 'smartx-secrets-'));
  process.env.SMARTX_AGE_IDENTITY_FILE = join(home, 'keys', 'identity.txt');
});
afterEach(() => {
  delete process.env.SMARTX_AGE_IDENTITY_FILE;
  for (const directory of [home, project]) rmSync(directory, { recursive: true, force: true });
});

const document: SecretsDocument = {
  secrets: { MAIL_KEY: { value: 'correct horse', set: '2026-11-25T10:00:00.000Z' } },
};
const store = () => ageStore(project, 'production');
const textOf = (name: string) => readFileSync(join(project, name), 'utf8');

describe('a file of secrets', () => {
  test('is read as it was written, and does not show what is in it', async () => {
    expect(await store().read()).toBeUndefined();
    expect(readdirSync(project)).toEqual([]);
    await store().write(document);
    expect(await store().read()).toEqual(document);
    expect(readdirSync(project).sort()).toEqual(['secrets.production.age', 'secrets.recipients']);
    const text = textOf('secrets.production.age');
    expect(text).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    for (const word of ['MAIL_KEY', 'correct horse']) {
      expect(text).not.toContain(word);
      expect(Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64').includes(word)).toBe(false);
    }
  });

  test('keeps its bytes while content and readers stay, whatever the order of names', async () => {
    const two = { B: { value: 'b', set: null }, A: { value: 'a', set: null } };
    await store().write({ secrets: two });
    const before = textOf('secrets.production.age');
    await store().write({ secrets: { A: two.A, B: two.B } });
    expect(textOf('secrets.production.age')).toBe(before);
    await store().write({ secrets: { A: two.A } });
    expect(textOf('secrets.production.age')).not.toBe(before);
  });

  test('is opened by a new reader after it was written again, and not before', async () => {
    await store().write(document);
    const colleague = await generateX25519Identity();
    const other = join(home, 'colleague.txt');
    writeFileSync(other, `# a comment\n${colleague}\n`, { mode: 0o600 });
    const own = process.env.SMARTX_AGE_IDENTITY_FILE!;
    const recipient = await identityToRecipient(colleague);
    writeFileSync(join(project, 'secrets.recipients'), `${textOf('secrets.recipients')}${recipient} # new here\n`);

    process.env.SMARTX_AGE_IDENTITY_FILE = other;
    await expect(store().read()).rejects.toMatchObject({
      reason: `it is not encrypted for you: ${other} was tried, which is ${recipient}`,
      next: expect.stringContaining('smartx secrets rekey --env production'),
    });
    process.env.SMARTX_AGE_IDENTITY_FILE = own;
    await store().write(document);
    process.env.SMARTX_AGE_IDENTITY_FILE = other;
    expect(await store().read()).toEqual(document);
  });

  test('is not opened any more by a reader who was taken out', async () => {
    await store().write(document);
    const leaving = process.env.SMARTX_AGE_IDENTITY_FILE!;
    const staying = await generateX25519Identity();
    writeFileSync(join(home, 'staying.txt'), `${staying}\n`, { mode: 0o600 });
    writeFileSync(join(project, 'secrets.recipients'), `${await identityToRecipient(staying)}\n`);
    await expect(store().write(document)).rejects.toMatchObject({
      reason: expect.stringContaining('you are not among them'),
    });
    rmSync(join(project, 'secrets.production.age'));
    process.env.SMARTX_AGE_IDENTITY_FILE = join(home, 'staying.txt');
    await store().write(document);
    process.env.SMARTX_AGE_IDENTITY_FILE = leaving;
    await expect(store().read()).rejects.toMatchObject({ reason: expect.stringContaining('not encrypted for you') });
  });

  test.each([
    ['cut off', (text: string) => text.slice(0, text.length / 2)],
    [
      'one letter changed',
      (text: string) => text.replace(/[A-Za-z](?=[A-Za-z0-9+/=]*\n-----END)/, (one) => (one === 'A' ? 'B' : 'A')),
    ],
    ['something else', () => 'hello\n'],
  ])('is refused when it is damaged: %s', async (_what, damage) => {
    await store().write(document);
    writeFileSync(join(project, 'secrets.production.age'), damage(textOf('secrets.production.age')));
    await expect(store().read()).rejects.toMatchObject({
      step: `read ${join(project, 'secrets.production.age')}`,
      reason: expect.stringContaining('it is damaged'),
      next: expect.stringContaining('restore it from the repository'),
    });
  });
});

describe('the identity', () => {
  test('is made for its owner alone, and used again', async () => {
    await store().write(document);
    const file = process.env.SMARTX_AGE_IDENTITY_FILE!;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'keys')).mode & 0o777).toBe(0o700);
    const [, recipient] = /# public key: (age1\S+)/.exec(readFileSync(file, 'utf8')) ?? [];
    expect(textOf('secrets.recipients')).toContain(recipient);
  });

  test('is refused when others can read it', async () => {
    await store().write(document);
    chmodSync(process.env.SMARTX_AGE_IDENTITY_FILE!, 0o640);
    await expect(store().read()).rejects.toMatchObject({ reason: 'others than its owner can read it' });
  });

  test('is refused when it is none, without a word of what it is', async () => {
    writeFileSync(join(home, 'wrong.txt'), 'hunter2\n', { mode: 0o600 });
    process.env.SMARTX_AGE_IDENTITY_FILE = join(home, 'wrong.txt');
    const error: Error = await store()
      .write(document)
      .catch((thrown) => thrown);
    expect(error.message).toContain('it holds no identity of age');
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });
});

test('a line that is no public key is named by its number', async () => {
  writeFileSync(join(project, 'secrets.recipients'), '# us\n\nssh-ed25519 AAAA\n');
  await expect(store().write(document)).rejects.toMatchObject({ reason: 'line 3 is no public key of age' });
});
