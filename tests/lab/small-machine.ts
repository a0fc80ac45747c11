import type { LabMachine } from '../../src/lab/lab.ts';

/** A machine whose image is built in seconds, and which no platform has. */
export const smallMachine: LabMachine = {
  name: 'trial-1',
  publicAddress: undefined,
  privateAddress: '10.214.253.11',
  packages: ['bc'],
  runtimes: [],
  dataDirectories: [],
};
