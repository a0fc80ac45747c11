/** What the progress display understands. Everything long-running is translated to this; see up-progress.ts. */
export interface ProgressEvent {
  readonly scope: 'image' | 'release' | 'host' | 'tier' | 'site';
  /** Of an image what is in it; of a host or a tier its name. */
  readonly name: string;
  readonly step: string;
  /** `ok` ends a step; `done` ends the work on this image or host. `note` only adds a detail to the current step. */
  readonly state: 'start' | 'note' | 'ok' | 'done' | 'fail' | 'skip';
  readonly detail?: string | undefined;
  /** One of hundreds, such as a file: a log tells of it only when it fails, or when everything was asked for. */
  readonly minor?: boolean | undefined;
}
