// Pulls the plug of one machine of a lab: `node kill-machine.ts LAB HOST`. Drills will do this by command one day.
import { killMachine } from '../../src/lab/lab.ts';

const [lab, host] = process.argv.slice(2);
if (lab === undefined || host === undefined) throw new Error('usage: kill-machine.ts LAB HOST');
await killMachine(lab, host);
