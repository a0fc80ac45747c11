import { run } from '../../../src/process/run.ts';
import type { Answer, Question } from '../../../src/promises/promise.ts';

/** A shell script in a network namespace of its own, where nothing is but what it makes. Needs root. */
export async function inEmptyNetwork(script: string, input = ''): Promise<Answer> {
  const { exitCode, stdout, stderr } = await run(['unshare', '--net', 'sh', '-c', script], {
    stdin: input,
    timeoutMs: 60_000,
  });
  return { kind: 'answered', exitCode: exitCode ?? -1, stdout, stderr };
}

/** What a host would answer whose network is as `prepare` leaves it. */
export function answerAfter(prepare: string, { argv, input }: Question): Promise<Answer> {
  const words = argv.map((word) => `'${word}'`).join(' ');
  return inEmptyNetwork(`set -e\n${prepare}\nexec ${words}`, input);
}

const POLLS_MAX = 100;

/** A loop for a script that waits for a condition, for five seconds at most. */
export function until(condition: string): string {
  return `polls=0; until ${condition}; do polls=$((polls + 1)); [ $polls -lt ${POLLS_MAX} ]; sleep 0.05; done`;
}
