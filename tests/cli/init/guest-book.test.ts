import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

// The sample of `smartx init --framework command`, asked as Gunicorn asks it, with a database of this test's own making.

const sample = join(import.meta.dirname, '../../../examples/command');
let scratch: string;

const pymysql = `
class MySQLError(Exception): pass
class IntegrityError(MySQLError): pass
away = False
class Cursor:
    def __enter__(self): return self
    def __exit__(self, *rest): pass
    def execute(self, statement, values=()):
        if statement.startswith("INSERT"):
            if values[0] in (row[0] for row in rows): raise IntegrityError(1062, "Duplicate entry")
            rows.append(values)
    def fetchall(self): return [row[1:] for row in reversed(rows)]
class Connection(Cursor):
    def cursor(self): return Cursor()
rows = []
def connect(**settings):
    if away: raise MySQLError(2003, "nobody")
    assert settings["ssl_ca"] == "/ca.crt" and settings["ssl_verify_cert"]
    return Connection()
`;

const driver = `
import io, json, sys, pymysql
from guestbook import application
answers = []
for method, path, body, away in json.load(sys.stdin):
    pymysql.away = away
    def start(status, headers): answers.append([int(status[:3]), dict(headers)])
    sent = body.encode()
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "CONTENT_LENGTH": str(len(sent)),
               "wsgi.input": io.BytesIO(sent), "wsgi.errors": io.StringIO()}
    text = b"".join(application(environ, start)).decode()
    answers[-1].append(text)
print(json.dumps(answers))
`;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'smartx-guest-book-'));
  writeFileSync(join(scratch, 'pymysql.py'), pymysql);
});
afterAll(() => rmSync(scratch, { recursive: true }));

type Answer = [status: number, headers: Record<string, string>, body: string];

function ask(...requests: [method: string, path: string, body?: string, away?: boolean][]): Answer[] {
  const input = JSON.stringify(requests.map(([method, path, body = '', away = false]) => [method, path, body, away]));
  const names = ['HOST', 'PORT', 'USER', 'PASSWORD', 'NAME'].map((name) => [`DATABASE_${name}`, '1']);
  const env = { PYTHONPATH: `${scratch}:${sample}`, PYTHONDONTWRITEBYTECODE: '1', DATABASE_CA_FILE: '/ca.crt' };
  const run = spawnSync(python, ['-c', driver], {
    input,
    encoding: 'utf8',
    env: { ...env, ...Object.fromEntries(names) },
  });
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout);
}

const form = (key: string, name: string, text: string) => new URLSearchParams({ key, name, text }).toString();

const python = '/usr/bin/python3';

describe.skipIf(!existsSync(python))(`the guest book (skipped where there is no ${python})`, () => {
  test('what was written is shown once, escaped', () => {
    const entry = form('one', '<Ann>', 'Héllo & bye');
    const [first, again, page] = ask(['POST', '/', entry], ['POST', '/', entry], ['GET', '/']);
    for (const answer of [first, again]) expect(answer).toMatchObject([303, { Location: '/' }, '']);
    expect(page![0]).toBe(200);
    expect(page![2].match(/<li>.*/g)).toEqual(['<li><b>&lt;Ann&gt;</b>: Héllo &amp; bye</li>']);
  });

  test('what is no entry is refused', () => {
    const bodies = [
      form('', 'Ann', 'x'),
      form('é', 'Ann', 'x'),
      form('k', '', 'x'),
      form('k', 'Ann', 'x'.repeat(501)),
      '',
    ];
    expect(
      ask(...bodies.map((body) => ['POST', '/', body] as [string, string, string])).map(([status]) => status),
    ).toEqual([400, 400, 400, 400, 400]);
    expect(
      ask(['POST', '/', 'x'.repeat(20_000)], ['GET', '/other'], ['DELETE', '/']).map(([status]) => status),
    ).toEqual([413, 404, 404]);
  });

  test('without its database it is alive, not ready, and says so', () => {
    const [alive, ready, page, signed] = ask(
      ['GET', '/healthz', '', true],
      ['GET', '/readyz', '', true],
      ['GET', '/', '', true],
      ['POST', '/', form('k', 'Ann', 'x'), true],
    );
    expect(alive![0]).toBe(200);
    for (const answer of [ready, page, signed])
      expect(answer).toMatchObject([503, { 'Retry-After': '1' }, expect.stringContaining('try again')]);
    expect(ask(['GET', '/readyz'])[0]![0]).toBe(200);
  });
});
