import { join } from 'node:path';
import { labPaths } from '../lab/lab.ts';

/** Where an environment's things are on the operator's machine. */
export interface EnvironmentPaths {
  /** Secrets, keys and certificates; readable by root only. */
  readonly stateDirectory: string;
  /** The authority's certificate, for everybody. */
  readonly caFile: string;
  /** ssh_config(5) with every host of the environment. */
  readonly sshConfig: string;
  /** Runs and the lock. It outlives the lab: `down` must be able to lock, and to be remembered. */
  readonly journalDirectory: string;
}

/** Packed releases and bundles, shared by all environments of this machine. Sources may be private: root only. */
export const buildsDirectory = '/var/lib/smartx/builds';

/** The paths of a lab's environment. */
export function environmentPaths(environment: string): EnvironmentPaths {
  const { directory, sshConfig } = labPaths(environment);
  return {
    stateDirectory: join(directory, 'state'),
    caFile: join(directory, 'ca.crt'),
    sshConfig,
    journalDirectory: join('/var/lib/smartx/journal', environment),
  };
}
