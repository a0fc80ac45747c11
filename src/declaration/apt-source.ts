import { bad, good, type Reading, show } from './reading.ts';

/** Where packages come from besides the host's own sources. */
export interface AptSource {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  readonly key:
    | { readonly kind: 'file'; readonly file: string }
    /** A keyring on the hosts. */
    | { readonly kind: 'keyring'; readonly path: string };
  /** Pin-Priority, apt_preferences(5). */
  readonly priority: number;
}

const keys = ['uri', 'suite', 'components', 'keyFile', 'signedBy', 'priority'];
const plainWord = /^[A-Za-z0-9][\w.+/-]*$/;
/** Above 1000 apt would even take older packages than those that are installed. */
const priorityMax = 1000;
/** What apt gives to sources that nobody has pinned. */
const usualPriority = 500;

export function parseMysqlSource(value: unknown): Reading<AptSource | undefined> {
  if (value === 'distribution') return good(undefined);
  const written = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const flaw = flawOf(written, value);
  if (flaw !== undefined) return bad('APT_SOURCE_INVALID', flaw, example);
  const { uri, suite, components = ['main'], keyFile, signedBy, priority = usualPriority } = written;
  return good({
    uri: uri as string,
    suite: suite as string,
    components: (components as readonly (string | undefined)[]).filter((one) => one !== undefined),
    key:
      keyFile === undefined ? { kind: 'keyring', path: signedBy as string } : { kind: 'file', file: keyFile as string },
    priority: priority as number,
  });
}

const example =
  "Write 'distribution', or { uri: 'http://repo.mysql.com/apt/debian', suite: 'trixie', components: ['mysql-8.4-lts'], keyFile: 'mysql.asc' }.";

function flawOf(written: Record<string, unknown>, value: unknown): string | undefined {
  const { uri, suite, components, keyFile, signedBy, priority } = written;
  const unknown = Object.keys(written).find((key) => !keys.includes(key));
  if (uri === undefined && suite === undefined) return `${show(value)} is no source of packages.`;
  if (unknown !== undefined) return `a source of packages has no ${show(unknown)}.`;
  if (typeof uri !== 'string' || !/^https?:\/\/[^\s"']+$/.test(uri)) return `${show(uri)} is no address of packages.`;
  if (typeof suite !== 'string' || !plainWord.test(suite)) return `${show(suite)} is no suite of packages.`;
  if (components !== undefined && !isWords(components)) return `${show(components)} is no list of components.`;
  if ((keyFile === undefined) === (signedBy === undefined))
    return 'a source is signed: `keyFile` or `signedBy` says by whom.';
  if (keyFile !== undefined && !isLine(keyFile)) return `${show(keyFile)} is no file with a key.`;
  if (signedBy !== undefined && !(isLine(signedBy) && /^\/[\w./+-]+$/.test(signedBy))) {
    return `${show(signedBy)} is no absolute path of a keyring.`;
  }
  const isPriority = Number.isInteger(priority) && (priority as number) >= 1 && (priority as number) <= priorityMax;
  return priority === undefined || isPriority
    ? undefined
    : `${show(priority)} is no priority from 1 to ${priorityMax}.`;
}

function isWords(value: unknown): boolean {
  return (
    Array.isArray(value) && value.length > 0 && value.every((one) => one === undefined || plainWord.test(String(one)))
  );
}

function isLine(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '' && !/[\n\r\0]/.test(value);
}
