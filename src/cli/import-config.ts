import { Console } from 'node:console';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Parsed, Problem } from '../problems/problem.ts';
import { guardImport, ProcessEnded, unsettled } from './guard-import.ts';

/** A configuration that awaits longer than this is taken to wait for ever. */
const importTimeoutMs = 10_000;

/**
 * Imports a declaration and returns its default export. Node strips the types itself (nodejs.org/api/typescript.html),
 * so what it cannot strip (enums, parameter properties) is a problem here, as is everything else that can go wrong.
 */
export async function importConfig(file: string, limitMs = importTimeoutMs): Promise<Parsed<object>> {
  resolveOwnName();
  const restoreConsole = sendConsoleToStderr();
  try {
    const module = await guardImport<Record<string, unknown>>(() => import(pathToFileURL(file).href), limitMs);
    if (module === unsettled) return refuse(unsettledProblem(file, limitMs));
    return inspectDefault(file, module);
  } catch (thrown) {
    return refuse(toProblem(file, thrown));
  } finally {
    restoreConsole();
  }
}

function inspectDefault(file: string, module: Record<string, unknown>): Parsed<object> {
  const value = module.default;
  if (value === undefined) {
    const others = Object.keys(module).filter((name) => name !== 'default');
    return refuse({
      code: 'CONFIG_NO_DEFAULT_EXPORT',
      path: file,
      reason:
        others.length === 0
          ? 'This file exports nothing.'
          : `This file has no default export, only ${others.map((name) => `'${name}'`).join(', ')}.`,
      fix: 'Write: export default definePlatform({ ... }).',
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Promise) {
    return refuse({
      code: 'CONFIG_NOT_A_DECLARATION',
      path: file,
      reason: `The default export is ${describe(value)}, not a declaration.`,
      fix: adviceFor(value),
    });
  }
  return { ok: true, value };
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof Promise) return 'a promise';
  return typeof value === 'function' ? 'a function' : `a ${typeof value}`;
}

function adviceFor(value: unknown): string {
  if (typeof value === 'function') return 'Export what the function returns: export default definePlatform({ ... }).';
  if (value instanceof Promise) return 'Await it first: export default await ....';
  return 'Write: export default definePlatform({ ... }).';
}

/** `import { definePlatform } from 'smartx'` means this very checkout, wherever the declaration lies. */
function resolveOwnName(): void {
  const index = new URL('../index.ts', import.meta.url).href;
  registerHooks({
    resolve(specifier, parent, next) {
      if (specifier === 'smartx') return { url: index, format: 'module-typescript', shortCircuit: true };
      const found = next(specifier, parent);
      // A declaration is an ES module even where no package.json says so; without this Node guesses, and warns.
      return found.url.endsWith('.ts') ? { ...found, format: 'module-typescript' } : found;
    },
  });
}

/** What a declaration prints must not get into our one JSON document on stdout. */
function sendConsoleToStderr(): () => void {
  const original = globalThis.console;
  globalThis.console = new Console(process.stderr, process.stderr);
  return () => {
    globalThis.console = original;
  };
}

function unsettledProblem(file: string, limitMs: number): Problem {
  return {
    code: 'CONFIG_UNSETTLED',
    path: file,
    reason: `The file awaits something that did not come within ${limitMs / 1000} s.`,
    fix: 'Remove the `await`: a declaration only states what should be.',
  };
}

function toProblem(file: string, thrown: unknown): Problem {
  if (!(thrown instanceof Error)) {
    return { ...throwsProblem, path: file, reason: `The file throws ${JSON.stringify(thrown) ?? String(thrown)}.` };
  }
  const code = (thrown as NodeJS.ErrnoException).code;
  const path = locate(file, thrown.stack ?? '');
  const message = firstLine(thrown.message);
  if (thrown instanceof ProcessEnded) return { ...throwsProblem, path, reason: 'The file ends the process.' };
  if (code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    return {
      code: 'CONFIG_SYNTAX',
      path,
      reason: `${message.replace(' in strip-only mode', '')}: Node strips types and does not translate.`,
      fix: 'Use a plain object or a union of strings instead of an enum, and ordinary fields instead of parameter properties.',
    };
  }
  if (code === 'ERR_MODULE_NOT_FOUND' || message.includes('does not provide an export named')) {
    return {
      code: 'CONFIG_IMPORT_FAILED',
      path,
      reason: `An import fails: ${message}.`,
      fix: "Check the name; a relative import needs its ending, for example './records.ts'.",
    };
  }
  if (thrown instanceof SyntaxError) {
    return {
      code: 'CONFIG_SYNTAX',
      path,
      reason: `This is not valid TypeScript: ${message}.${sourceExcerpt(thrown.stack ?? '')}`,
      fix: 'Correct the line; an editor with TypeScript shows the place.',
    };
  }
  return { ...throwsProblem, path, reason: `The file throws ${thrown.name}: ${message}` };
}

const throwsProblem = {
  code: 'CONFIG_THROWS',
  fix: 'Make the file run through: a declaration only states what should be.',
} as const;

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').replace(/\.$/, '');
}

/** `file:line` of the innermost place in the operator's own file, or in a module that it imports by a relative path. */
function locate(file: string, stack: string): string {
  const own = pathToFileURL(file).href;
  const places = [...stack.matchAll(/(file:\/\/[^\s:)]+):(\d+)/g)].map(([, url, line]) => ({ url: url ?? '', line }));
  const place =
    places.find(({ url }) => url === own) ??
    places.find(({ url }) => !url.startsWith(new URL('..', import.meta.url).href));
  return place === undefined ? file : `${fileURLToPath(place.url)}:${place.line}`;
}

/** Node puts the offending line before the name of the error, with carets under the place. */
function sourceExcerpt(stack: string): string {
  const lines = stack.split('\n');
  const carets = lines.findIndex((line) => /^\s*\^+\s*$/.test(line));
  const line = lines[carets - 1]?.trim();
  return carets < 2 || !line ? '' : ` The line is \`${line}\`.`;
}

function refuse(problem: Problem): Parsed<never> {
  return { ok: false, problems: [problem] };
}
