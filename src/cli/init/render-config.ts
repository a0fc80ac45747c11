import type { FoundProject } from './detect.ts';
import type { Arguments, Framework } from './finding.ts';

/** smartx.config.ts of a project that was looked at, with what has to be looked at again. */
export function renderConfig({ framework, app, directory, assumed, unknown }: FoundProject): string {
  const notes = [...assumed.map((note) => `Assumed: ${note}.`), ...unknown.map((note) => `Not known: ${note}.`)];
  return renderDeclaration(framework, { directory, ...app }, notes);
}

/** smartx.config.ts with the framework's function. */
export function renderDeclaration(framework: Framework, app: Arguments, notes: readonly string[] = []): string {
  const comments = notes.flatMap((note) => wrapComment(note)).join('');
  return `import { definePlatform, ${framework} } from 'smartx';

/** Everything else has a sensible default; an editor shows what can be written, and \`smartx check\` what is wrong. */
export default definePlatform({
  domain: 'example.test',
${comments}  app: ${framework}({
${properties(app).join('')}  }),
  // Another machine's mount, or a repository of restic, survives the loss of these hosts, too.
  database: { backup: { target: { directory: '/var/backups/smartx' } } },
});
`;
}

const order = [
  'directory',
  'project',
  'application',
  'build',
  'migrate',
  'start',
  'health',
  'ready',
  'packages',
  'static',
  'environment',
  'secrets',
  'contract',
] as const satisfies readonly (keyof Arguments)[];

function properties(app: Arguments): readonly string[] {
  return order.flatMap((key) => (app[key] === undefined ? [] : [`    ${key}: ${literal(app[key], '    ')},\n`]));
}

const lineMax = 120;

/** A value as one would write it; a list or an object that is too long gets a line for each of its parts. */
function literal(value: unknown, indent: string): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((part) => literal(part, inner))
    : Object.entries(value).map(
        ([key, part]) => `${/^[A-Za-z_]\w*$/.test(key) ? key : quote(key)}: ${literal(part, inner)}`,
      );
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return `${open}${close}`;
  const space = open === '{' ? ' ' : '';
  const line = `${open}${space}${parts.join(', ')}${space}${close}`;
  if (indent.length + line.length < lineMax - 20) return line;
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}${close}`;
}

function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return text.includes("'") && !text.includes('"') ? `"${escaped}"` : `'${escaped.replaceAll("'", "\\'")}'`;
}

function wrapComment(note: string): readonly string[] {
  const lines = [''];
  for (const word of note.replaceAll(/\s+/g, ' ').split(' ')) {
    const last = lines.at(-1)!;
    if (last.length + word.length < lineMax - 8) lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines.map((line) => `  // ${line}\n`);
}
