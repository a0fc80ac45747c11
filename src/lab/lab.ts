/** The lab's whole interface: what the rest of Smartx may import from here, and nothing else of this folder. */

export { Failure } from '../problems/failure.ts';
export type { RunOptions, RunResult } from '../process/run.ts';
export type { LabEvent, LabOptions, OnLabEvent } from './events.ts';
export { ensureImages } from './images.ts';
export { machineNames, networkNames } from './names.ts';
export { labPaths, machinePaths } from './paths.ts';
export { probeSubstrate, type SubstrateProblem } from './probe.ts';
export { type Published, publish, refuseUnpublishable } from './publish.ts';
export { listLabs, readLabRecord } from './records.ts';
export { isLabName, type LabMachine, type LabSpec } from './spec.ts';
export {
  refuseForeignLab,
  removeUndeclared,
  type StartOptions,
  startLab,
  startMachine,
  undeclaredMachines,
} from './start.ts';
export { clientCommand, type LabState, labState, type MachineState, runInClient } from './state.ts';
export { killMachine, type StopOptions, stopLab } from './stop.ts';
