import { basename } from 'node:path';
import type { Command } from 'commander';
import { renderExamples } from '../examples.ts';
import { exitCodes } from '../exit-codes.ts';
import { action } from '../invocation.ts';
import { loadDeclaration } from '../load-declaration.ts';
import { withSecrets } from './reach-secrets.ts';

export function addSecretsRekey(secrets: Command): void {
  secrets
    .command('rekey')
    .summary('encrypt anew for those in secrets.recipients')
    .description(
      'Encrypts the file of secrets for everybody in secrets.recipients as it is now. Needed after a change there; whatever else writes the file does it, too. Whoever was taken out has read the secrets and may have kept them: rotate those.',
    )
    .addHelpText('after', renderExamples([['smartx secrets rekey --env production', 'a colleague joined, or left']]))
    .action(
      action(async (invocation) => {
        const { out, json, environment } = invocation;
        const loaded = await loadDeclaration(invocation);
        const { rekeySecrets } = await import('../../operations/secrets/change-secrets.ts');
        const file = await withSecrets(invocation, loaded, ['rekey'], rekeySecrets);
        const mark = out.paint(['bold', 'green'], '✓');
        out.print(
          json
            ? JSON.stringify({ environment, file }, null, 2)
            : `${mark} ${basename(file)} can be read by those in secrets.recipients, and nobody else.`,
        );
        return exitCodes.ok;
      }),
    );
}
