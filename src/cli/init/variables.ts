import { givenVariables } from '../../declaration/app-variables.ts';
import type { Clue, ProjectFiles } from './finding.ts';

/**
 * Environment variables that the sources read: given under their names, under another one, made, or still to be given.
 *
 * @param given what the framework's function brings
 */
export function readsVariables(files: ProjectFiles, sources: RegExp, given: readonly string[] = []): Clue {
  const texts = [...files].filter(([path]) => sources.test(path) && !/(?:^|\/)(?:tests?|spec)\b/.test(path));
  const read = [...new Set(texts.flatMap(([, text]) => namesIn(text)))].sort();
  const names = read.filter((name) => !isGiven(name) && !given.includes(name));
  const renamed = names.filter((name) => otherName(name) !== undefined);
  const generated = names.filter((name) => keys.test(name));
  const rest = names.filter((name) => !renamed.includes(name) && !generated.includes(name));
  return {
    app: {
      ...(renamed.length === 0
        ? {}
        : { environment: Object.fromEntries(renamed.map((name) => [name, `$${otherName(name)}`])) }),
      ...(generated.length === 0 ? {} : { secrets: generated.map((name) => ({ name, generate: true })) }),
    },
    assumed: [
      ...renamed.map((name) => `${name} is what Smartx gives as ${otherName(name)}`),
      ...generated.map((name) => `${name} may be any random text, which Smartx makes`),
    ],
    unknown: rest.length === 0 ? [] : [valuesOf(rest)],
  };
}

const shownMax = 12;

function valuesOf(names: readonly string[]): string {
  const more = names.length > shownMax ? `, and ${names.length - shownMax} more` : '';
  const list = names.slice(0, shownMax).join(', ');
  return `values of variables that it reads: ${list}${more}. What it needs belongs in \`environment\`, or in \`secrets\``;
}

/** In Python, Node, Ruby, PHP and Go. */
const forms = [
  /\bos\.environ(?:\.get\(|\[)\s*['"]([A-Z][A-Z0-9_]+)['"]/g,
  /\b(?:os\.getenv|os\.Getenv|getenv|env|env\.\w+|config|ENV\.fetch)\(\s*['"]([A-Z][A-Z0-9_]+)['"]/g,
  /\bENV\[\s*['"]([A-Z][A-Z0-9_]+)['"]/g,
  /\bprocess\.env\.([A-Z][A-Z0-9_]+)\b/g,
  /\bprocess\.env\[\s*['"]([A-Z][A-Z0-9_]+)['"]/g,
];

function namesIn(text: string): readonly string[] {
  return forms.flatMap((form) => [...text.matchAll(form)].map(([, name = '']) => name));
}

/** By Smartx, by its runtimes, by systemd (systemd.exec(5)), or of no use on a server. */
function isGiven(name: string): boolean {
  const others =
    /^(?:NODE_ENV|WEB_CONCURRENCY|PATH|HOME|USER|LANG|TZ|TMPDIR|CI|DEBUG|LOG_LEVEL|DJANGO_SETTINGS_MODULE)$/;
  return Object.hasOwn(givenVariables, name) || others.test(name) || /^(?:npm|VERCEL|GITHUB|TEST)_/.test(name);
}

const keys =
  /^(?:(?:DJANGO|FLASK|APP)_)?(?:SECRET|SECRET_KEY|SESSION_SECRET|SESSION_KEY|COOKIE_SECRET|COOKIE_KEY|JWT_SECRET)$/;

function otherName(name: string): keyof typeof givenVariables | undefined {
  const [, part = ''] = /^(?:DB|MYSQL|DATABASE|MARIADB)_([A-Z]+)$/.exec(name) ?? [];
  return parts[part];
}

const parts: Readonly<Record<string, keyof typeof givenVariables>> = {
  DATABASE: 'DATABASE_NAME',
  DB: 'DATABASE_NAME',
  HOST: 'DATABASE_HOST',
  HOSTNAME: 'DATABASE_HOST',
  NAME: 'DATABASE_NAME',
  PASS: 'DATABASE_PASSWORD',
  PASSWORD: 'DATABASE_PASSWORD',
  PORT: 'DATABASE_PORT',
  SCHEMA: 'DATABASE_NAME',
  URI: 'DATABASE_URL',
  URL: 'DATABASE_URL',
  USER: 'DATABASE_USER',
  USERNAME: 'DATABASE_USER',
};
