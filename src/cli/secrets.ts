import type { Command } from 'commander';
import { renderExamples } from './examples.ts';
import { addSecretsList } from './secrets/list.ts';
import { addSecretsRekey } from './secrets/rekey.ts';
import { addSecretsRotate } from './secrets/rotate.ts';
import { addSecretsSet } from './secrets/set.ts';

export function addSecrets(program: Command): void {
  const secrets = program
    .command('secrets')
    .summary('passwords and keys: list them, set them, change them')
    .description(
      'What an environment keeps secret, in secrets.ENVIRONMENT.age beside the declaration: encrypted for those in secrets.recipients, opened by your own key, and never shown.',
    )
    .addHelpText('after', examples);
  for (const add of [addSecretsList, addSecretsSet, addSecretsRotate, addSecretsRekey]) add(secrets);
}

const examples = renderExamples([
  ['smartx secrets list --env production', 'names and dates, no values'],
  ['smartx secrets set MAIL_KEY --env production', 'asks for the value'],
  ['smartx secrets rotate database --env production', 'new passwords, without an outage'],
]);
