/** What the apply script's exit codes mean. */
export const applyExitCodes = {
  done: 0,
  /** A checker refused the new configuration, or it could not be put beside the old: nothing was changed. */
  refused: 10,
  /** It failed after the switch; everything was put back. */
  putBack: 20,
  /** It failed after the switch and so did putting back. */
  halfWay: 21,
  /** The stage could not be made. */
  noStage: 73,
  /** What was sent did not arrive whole. */
  cutOff: 74,
  locked: 75,
  /** Another run changed the host after the plan was made. */
  changed: 76,
} as const;

/** How long a run waits for the one before it on the same host, seconds. */
export const LOCK_LIMIT_SECONDS = 20;
/** A daemon's checker, seconds. */
export const CHECK_LIMIT_SECONDS = 60;
/** A release that is built on the host: packages come over its network, and there may be something to compile, seconds. */
export const BUILD_LIMIT_SECONDS = 900;
/** One systemctl command, seconds: MySQL's first start makes its data directory. */
export const UNIT_LIMIT_SECONDS = 180;
/** How long the host waits for somebody to come in over a new connection after its firewall changed, seconds. */
export const CONFIRM_LIMIT_SECONDS = 30;
/** Releases that stay on a host, the current one included. */
export const RELEASES_KEPT = 5;
