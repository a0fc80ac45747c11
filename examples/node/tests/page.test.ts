import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, startApp } from './fixture.ts';

const DATABASE_URL = 'mysql://nobody:x@127.0.0.1:1/app';
const PUBLIC = join(ROOT, 'public');

for (const name of readdirSync(PUBLIC).filter((file) => file.endsWith('.html'))) {
  test(`${name} keeps to a strict content security policy, and all that it names is there`, () => {
    const html = readFileSync(join(PUBLIC, name), 'utf8');
    assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|https?:/);
    const named = [...html.matchAll(/(?:src|href)="\/([^"]+\.\w+)"/g)].map((match) => match[1] ?? '');
    for (const file of named.filter((path) => !path.startsWith('api/'))) readFileSync(join(PUBLIC, file));
  });
}

test('with SERVE_STATIC=1 the page and its files are served, and nothing outside of public/', async () => {
  const app = startApp({ DATABASE_URL, SERVE_STATIC: '1' });
  const page = await app.get('/');
  assert.equal(page.headers['content-type'], 'text/html; charset=utf-8');
  assert.match(String(page.headers['content-security-policy']), /^default-src 'self'/);
  assert.equal((await app.get('/app.js')).headers['content-type'], 'text/javascript; charset=utf-8');
  for (const url of ['/package.json', '/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json']) {
    assert.equal((await app.get(url)).statusCode, 404, url);
  }
  await app.close();
});

test('without it they are the business of Nginx', async () => {
  const app = startApp({ DATABASE_URL });
  assert.equal((await app.get('/')).statusCode, 404);
  await app.close();
});
