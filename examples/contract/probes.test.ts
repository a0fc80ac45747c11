import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { ask, assertRefused, type Problem, put } from './running-ledger.ts';

interface Probe {
  readonly id: string;
  readonly value: string;
  readonly writtenAt: string;
}

interface Audit {
  readonly host: string;
  readonly accountsOutOfBalance: number;
}

const read = <Body>(id: string) => ask<Body>(`/api/probes/${id}`);
const remove = (id: string) => ask<Problem>(`/api/probes/${id}`, { method: 'DELETE' });

describe('probes', () => {
  test('written, read back, written anew, removed twice, gone', async () => {
    const id = randomUUID();
    const written = await put<Probe>(`/api/probes/${id}`, { value: 'one' });
    assert.equal(written.status, 200, written.text);
    assert.deepEqual({ ...written.body, writtenAt: '' }, { id, value: 'one', writtenAt: '' });
    assert.match(written.body.writtenAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual((await read(id)).body, written.body);
    await put(`/api/probes/${id}`, { value: 'two' });
    assert.equal((await read<Probe>(id)).body.value, 'two');
    for (const answer of [await remove(id), await remove(id)]) {
      assert.deepEqual([answer.status, answer.text], [204, '']);
    }
    assertRefused(await read<Problem>(id), 404, 'PROBE_NOT_FOUND');
  });

  test('the ledger does not notice', async () => {
    const audit = async () => ({ ...(await ask<Audit>('/api/ledger?audit=true')).body, host: '' });
    const before = await audit();
    assert.equal(before.accountsOutOfBalance, 0);
    const id = randomUUID();
    await put(`/api/probes/${id}`, { value: 'x' });
    assert.deepEqual(await audit(), before);
    await remove(id);
  });
});

describe('probes that are refused', { concurrency: true }, () => {
  for (const [name, id, body] of [
    ['an id with a dot', 'a.b', { value: 'x' }],
    ['an id that is too long', 'x'.repeat(65), { value: 'x' }],
    ['no value', 'a', {}],
    ['a number', 'a', { value: 1 }],
    ['a value that is too long', 'a', { value: 'x'.repeat(201) }],
    ['a control character', 'a', { value: 'a\nb' }],
    ['a line end behind it', 'a', { value: 'a\n' }],
    ['an unknown field', 'a', { value: 'x', cents: 1 }],
  ] as const) {
    test(name, async () => assertRefused(await put(`/api/probes/${id}`, body), 400, 'BAD_INPUT'));
  }
});
