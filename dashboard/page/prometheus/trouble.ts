/** Why there is no answer. */
export class Trouble extends Error {
  readonly kind: TroubleKind;

  constructor(kind: TroubleKind, reason: string) {
    super(reason);
    this.kind = kind;
  }
}

/**
 * `login`: it has expired. `upstream`: the web server is there and the daemon behind it is not. `server`: nobody answers.
 * `refused`: that daemon says no. `cancelled`: we did not wait.
 */
export type TroubleKind = 'login' | 'upstream' | 'server' | 'refused' | 'cancelled';
