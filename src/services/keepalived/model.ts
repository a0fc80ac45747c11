/** One load balancer's part in holding the virtual address. */
export interface VrrpInstance {
  readonly routerName: string;
  readonly virtualRouterId: number;
  /** 1-254; all instances start as BACKUP, so this only decides between equals. */
  readonly priority: number;
  readonly advertIntervalMs: number;
  /** Adverts travel where users come from: an address must not stay on a leg that users cannot reach. */
  readonly interfaceName: string;
  /** Further legs that must be up; its own always has to be. */
  readonly trackedInterfaces: readonly string[];
  readonly sourceAddress: string;
  readonly peerAddresses: readonly string[];
  readonly virtualAddress: string;
}
