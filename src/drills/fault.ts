/**
 * One thing that a drill breaks. Plain data: it is written down before it is done, so that whoever comes after a killed
 * drill knows what to heal (`smartx drill --heal`).
 */
export type Fault =
  /** The machine loses its power; healed by starting it. */
  | { readonly kind: 'machineKilled'; readonly host: string }
  /** Signals the main process of a unit; systemd brings a killed one back, a stopped one is continued. */
  | {
      readonly kind: 'processSignalled';
      readonly host: string;
      readonly unit: string;
      readonly signal: 'KILL' | 'STOP';
    }
  /** The cable of one of the machine's interfaces is pulled. */
  | { readonly kind: 'linkDown'; readonly host: string; readonly network: 'public' | 'private' }
  /** A share of the packets that come to the machine over an interface is lost. */
  | {
      readonly kind: 'packetLoss';
      readonly host: string;
      readonly network: 'public' | 'private';
      readonly percent: number;
    }
  /** The file system that holds the directory is filled to the last byte. */
  | { readonly kind: 'diskFull'; readonly host: string; readonly directory: string }
  /** The unit loads its configuration anew. Nothing to heal. */
  | { readonly kind: 'unitReloaded'; readonly host: string; readonly unit: string }
  /** No new requests for one web server, on every load balancer. */
  | { readonly kind: 'serverDrained'; readonly server: string }
  /** Another release of an application (`App.id`) is deployed; healed by deploying the declared one. */
  | { readonly kind: 'releaseDeployed'; readonly app: string; readonly variant: ReleaseVariant }
  /** The primary hands over to another member. Nothing to heal. */
  | { readonly kind: 'switchover'; readonly host: string }
  /** A full backup is made, binary logs follow, and both are restored into a scratch instance. Nothing to heal. */
  | { readonly kind: 'backupRestored' }
  /**
   * The table is dropped on the primary, in a transaction whose identifier (GTID) is known before; healed by restoring
   * everything that was committed before that transaction.
   */
  | {
      readonly kind: 'tableDropped';
      readonly host: string;
      readonly schema: string;
      readonly table: string;
      readonly transaction: string;
    };

/** `changed`: the same application with another file in it. `broken`: one that cannot start. */
export type ReleaseVariant = 'changed' | 'broken';
