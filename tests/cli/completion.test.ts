import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkout, makeDirectory, runCli } from './run-cli.ts';

const shells = [
  { shell: 'bash', check: ['bash', '-n'] },
  { shell: 'zsh', check: ['zsh', '-n'] },
  { shell: 'fish', check: ['fish', '--no-execute'] },
] as const;

test.each(shells)('the script for $shell is accepted by its shell', async ({ shell, check }) => {
  const { code, stdout } = await runCli(['completion', shell]);
  expect(code).toBe(0);
  for (const word of ['check', 'graph', 'env', 'publish', '__complete hosts']) expect(stdout).toContain(word);
  const directory = await makeDirectory({ script: stdout });
  if (isInstalled(check[0])) execFileSync(check[0], [...check.slice(1), join(directory, 'script')]);
});

test.each([
  { line: ['smartx', 'ch'], offers: ['check'] },
  { line: ['smartx', '--env', 'lab', 'gr'], offers: ['graph'] },
  { line: ['smartx', 'graph', '--format', 'm'], offers: ['mermaid'] },
  { line: ['smartx', 'down', '--keep'], offers: ['--keep-data'] },
  { line: ['smartx', 'verify', '--only', 'fi'], offers: ['firewall'] },
  { line: ['smartx', 'completion', 'f'], offers: ['fish'] },
  { line: ['smartx', 'explain', 'CNAME_AT'], offers: ['CNAME_AT_APEX'] },
])('bash completes $line', async ({ line, offers }) => {
  const { stdout: script } = await runCli(['completion', 'bash']);
  const words = line.map((word) => `'${word}'`).join(' ');
  const directory = await makeDirectory({
    'try.sh': `PATH="$1:$PATH"
${script}
COMP_WORDS=(${words}) COMP_CWORD=${line.length - 1}
_smartx
printf '%s\\n' "\${COMPREPLY[@]}"
`,
  });
  const answer = execFileSync('bash', [join(directory, 'try.sh'), checkout], { encoding: 'utf8' });
  expect(answer.trim().split('\n')).toEqual(offers);
});

function isInstalled(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
