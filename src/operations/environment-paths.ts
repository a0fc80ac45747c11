import { join } from 'node:path';
import { labPaths } from '../lab/lab.ts';
import type { Platform } from '../platform/platform.ts';

/** Where an environment's things are on the operator's machine. */
export interface EnvironmentPaths {
  /** Secrets, keys and certificates; readable by their owner only. */
  readonly stateDirectory: string;
  /** The authority's certificate, for everybody. */
  readonly caFile: string;
  /** Runs and the lock. It outlives a lab: `down` must be able to lock, and to be remembered. */
  readonly journalDirectory: string;
  /** Packed releases and bundles, shared by environments. Sources may be private: for their owner only. */
  readonly buildsDirectory: string;
}

/** A lab belongs to the machine that runs it, and so does all that is known of it. */
export interface LabEnvironmentPaths extends EnvironmentPaths {
  /** ssh_config(5) with every host of the environment. */
  readonly sshConfig: string;
}

/** Servers belong to whoever has the declaration: what is known of them lies beside it, and in no repository. */
export const serversDirectory = '.smartx';

export function pathsOf(platform: Pick<Platform, 'provider' | 'environment' | 'directory'>): EnvironmentPaths {
  const { provider, environment, directory } = platform;
  if (provider === 'lab') return environmentPaths(environment);
  const own = join(directory, serversDirectory, environment);
  return {
    stateDirectory: join(own, 'state'),
    caFile: join(own, 'ca.crt'),
    journalDirectory: join(own, 'journal'),
    buildsDirectory: join(directory, serversDirectory, 'builds'),
  };
}

/** The paths of a lab's environment. */
export function environmentPaths(environment: string): LabEnvironmentPaths {
  const { directory, sshConfig } = labPaths(environment);
  return {
    stateDirectory: join(directory, 'state'),
    caFile: join(directory, 'ca.crt'),
    sshConfig,
    journalDirectory: join('/var/lib/smartx/journal', environment),
    buildsDirectory: '/var/lib/smartx/builds',
  };
}
