import type { ProgressEvent } from './progress-event.ts';

/** One line of the display: an image, a host, the site. */
export interface ProgressRow {
  readonly scope: ProgressEvent['scope'];
  readonly name: string;
  /** Roles of a host, `image` of an image. */
  readonly label: string;
  readonly state: 'waiting' | 'active' | 'done' | 'failed' | 'skipped';
  readonly step: string;
  readonly detail: string | undefined;
  /** Of the first step, milliseconds on the caller's clock. */
  readonly startedMs: number | undefined;
  readonly endedMs: number | undefined;
}

export interface ProgressModel {
  /** Images, releases, then hosts in the order given, then what is waited for at the end. */
  readonly rows: readonly ProgressRow[];
}

export interface KnownRow {
  readonly name: string;
  readonly label: string;
  /** A host without it. */
  readonly scope?: 'host' | 'tier';
}

/** Every host has its line from the beginning, so that nothing jumps. */
export function startModel(known: readonly KnownRow[]): ProgressModel {
  return { rows: known.map(({ name, label, scope = 'host' }) => ({ ...emptyRow, scope, name, label })) };
}

const emptyRow = { state: 'waiting', step: '', detail: undefined, startedMs: undefined, endedMs: undefined } as const;

/** The model after an event. Unknown images and hosts get a line of their own. */
export function advance(model: ProgressModel, event: ProgressEvent, nowMs: number): ProgressModel {
  const index = model.rows.findIndex(({ scope, name }) => scope === event.scope && name === event.name);
  if (index !== -1) return { rows: model.rows.with(index, advanceRow(model.rows[index]!, event, nowMs)) };
  const fresh = advanceRow({ ...emptyRow, scope: event.scope, name: event.name, label: event.scope }, event, nowMs);
  const place = model.rows.findIndex(({ scope }) => scopes.indexOf(scope) > scopes.indexOf(event.scope));
  return { rows: model.rows.toSpliced(place === -1 ? model.rows.length : place, 0, fresh) };
}

const scopes: readonly ProgressEvent['scope'][] = ['image', 'release', 'host', 'tier', 'site'];

const endStates = { done: 'done', fail: 'failed', skip: 'skipped' } as const;

function advanceRow(row: ProgressRow, event: ProgressEvent, nowMs: number): ProgressRow {
  const startedMs = row.startedMs ?? nowMs;
  if (event.state === 'note') return { ...row, state: 'active', startedMs, detail: event.detail };
  const common = { ...row, step: event.step, detail: event.detail, startedMs };
  if (event.state === 'start' || event.state === 'ok') return { ...common, state: 'active', endedMs: undefined };
  return { ...common, state: endStates[event.state], endedMs: nowMs };
}
