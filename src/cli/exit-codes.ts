/** What the shell sees. One place, because scripts rely on these numbers. */
export const exitCodes = {
  ok: 0,
  /** The world refused: a host, a command, a file. */
  failure: 1,
  /** The declaration or the command line is wrong. */
  problem: 2,
  /** `plan --check` found changes. */
  changes: 3,
  /** Our own bug. EX_SOFTWARE of sysexits(3). */
  assertion: 70,
  /** Stopped by ctrl-C: 128 + SIGINT. */
  interrupted: 130,
} as const;

export type ExitCode = number;
