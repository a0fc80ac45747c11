import type { Command } from 'commander';
import type { SecretName } from '../../services/manifest.ts';
import { renderExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { action, type Invocation, sameCommand } from '../invocation.ts';
import { type LoadedDeclaration, loadDeclaration } from '../load-declaration.ts';
import { UsageError } from '../report/report-thrown.ts';
import { withSecrets } from './reach-secrets.ts';
import { rotateDatabase } from './rotate-database.ts';
import { sayCommit } from './say-commit.ts';

export function addSecretsRotate(secrets: Command): void {
  secrets
    .command('rotate')
    .argument('<name>', 'a secret that Smartx made, or `database`: all passwords of accounts there')
    .summary('new passwords, without an outage')
    .description(
      'Makes a secret anew. Passwords of the database are brought to the hosts at once: the database takes the new ones beside the old ones, then the applications restart with the new ones, host by host and each without requests meanwhile, then the old ones stop working. Whatever cuts this off, everybody can log in, and the same command, or the next apply, finishes it.',
    )
    .addHelpText(
      'after',
      renderExamples([
        ['smartx secrets rotate database --env production', 'a password may have leaked, or somebody left'],
        ['sudo smartx secrets rotate database', 'try it in the lab'],
        ['smartx secrets rotate zoneTransferKey --env production', 'then: smartx apply'],
      ]),
    )
    .action(action(runRotate));
}

async function runRotate(invocation: Invocation, _options: object, [name = '']: readonly string[]): Promise<number> {
  const loaded = await loadDeclaration(invocation);
  const chosen = await choose(invocation, loaded, name);
  if (chosen.kind === 'database') return rotateDatabase(invocation, loaded, name, chosen.names);
  const { renewSecret } = await import('../../operations/secrets/change-secrets.ts');
  await withSecrets(invocation, loaded, ['rotate', name], (request) => renewSecret(request, chosen.name));
  const { out, json, environment } = invocation;
  const next = sameCommand(invocation, loaded.platform.provider === 'lab' ? 'up' : 'apply');
  out.print(
    json
      ? JSON.stringify({ environment, names: [name], rotated: true, changedHosts: [] }, null, 2)
      : `${out.paint(['bold', 'green'], '✓')} ${name} was made anew.\n${[...sayCommit(loaded.platform), `  ${next} brings it to the hosts.`].join('\n')}`,
  );
  return exitCodes.ok;
}

type Chosen =
  | { readonly kind: 'database'; readonly names: readonly SecretName[] }
  | { readonly kind: 'other'; readonly name: SecretName };

/** @throws UsageError for what cannot be rotated. */
async function choose(invocation: Invocation, { platform }: LoadedDeclaration, name: string): Promise<Chosen> {
  const [{ databasePasswordsOf, unrotatable }, { isGenerated }] = await Promise.all([
    import('../../operations/secrets/rotation.ts'),
    import('../../operations/secrets/change-secrets.ts'),
  ]);
  const passwords = databasePasswordsOf(platform);
  if (name === 'database') return { kind: 'database', names: passwords };
  if (!isGenerated(platform, name)) {
    throw new UsageError(
      `'${name}' is no secret that Smartx made.`,
      `A value of your own: ${sameCommand(invocation, 'secrets', 'set', name)}. What there is: ${sameCommand(invocation, 'secrets', 'list')}`,
    );
  }
  const reason = unrotatable[name];
  if (reason !== undefined) {
    throw new UsageError(`${name} cannot be rotated: ${reason}.`, 'docs/guides/secrets.md tells what can be done.');
  }
  const isOfDatabase = passwords.some((one) => one === name);
  return isOfDatabase ? { kind: 'database', names: [name] } : { kind: 'other', name };
}
