export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with the environment, so that the operator mends it in one go. */
export class ConfigProblems extends Error {
  readonly problems: string[] = [];

  add(variable: string, reason: string, fix: string): void {
    this.problems.push(`${variable}: ${reason}; ${fix}`);
  }

  throwIfAny(): void {
    if (this.problems.length === 0) return;
    this.message = `The environment does not fit:\n${this.problems.map((problem) => `  - ${problem}`).join('\n')}`;
    throw this;
  }
}

/** A whole number from `min` to `max`; an unset or empty variable means `fallback`. */
export function readInteger(
  problems: ConfigProblems,
  environment: Environment,
  { name, fallback, min, max }: { name: string; fallback: number; min: number; max: number },
): number {
  const text = environment[name];
  if (!text) return fallback;
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= min && value <= max) return value;
  problems.add(name, `"${text}" does not fit`, `give a whole number from ${min} to ${max}`);
  return fallback;
}

/** One of `choices`; an unset or empty variable means `fallback`. */
export function readChoice<const Choice extends string>(
  problems: ConfigProblems,
  environment: Environment,
  { name, fallback, choices }: { name: string; fallback: Choice; choices: readonly Choice[] },
): Choice {
  const text = environment[name];
  if (!text) return fallback;
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  problems.add(name, `"${text}" does not fit`, `give one of ${choices.join(', ')}`);
  return fallback;
}
