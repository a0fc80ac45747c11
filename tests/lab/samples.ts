import { cpSync } from 'node:fs';
import { join } from 'node:path';

const examples = join(import.meta.dirname, '../../examples');

/** Copies an application of `examples/` as its users get it: without its tests, and without packages that somebody installed. */
export function copySample(name: 'django' | 'flask' | 'node', to: string): void {
  const isShipped = (source: string) => !/\/examples\/\w+\/(?:node_modules|tests)(?:\/|$)/.test(source);
  cpSync(join(examples, name), to, { recursive: true, filter: isShipped });
}
