/** One line of /etc/hosts. */
export interface HostName {
  readonly address: string;
  readonly name: string;
}

/** One line of sysctl.d(5). */
export interface KernelSetting {
  readonly key: string;
  readonly value: string;
}
