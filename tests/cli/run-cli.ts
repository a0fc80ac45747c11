import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const checkout = fileURLToPath(new URL('../..', import.meta.url));
const launcher = join(checkout, 'smartx');
const runTimeoutMs = 25_000;

export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real CLI as its own process, not on a terminal, without the colour settings of whoever runs the tests. */
export function runCli(
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: Record<string, string>;
    readonly uid?: number;
    /** What is piped in; nothing without it. */
    readonly input?: string;
  } = {},
): Promise<CliRun> {
  const { NO_COLOR: _no, FORCE_COLOR: _force, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(launcher, args, {
      cwd: options.cwd ?? checkout,
      env: { ...inherited, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: runTimeoutMs,
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const directories: string[] = [];
afterAll(() => Promise.all(directories.map((directory) => rm(directory, { recursive: true, force: true }))));

/** A directory with these files that is gone after the tests of the file. Names that end with / become directories. */
export async function makeDirectory(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'smartx-cli-'));
  directories.push(directory);
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('/')) await mkdir(join(directory, name), { recursive: true });
    else await writeFile(join(directory, name), content);
  }
  return directory;
}

/** A small declaration that is right, in a directory of its own. The environment has a name that no lab here has. */
export function makeProject(): Promise<string> {
  return makeDirectory({
    'app/': '',
    'smartx.config.ts': `import { definePlatform, lab } from 'smartx';
export default definePlatform({
  domain: 'example.test',
  app: { directory: 'app', start: 'node main.js' },
  environments: { 'cli-test': lab() },
});
`,
  });
}
