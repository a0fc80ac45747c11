/** One entry of receivers: by what somebody is told. */
export interface Receiver {
  readonly name: string;
  readonly webhook?: { readonly urlFile: string } | undefined;
  readonly slack?: { readonly urlFile: string; readonly channel: string | undefined } | undefined;
  readonly email?: {
    readonly to: string;
    readonly from: string;
    readonly smarthost: string;
    readonly login: { readonly username: string; readonly passwordFile: string } | undefined;
  };
}

/** What Alertmanager on one host is made of. */
export interface Alertmanager {
  /** Of people. Without any way to tell them: nobody. */
  readonly people: Receiver;
  /** Undefined where nobody outside listens. */
  readonly deadMan: Receiver | undefined;
}
