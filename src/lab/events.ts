/** What the lab tells while it works. Rendering is the caller's business. */
export type LabEvent =
  | {
      kind: 'image';
      /** The image's key. */
      image: string;
      /** What is inside, for people, such as `haproxy keepalived`. */
      contents: string;
      state: 'building' | 'progress' | 'built' | 'cached';
      /** With `progress`: the build's own words. */
      detail: string | undefined;
      elapsedMs: number;
    }
  | { kind: 'network'; network: 'public' | 'private' | 'client'; state: 'created' | 'removed' }
  | {
      kind: 'machine';
      host: string;
      state: 'unchanged' | 'creating' | 'booting' | 'ready' | 'stopping' | 'stopped' | 'killed' | 'removed';
      elapsedMs: number;
    };

export type OnLabEvent = (event: LabEvent) => void;

/** What the long operations take. */
export interface LabOptions {
  /** Aborting ends the work soon; what is half done is finished or removed by the next start or stop. */
  signal?: AbortSignal | undefined;
  onEvent?: OnLabEvent | undefined;
}
