import type { LabMachine } from './spec.ts';

/** What a machine was made from, kept beside its disk. */
export interface MachineRecord {
  privateAddress: string;
  publicAddress: string | null;
  packages: readonly string[];
  runtimes: readonly string[];
  dataDirectories: readonly string[];
  /** Keys of the images below its disk, lowest first. */
  layers: readonly string[];
}

export interface ObservedMachine {
  running: boolean;
  record: MachineRecord | undefined;
  /** Whether all images that the record names are still there. */
  layersExist: boolean;
}

/**
 * `keep`: it runs as declared. `start`: its disk is right, and it does not run. `restart`: it runs with other
 * addresses. `create`: it has no usable disk, or one of other packages; data directories outlive that.
 */
export type MachineAction = 'keep' | 'start' | 'restart' | 'create';

/** What brings a machine from whatever a crash has left to what is declared. */
export function decideMachine(wanted: LabMachine, observed: ObservedMachine): MachineAction {
  const { record, running } = observed;
  if (record === undefined || !sameDisk(record, wanted)) return 'create';
  if (running) return sameAddresses(record, wanted) ? 'keep' : 'restart';
  return observed.layersExist ? 'start' : 'create';
}

export function recordOf(machine: LabMachine, layers: readonly string[]): MachineRecord {
  return {
    privateAddress: machine.privateAddress,
    publicAddress: machine.publicAddress ?? null,
    packages: [...machine.packages].sort(),
    runtimes: [...machine.runtimes].sort(),
    dataDirectories: [...machine.dataDirectories].sort(),
    layers,
  };
}

function sameDisk(record: MachineRecord, wanted: LabMachine): boolean {
  const other = recordOf(wanted, []);
  return (['packages', 'runtimes', 'dataDirectories'] as const).every(
    (field) => record[field].join('\n') === other[field].join('\n'),
  );
}

function sameAddresses(record: MachineRecord, wanted: LabMachine): boolean {
  return record.privateAddress === wanted.privateAddress && record.publicAddress === (wanted.publicAddress ?? null);
}
