import { type RequestKind, requestKinds } from './request-record.ts';

/** Where the load goes and from where it comes. */
export interface Site {
  /** Name that users type: `www.foobar.com`. */
  readonly name: string;
  readonly port: number;
  /** `10.213.0.11` or with a port, `127.0.0.1:5353`. None: those that this machine's resolver uses. */
  readonly nameServers: readonly string[];
  /** PEM file of the authority that the certificate must come from. Undefined: those that Node trusts. */
  readonly authorityFile: string | undefined;
  /** Addresses of the users; requests take turns. Limits per address then meet each of them alone. None: the system's choice. */
  readonly sourceAddresses: readonly string[];
  /** From the moment at which a request was due to the end of its answer, a second attempt included; milliseconds. */
  readonly requestTimeoutMs: number;
}

/** What the generator reads as the first line of its stdin, as JSON. */
export interface LoadConfig {
  readonly site: Site;
  /** Name of this load: lower-case letters and digits. Keys of writes are `drill-<run>-<n>`. */
  readonly run: string;
  readonly ratePerSecond: number;
  /** It stops by itself after this time, whoever forgets it. */
  readonly secondsMax: number;
  /** The kinds of the requests in the order in which they are sent, again and again. */
  readonly mix: readonly RequestKind[];
  /** Numbers of the accounts between which writes move a cent; two at least where the mix has writes. */
  readonly accounts: readonly number[];
  /** Users who stay: each keeps one connection open. They send every second request. */
  readonly visitors: number;
}

/** 20 % pages, 50 % reads, 30 % writes, spread so that each second has all of them. */
export const ledgerMix: readonly RequestKind[] = [
  'read',
  'static',
  'write',
  'read',
  'write',
  'read',
  'static',
  'read',
  'write',
  'read',
];

export const defaultRatePerSecond = 50;
export const defaultRequestTimeoutMs = 5_000;
export const defaultVisitors = 20;

const ratePerSecondMax = 1_000;
const secondsMaxMax = 3_600;
const requestTimeoutMsMax = 60_000;
const visitorsMax = 1_000;

/** Keys of a load's writes begin with this. */
export function keyPrefix(run: string): string {
  return `drill-${run}-`;
}

/** @throws Error that names every field that is wrong. */
export function parseLoadConfig(text: string): LoadConfig {
  const config = JSON.parse(text) as LoadConfig;
  const within = (value: unknown, max: number) => typeof value === 'number' && value > 0 && value <= max;
  const wrong = [
    ...wrongSiteFields(config.site),
    ...(typeof config.run === 'string' && /^[a-z0-9]{1,40}$/.test(config.run) ? [] : ['run']),
    ...(within(config.ratePerSecond, ratePerSecondMax) ? [] : ['ratePerSecond']),
    ...(within(config.secondsMax, secondsMaxMax) ? [] : ['secondsMax']),
    ...(areKinds(config.mix) ? [] : ['mix']),
    ...(hasAccounts(config) ? [] : ['accounts']),
    ...(Number.isInteger(config.visitors) && within(config.visitors, visitorsMax) ? [] : ['visitors']),
  ];
  if (wrong.length > 0) throw new Error(`the configuration of the load is wrong in: ${wrong.join(', ')}`);
  return config;
}

/** Fields of a site that are wrong, for a message. */
export function wrongSiteFields(site: Site | undefined): string[] {
  if (site === undefined) return ['site'];
  const areTexts = (values: unknown) => Array.isArray(values) && values.every((each) => typeof each === 'string');
  return [
    ...(typeof site.name === 'string' && site.name !== '' ? [] : ['site.name']),
    ...(Number.isInteger(site.port) && site.port > 0 && site.port <= 65_535 ? [] : ['site.port']),
    ...(areTexts(site.nameServers) ? [] : ['site.nameServers']),
    ...(areTexts(site.sourceAddresses) ? [] : ['site.sourceAddresses']),
    ...(site.requestTimeoutMs > 0 && site.requestTimeoutMs <= requestTimeoutMsMax ? [] : ['site.requestTimeoutMs']),
  ];
}

function areKinds(mix: unknown): boolean {
  return Array.isArray(mix) && mix.length > 0 && mix.every((kind) => requestKinds.includes(kind));
}

function hasAccounts({ mix, accounts }: LoadConfig): boolean {
  if (!Array.isArray(accounts) || !accounts.every((id) => Number.isSafeInteger(id))) return false;
  return new Set(accounts).size === accounts.length && (accounts.length >= 2 || !mix.includes('write'));
}
