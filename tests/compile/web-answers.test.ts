import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compile } from '../../src/compile.ts';
import { node } from '../../src/index.ts';
import { ensureImages } from '../../src/lab/images.ts';
import { ensureCertificates } from '../../src/operations/certificates.ts';
import { lowerLabSpec } from '../../src/operations/lab-spec.ts';
import { placeholderMaterials } from '../../src/operations/placeholder-materials.ts';
import type { HostManifest } from '../../src/services/manifest.ts';
import { describeLab } from '../obstacles.ts';
import { samplePlatform } from '../platform/sample.ts';
import { tryOnHost } from './check-host.ts';

// What Nginx itself answers with the files that are written for it: the daemon, files of a site, and applications that
// answer or are away.

const imagesTimeoutMs = 600_000;
const platform = samplePlatform({
  apps: {
    www: node({
      directory: 'app',
      static: { '/assets/': 'dist' },
      limits: { paths: { '/slow/': { responseTimeout: '1m' } } },
    }),
    blog: node({ directory: 'app', path: '/blog/' }),
  },
  web: { static: 'app/public' },
});
const host = platform.hosts.find(({ name }) => name === 'web-1')!;
const scratch = mkdtempSync(join(tmpdir(), 'smartx-answers-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const events = ['Accept: text/event-stream'];
const webSocket = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];

describeLab('Nginx', () => {
  let manifest: HostManifest;
  let images: readonly string[];
  beforeAll(async () => {
    const placeholders = placeholderMaterials(platform);
    const leaf = { name: 'web-1', dnsNames: ['web-1'], addresses: [host.privateAddress] };
    const made = await ensureCertificates(scratch, 'Authority of a test', [leaf], new Date());
    const hosts = { ...placeholders.certificates.hosts, 'web-1': made.leaves.get('web-1')! };
    const certificates = { ...placeholders.certificates, authority: made.authority, hosts };
    const compiled = compile(platform, { ...placeholders, certificates });
    manifest = compiled.hosts.find((one) => one.host === 'web-1')!;
    const { machines } = lowerLabSpec(platform, compiled);
    images = (await ensureImages(machines.filter(({ name }) => name === 'web-1'))).get('web-1')!;
  }, imagesTimeoutMs);

  /** Status, Retry-After and body of the answer to each request. */
  async function ask(applications: 'up' | 'away', requests: readonly (readonly [string, readonly string[]])[]) {
    const lines = requests.map(([path, headers]) =>
      ['ask', path, ...headers.flatMap((header) => ['-H', `'${header}'`])].join(' '),
    );
    const script = [serve, ...(applications === 'up' ? [startApplications] : []), ...lines].join('\n');
    const [result] = await tryOnHost(images, host, manifest, [{ name: 'answers', argv: ['sh', '-c', script] }]);
    const answers = [...result!.output.matchAll(/^answer (\d+) (.*?) (.*)$/gm)];
    if (answers.length !== requests.length) throw new Error(result!.output);
    return answers.map(([, status, retryAfter, body]) => ({ status: Number(status), retryAfter, body }));
  }

  const ways: readonly (readonly [string, readonly string[]])[] = [
    ['an ordinary request', []],
    ['an event stream', events],
    ['a WebSocket', webSocket],
  ];

  test.each(ways)('says of %s to an application that is away when to come back', async (_, headers) => {
    const answers = await ask('away', [
      ['/page', headers],
      ['/slow/page', headers],
      ['/blog/page', headers],
    ]);
    const unavailable = { status: 502, retryAfter: '5', body: expect.stringContaining('Back in a moment') };
    expect(answers).toEqual([unavailable, unavailable, unavailable]);
  });

  test.each(ways)('sends %s to its application, and answers for files itself', async (_, headers) => {
    const paths = ['/page', '/slow/page', '/blog/page', '/file.txt', '/assets/asset.js', '/assets/none.js', '/.env'];
    const answers = await ask(
      'up',
      paths.map((path) => [path, headers]),
    );
    expect(answers.map(({ status, body = '' }) => `${status} ${body.replace(/<.*/, 'page of Nginx')}`)).toEqual([
      '200 8000 /page',
      '200 8000 /slow/page',
      '200 8001 /blog/page',
      '200 file',
      '200 asset',
      '404 page of Nginx',
      '404 page of Nginx',
    ]);
  });
});

/** Nginx with something to serve, and what asks it as a load balancer would; all of it ends with the script. */
const serve = `
mkdir -p /srv/static/current /srv/assets-www/current/dist
echo file >/srv/static/current/file.txt
echo secret >/srv/static/current/.env
echo asset >/srv/assets-www/current/dist/asset.js
nginx -g 'daemon off;' & pids=$!
trap 'kill $pids' EXIT
ask() {
  path=$1; shift
  curl -q -sS --http1.1 --max-time 5 \\
    --cacert /etc/smartx/tls/authority.crt --resolve web-1:443:${host.privateAddress} -H 'Host: www.foobar.com' "$@" \\
    -o /tmp/body -w 'answer %{http_code} %header{retry-after} ' "https://web-1$path" && tr -d '\\n' </tmp/body; echo
}
until curl -s -o /dev/null --max-time 1 http://${host.privateAddress}/; do sleep 0.1; done
`;

/** Each says its port and what it was asked for. */
const startApplications = `
for port in 8000 8001; do
  perl -MIO::Socket::INET -e '
    $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1:$ARGV[0]", Listen => 5, ReuseAddr => 1) or die;
    open my $ready, ">", "/tmp/ready-$ARGV[0]";
    while ($c = $s->accept) {
      sysread $c, $_, 65536;
      my ($path) = /^GET (\\S+)/;
      my $body = "$ARGV[0] $path";
      print $c "HTTP/1.1 200 OK\\r\\nContent-Length: " . length($body) . "\\r\\nConnection: close\\r\\n\\r\\n$body";
      close $c;
    }' $port & pids="$pids $!"
  until [ -e /tmp/ready-$port ]; do sleep 0.1; done
done
`;
