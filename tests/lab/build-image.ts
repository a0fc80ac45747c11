// Builds one small image that nothing else needs: `node build-image.ts`. A test ends it half-way.
import { ensureImages } from '../../src/lab/lab.ts';
import { smallMachine } from './small-machine.ts';

await ensureImages([smallMachine]);
