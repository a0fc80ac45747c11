import type { HostManifest } from '../../services/manifest.ts';
import { rulesetPath } from '../../services/nftables/render-unit.ts';
import { readOutput } from '../output.ts';
import type { Answer, PlatformPromise, Question, Subject } from '../promise.ts';
import { type Finding, judgeEach } from '../verdict.ts';

/** What the kernel enforces is what was compiled, whatever is on the disk. */
export function deriveRulesetPromise({ manifests }: Subject): PlatformPromise {
  return {
    id: 'firewall.ruleset-loaded',
    tier: 'firewall',
    claim: 'Every kernel enforces exactly the rules that were compiled.',
    method:
      'Each host lists its rules, and lists once more what it gets when it loads the compiled ones in an empty network namespace: both must be the same, counts and remembered clients aside.',
    limits:
      'Tables of others on the same host are not judged; they can refuse more, and never allow what ours refuses.',
    questions: manifests.map(rulesetQuestion),
    judge: judgeEach(manifests, judgeHost),
  };
}

const LIST_TIMEOUT_MS = 20_000;

function rulesetQuestion(manifest: HostManifest): Question {
  return {
    from: { kind: 'host', host: manifest.host },
    label: `${manifest.host}: its firewall rules`,
    argv: ['sh', '-s'],
    input: listScript(manifest.files.find(({ path }) => path === rulesetPath)?.content ?? ''),
    timeoutMs: LIST_TIMEOUT_MS,
  };
}

const boundary = '==== as compiled';

/** `-s` leaves out what counts (nft(8)). A host without the table prints an empty list, which then differs. */
function listScript(ruleset: string): string {
  return `nft -s list table inet smartx || true
echo '${boundary}'
unshare --net sh -c 'nft -f /dev/stdin && nft -s list table inet smartx' <<'END_OF_RULESET'
${ruleset}END_OF_RULESET
`;
}

function judgeHost({ host }: HostManifest, answer: Answer): Finding {
  const output = readOutput(`${host}, asked for its firewall rules,`, answer);
  if (!output.ok) return output.finding;
  const [loaded = '', compiled = ''] = output.stdout.split(`${boundary}\n`).map(withoutBreaks).map(withoutRemembered);
  if (compiled.trim() === '')
    return { faults: [`${host}: its nft does not load the compiled rules: ${output.stderr.trim()}`] };
  if (loaded.trim() === '') return { faults: [`${host}: no firewall is loaded, the table inet smartx is missing`] };
  if (loaded === compiled) return { faults: [], evidence: 'rules as compiled' };
  return { faults: differences(host, lines(loaded), lines(compiled)) };
}

/** nft breaks long lists, and not everywhere alike. */
function withoutBreaks(listing: string): string {
  return listing.replace(/,\n\s+/g, ', ');
}

/** Sets that rules fill while they work, such as the meter of new connections, are remembered clients and no rules. */
function withoutRemembered(listing: string): string {
  return listing.replace(/^\tset \S+ \{\n(?:(?!\t\}\n).*\n)*?\t\}\n/gm, (set) =>
    /^\t\tflags [a-z,]*\bdynamic\b/m.test(set) ? set.replace(/^\t\telements = \{[^}]*\}\n/m, '') : set,
  );
}

/** Named: more would say no more, and the way out is the same. */
const DIFFERENCES_SHOWN_MAX = 5;

function differences(host: string, loaded: readonly string[], compiled: readonly string[]): readonly string[] {
  const tooMany = loaded.filter((line) => !compiled.includes(line)).map((line) => `a rule too many is loaded: ${line}`);
  const missing = compiled
    .filter((line) => !loaded.includes(line))
    .map((line) => `a compiled rule is not loaded: ${line}`);
  const all = [...tooMany, ...missing];
  if (all.length === 0) return [`${host}: the rules are loaded in another order or number than compiled`];
  const shown = all.slice(0, DIFFERENCES_SHOWN_MAX).map((difference) => `${host}: ${difference}`);
  return all.length === shown.length ? shown : [...shown, `${host}: ${all.length - shown.length} more lines differ`];
}

function lines(listing: string): readonly string[] {
  return listing
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
