import { hostsWithRole } from '../../platform/per-platform.ts';
import type { Host, Platform } from '../../platform/platform.ts';
import { siteNameOf } from '../../platform/site-name.ts';
import { hostTls } from '../../services/host-tls.ts';
import { staticReleaseRoot } from '../../services/nginx/lower.ts';
import { readOutput } from '../output.ts';
import type { Answer, Question } from '../promise.ts';
import type { Finding } from '../verdict.ts';

/** A file on the disk of a web host, and what its Nginx answered when it was asked for it. */
export interface SampledFile {
  readonly path: string;
  readonly bytes: number;
  /** Seconds since 1970. */
  readonly changedAt: number;
  readonly sha256: string;
  /** As it is, and to somebody who takes compressed answers (the hash is that of the decompressed body). */
  readonly plain: SampledAnswer;
  readonly compressed: SampledAnswer;
}

export type SampledAnswer =
  | {
      readonly ok: true;
      readonly sha256: string;
      readonly status: number;
      readonly headers: ReadonlyMap<string, string>;
    }
  | { readonly ok: false; readonly problem: string };

/** Which files there are is only known on the host, so that looking and asking are one script. */
export function staticSampleQuestions(platform: Platform): readonly Question[] {
  const site = siteNameOf(platform);
  return hostsWithRole(platform, 'web').map((web) => ({
    from: { kind: 'host', host: web.name },
    label: `${web.name}: static files, on disk and as Nginx serves them`,
    argv: ['sh', '-s', '--', `${staticReleaseRoot}/current`, web.name, web.privateAddress, site, hostTls.authority],
    input: sampleScript,
    timeoutMs: 20_000,
  }));
}

export function staticSampleHosts(platform: Platform): readonly Host[] {
  return hostsWithRole(platform, 'web');
}

export type SampleReading =
  | { readonly ok: true; readonly files: readonly SampledFile[] }
  | { readonly ok: false; readonly finding: Finding };

export function readStaticSample(host: Host, answer: Answer): SampleReading {
  const output = readOutput(`${host.name}, asked for its static files,`, answer);
  if (!output.ok) return output;
  const files = parseStaticSample(output.stdout);
  if (files !== undefined) return { ok: true, files };
  return { ok: false, finding: { faults: [`${host.name}, asked for its static files, stopped half-way.`] } };
}

/** What the script printed; undefined when it did not come to its end. */
function parseStaticSample(stdout: string): readonly SampledFile[] | undefined {
  if (!/^end$/m.test(stdout)) return undefined;
  const blocks = stdout.split(/^file /m).slice(1);
  return blocks.map((block) => {
    const [, path = '', bytes, changedAt, sha256 = ''] = /^(\S+) (\d+) (\d+) (\w+)$/m.exec(block) ?? [];
    return {
      path,
      bytes: Number(bytes),
      changedAt: Number(changedAt),
      sha256,
      plain: parseAnswer(block, 'plain'),
      compressed: parseAnswer(block, 'compressed'),
    };
  });
}

function parseAnswer(block: string, kind: string): SampledAnswer {
  const [, first = '', head = ''] = new RegExp(`^${kind} (.*)\\n((?:[|] .*\\n)*)`, 'm').exec(block) ?? [];
  if (!/^[0-9a-f]{64}$/.test(first)) return { ok: false, problem: first.replace(/^failed /, '') || 'nothing was said' };
  const [statusLine = '', ...lines] = head.split('\n').map((line) => line.slice(2));
  const headers = new Map(
    lines.flatMap((line): [string, string][] => {
      const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name.toLowerCase(), value]];
    }),
  );
  return { ok: true, sha256: first, status: Number(statusLine.split(' ')[1]), headers };
}

/** Bytes below which Nginx compresses nothing (gzip_min_length), with room for a file that is just as long. */
export const compressibleBytesMin = 1_100;

/** At most one page, one text that is worth compressing, and the first file of all. */
const sampleScript = `set -u
root=$1 name=$2 address=$3 site=$4 authority=$5
cd "$root/" || exit 3
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
ask() {
  kind=$1; shift
  if curl -q -sS --max-time 4 --cacert "$authority" --resolve "$name:443:$address" -H "Host: $site" \\
    -o "$scratch/body" -D "$scratch/head" "$@" "https://$name$path" 2>"$scratch/errors"; then
    echo "$kind $(sha256sum <"$scratch/body" | cut -c 1-64)"
    tr -d '\\r' <"$scratch/head" | sed '/^$/d; s/^/| /'
  else
    echo "$kind failed $(head -n 1 "$scratch/errors")"
  fi
}
# Names that need no escaping in an address, sorted in the same way everywhere.
listed() { find . -maxdepth 4 -type f ! -path '*/.*' "$@" | sed 's/^[.]//' | LC_ALL=C grep -E '^[A-Za-z0-9._/-]+$' | LC_ALL=C sort; }
page=$(listed -name '*.html' | head -n 1)
text=$(listed -size +${compressibleBytesMin}c | grep -E '[.](css|js|svg|txt|xml|json)$' | head -n 1)
first=$(listed | head -n 1)
for path in $(printf '%s\\n' "$page" "$text" "$first" | LC_ALL=C sort -u); do
  echo "file $path $(stat -c '%s %Y' ".$path") $(sha256sum <".$path" | cut -c 1-64)"
  ask plain
  ask compressed --compressed
done
echo end
`;
