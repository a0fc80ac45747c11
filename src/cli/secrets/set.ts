import { basename } from 'node:path';
import type { Command } from 'commander';
import { renderExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { action, type Invocation, sameCommand } from '../invocation.ts';
import { loadDeclaration } from '../load-declaration.ts';
import { UsageError } from '../report/report-thrown.ts';
import { withSecrets } from './reach-secrets.ts';
import { readValue } from './read-value.ts';

export function addSecretsSet(secrets: Command): void {
  secrets
    .command('set')
    .argument('<name>', "environment variable of the application, as in the declaration's app.secrets")
    .summary('give a secret of the application its value')
    .description(
      'Keeps the value of a secret of the application: what comes on standard input, or what you type, which is not shown. It is never an argument, where every list of processes would show it. Hosts get it by the next apply (a lab: up), which restarts the application host by host.',
    )
    .addHelpText(
      'after',
      renderExamples([
        ['smartx secrets set MAIL_KEY --env production', 'asks for the value'],
        ['pass mail/key | smartx secrets set MAIL_KEY --env production', 'from a password manager'],
        ['sudo smartx secrets set MAIL_KEY', "the lab's, which outlives the lab"],
      ]),
    )
    .action(action(runSet));
}

async function runSet(invocation: Invocation, _options: object, [name = '']: readonly string[]): Promise<number> {
  const { out, err, json, environment } = invocation;
  const loaded = await loadDeclaration(invocation);
  await refuseName(invocation, name);
  const { setSecret } = await import('../../operations/secrets/change-secrets.ts');
  const file = await withSecrets(invocation, loaded, ['set', name], async (request) =>
    setSecret(request, name, await readValue(name, environment)),
  );
  if (json) {
    out.print(JSON.stringify({ environment, name, file }, null, 2));
    return exitCodes.ok;
  }
  const { platform } = loaded;
  const isDeclared = platform.app.secrets.includes(name);
  const next = sameCommand(invocation, platform.provider === 'lab' ? 'up' : 'apply');
  out.print(`${out.paint(['bold', 'green'], '✓')} ${name} is kept in ${basename(file)}; commit that file.`);
  out.print(
    isDeclared
      ? `  ${next} brings it to the hosts.`
      : `  The application gets it when the declaration names it: app: { secrets: ['${name}'] }`,
  );
  if (!isDeclared) err.print(`${err.paint('yellow', '!')} ${name} is not declared yet.`);
  return exitCodes.ok;
}

/** @throws UsageError */
async function refuseName(invocation: Invocation, name: string): Promise<void> {
  const [{ variableFlaw }, { isGenerated }] = await Promise.all([
    import('../../declaration/app.ts'),
    import('../../operations/secrets/change-secrets.ts'),
  ]);
  if (isGenerated(name)) {
    throw new UsageError(`Smartx makes ${name} itself.`, sameCommand(invocation, 'secrets', 'rotate', name));
  }
  const flaw = variableFlaw(name);
  if (flaw !== undefined)
    throw new UsageError(
      flaw.reason.replace(/^./, (first) => first.toUpperCase()),
      flaw.fix,
    );
}
