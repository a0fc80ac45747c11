/** Why there is no answer. */
export class Trouble extends Error {
  readonly kind: TroubleKind;

  constructor(kind: TroubleKind, reason: string) {
    super(reason);
    this.kind = kind;
  }
}

/**
 * `login`: it has expired. `prometheus`: the web server is there and Prometheus behind it is not. `server`: nobody answers.
 * `refused`: Prometheus says no. `cancelled`: we did not wait.
 */
export type TroubleKind = 'login' | 'prometheus' | 'server' | 'refused' | 'cancelled';
